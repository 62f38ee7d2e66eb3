"""The generated structs: names, defaults, immutability, and what `meta` says about them."""

from __future__ import annotations

import ast
import keyword
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dsn.fhir.types import RESOURCE_TYPES, CodeableConcept, Encounter, Observation, Patient, meta


def test_every_resource_type_of_r4_has_a_struct() -> None:
    """The 146 concrete types are there, and no abstract one is."""
    assert len(RESOURCE_TYPES) == len(list(RESOURCE_TYPES)) == 146
    assert RESOURCE_TYPES["Patient"] is Patient
    assert "DomainResource" not in RESOURCE_TYPES
    with pytest.raises(KeyError):
        RESOURCE_TYPES["Element"]


def test_every_struct_can_be_made_and_decoded() -> None:
    """No element refers to a type that is not there."""
    import dsn.fhir.types as types

    for name in meta.STRUCT_NAMES:
        assert msgspec.json.Decoder(getattr(types, name))


def test_attributes_have_fhir_names_but_for_keywords() -> None:
    """`Encounter.class` is reached as `class_` and stays `class` in JSON; the twin is `_class`."""
    fields = dict(zip(Encounter.__struct_fields__, Encounter.__struct_encode_fields__, strict=True))
    assert fields["class_"] == "class"
    assert "_status" in fields
    named = {f.attr for name in meta.STRUCT_NAMES for e in meta.of(name).elements for f in e.fields}
    assert not any(keyword.iskeyword(name) for name in named)
    assert all(name.isidentifier() for name in named)


def test_a_resource_is_a_value() -> None:
    """It cannot be changed, equals its like, can be a key, and survives pickling."""
    one = Observation(status="final", code=CodeableConcept(text="Poids"))
    assert one == Observation(status="final", code=CodeableConcept(text="Poids"))
    assert hash(one) == hash(pickle.loads(pickle.dumps(one)))
    assert one.resourceType == "Observation"
    with pytest.raises(AttributeError):
        one.status = "amended"  # type: ignore[misc]


def test_meta_tells_about_elements_in_order() -> None:
    """Cardinality, choice, targets, bindings and flags of an element are those of the definition."""
    elements = {e.name: e for e in meta.of(Observation).elements}
    assert list(elements)[:5] == ["id", "meta", "implicitRules", "language", "text"]
    assert elements["status"].min == 1
    assert elements["status"].value_set == "http://hl7.org/fhir/ValueSet/observation-status"
    assert meta.codes("http://hl7.org/fhir/ValueSet/observation-status") == {
        "http://hl7.org/fhir/observation-status": frozenset(
            "registered preliminary final amended corrected cancelled entered-in-error unknown".split()
        )
    }
    assert elements["value"].choice
    assert [f.json for f in elements["value"].fields][:2] == ["valueQuantity", "valueCodeableConcept"]
    assert elements["subject"].types[0].targets == ("Patient", "Group", "Device", "Location")
    assert elements["component"].many
    assert elements["component"].types[0].code == "ObservationComponent"
    assert meta.of("ObservationComponent").path == "Observation.component"
    assert elements["status"].modifier
    assert elements["status"].summary
    assert not elements["note"].summary


def test_a_content_reference_is_the_struct_it_names() -> None:
    """`Questionnaire.item.item` is made of the same struct as `Questionnaire.item`."""
    item = next(e for e in meta.of("QuestionnaireItem").elements if e.name == "item")
    assert item.types[0].code == "QuestionnaireItem"


def test_what_r4_does_not_know_is_no_attribute() -> None:
    """A misspelt type fails at the import and not later."""
    import dsn.fhir.types as types

    with pytest.raises(AttributeError):
        types.Pateint  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(KeyError):
        meta.of("Pateint")


PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"


def test_the_tree_holds_what_the_generator_writes() -> None:
    """Nobody edited the output, and nobody changed the generator without running it."""
    from tools.generate_types import TARGET, outputs

    for name, text in outputs(PACKAGE).items():
        assert (TARGET / name).read_text(encoding="utf-8") == text, name


def test_importing_is_light() -> None:
    """Importing the types makes none of the classes, so that a command starts at once."""
    program = "import sys, dsn.fhir.types as t; sys.exit('Patient' in vars(t))"
    subprocess.run([sys.executable, "-c", program], check=True)


def declared(body: list[ast.stmt]) -> Iterator[tuple[str, bool]]:
    """Each field of a class of the stub, and whether it must be given."""
    fields = (line for line in body if isinstance(line, ast.AnnAssign))
    for field in (f for f in fields if not ast.unparse(f.annotation).startswith("ClassVar")):
        yield ast.unparse(field.target), field.value is None


def test_the_stub_says_what_the_structs_are() -> None:
    """What mypy and editors read and what runs have the same fields, in the same order, equally required."""
    import dsn.fhir.types as types

    stub = ast.parse(Path(types.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    assert tuple(classes) == meta.STRUCT_NAMES
    for name, node in classes.items():
        struct = getattr(types, name)
        (base,) = (b.id for b in node.bases if isinstance(b, ast.Name))
        inherited = getattr(types, base).__struct_fields__ if base != "Struct" else ()
        made = {f.name: f.required for f in msgspec.structs.fields(struct) if f.name not in inherited}
        assert list(declared(node.body)) == list(made.items()), name
