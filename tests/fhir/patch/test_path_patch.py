"""FHIRPath Patch: the official cases, and what is refused."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir import xml as fhir_xml
from dsn.fhir.json import to_plain
from dsn.fhir.patch import apply_path_patch

DATA = Path(__file__).parents[2] / "data" / "fhirpath-patch"


def _resource(case: ElementTree.Element, name: str) -> dict[str, Any] | None:
    found = case.find(name)
    if found is None or not len(found):
        return None
    return to_plain(fhir_xml.decode(ElementTree.tostring(found[0])))


def _cases() -> list[ElementTree.Element]:
    return list(ElementTree.parse(DATA / "fhir-patch-tests.xml").getroot().iter("case"))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case.get("name")))
def test_the_official_cases(case: ElementTree.Element) -> None:
    """Each official case gives its output or is refused, and leaves its input as it was."""
    resource, patch, output = (_resource(case, name) for name in ("input", "diff", "output"))
    assert resource is not None
    assert patch is not None
    before = deepcopy(resource)
    if case.find("error") is not None:
        with pytest.raises(Invalid):
            apply_path_patch(resource, patch)
    else:
        assert apply_path_patch(resource, patch) == output
    assert resource == before


def test_all_official_cases_are_there() -> None:
    """All 25 cases are run."""
    assert len(_cases()) == 25


PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "birthDate": "1970",
    "_birthDate": {"id": "b"},
    "deceasedBoolean": True,
    "name": [{"given": ["A", "B"], "_given": [None, {"id": "g"}]}, {"family": "C"}],
}


NAME = {"valueHumanName": {"text": "x"}}


def operation(**parts: Any) -> dict[str, Any]:
    """A patch of one operation; `value` is given as `value={"valueX": …}`."""
    part: list[dict[str, Any]] = []
    for name, value in parts.items():
        if isinstance(value, dict):
            part.append({"name": name, **value})
        elif isinstance(value, int):
            part.append({"name": name, "valueInteger": value})
        else:
            part.append({"name": name, "valueCode" if name == "type" else "valueString": value})
    return {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": part}]}


def test_a_choice_changes_its_type() -> None:
    """Replacing a choice with a value of another type leaves one choice."""
    patch = operation(type="replace", path="Patient.deceased", value={"valueDateTime": "2020"})
    changed = apply_path_patch(PATIENT, patch)
    assert changed["deceasedDateTime"] == "2020"
    assert "deceasedBoolean" not in changed


def test_a_primitive_goes_with_its_extensions() -> None:
    """Deleting or replacing a primitive takes its extensions along, in lists too."""
    assert "_birthDate" not in apply_path_patch(PATIENT, operation(type="delete", path="Patient.birthDate"))
    deleted = apply_path_patch(PATIENT, operation(type="delete", path="Patient.name[0].given[0]"))
    assert deleted["name"][0] == {"given": ["B"], "_given": [{"id": "g"}]}
    replaced = operation(type="replace", path="Patient.name[0].given[1]", value={"valueString": "D"})
    assert apply_path_patch(PATIENT, replaced)["name"][0] == {"given": ["A", "D"], "_given": [None, None]}


def test_extensions_move_with_their_primitive() -> None:
    """Inserting and moving in a list of primitives keeps each extension beside its value."""
    inserted = operation(type="insert", path="Patient.name[0].given", index=0, value={"valueString": "Z"})
    assert apply_path_patch(PATIENT, inserted)["name"][0] == {
        "given": ["Z", "A", "B"],
        "_given": [None, None, {"id": "g"}],
    }
    moved = operation(type="move", path="Patient.name[0].given", source=1, destination=0)
    assert apply_path_patch(PATIENT, moved)["name"][0] == {"given": ["B", "A"], "_given": [{"id": "g"}, None]}


def test_an_extension_is_added_to_a_primitive() -> None:
    """A primitive without extensions gets its first one."""
    extension = {"url": "http://example.org/e", "valueBoolean": True}
    patch = operation(
        type="add", path="Patient.deceased", name="extension", value={"valueExtension": extension}
    )
    wrapped = operation(
        type="add",
        path="Patient.deceased",
        name="extension",
        value={
            "part": [
                {"name": "url", "valueUri": "http://example.org/e"},
                {"name": "value", "valueBoolean": True},
            ]
        },
    )
    assert apply_path_patch(PATIENT, wrapped)["_deceasedBoolean"] == {"extension": [extension]}
    with pytest.raises(Invalid, match="patch-bad-operation"):
        apply_path_patch(PATIENT, patch)


def test_deleting_what_is_not_there_changes_nothing() -> None:
    """A delete that finds nothing is done already ("if found")."""
    assert apply_path_patch(PATIENT, operation(type="delete", path="Patient.gender")) == PATIENT


def test_a_list_emptied_leaves_no_trace() -> None:
    """Deleting the last member of a list or element takes away what would be left empty."""
    changed = apply_path_patch(PATIENT, operation(type="delete", path="Patient.name[1].family"))
    assert changed["name"] == PATIENT["name"][:1]


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        (
            operation(type="add", path="Patient", name="birthDate", value={"valueDate": "1980"}),
            "patch-already-there",
        ),
        (
            operation(type="add", path="Patient", name="deceased", value={"valueBoolean": False}),
            "patch-already-there",
        ),
        (
            operation(type="add", path="Patient", name="nom", value={"valueString": "x"}),
            "patch-unknown-element",
        ),
        (
            operation(type="add", path="Patient", name="gender", value={"valueBoolean": True}),
            "patch-bad-operation",
        ),
        (operation(type="add", path="Patient", name="gender"), "patch-bad-operation"),
        (
            operation(type="add", path="Patient.name", name="text", value={"valueString": "x"}),
            "patch-several-there",
        ),
        (
            operation(type="replace", path="Patient.gender", value={"valueCode": "male"}),
            "patch-nothing-there",
        ),
        (operation(type="replace", path="Patient", value={"valueCode": "male"}), "patch-nothing-there"),
        (operation(type="delete", path="Patient.name"), "patch-several-there"),
        (
            operation(type="insert", path="Patient.name", index=3, value={"valueHumanName": {"id": "x"}}),
            "patch-no-such-index",
        ),
        (
            operation(type="insert", path="Patient.birthDate", index=0, value={"valueDate": "1980"}),
            "patch-not-a-list",
        ),
        (operation(type="move", path="Patient.name", source=0, destination=2), "patch-no-such-index"),
        (operation(type="rename", path="Patient.name"), "patch-bad-operation"),
        (operation(type="delete"), "patch-bad-operation"),
        (operation(type="delete", path="Patient.name["), "fhirpath-syntax"),
        (operation(type="delete", path="1 + 1"), "patch-nothing-there"),
        (operation(type="delete", path="Patient.name.count()"), "patch-nothing-there"),
        ({"resourceType": "Patient", "id": "x"}, "patch-bad-operation"),
        ({"parameter": [{"name": "other"}]}, "patch-bad-operation"),
    ],
)
def test_what_cannot_be_done_is_refused(patch: dict[str, Any], code: str) -> None:
    """An operation that does not fit is refused with its number, and nothing is changed."""
    with pytest.raises(Invalid) as refusal:
        apply_path_patch(PATIENT, patch)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "call", ["matches('(a+)+$')", "repeat($this)", "descendants()", "resolve()", "where(%resource.id = 'x')"]
)
def test_a_path_picks_and_does_nothing_else(call: str) -> None:
    """Functions that could keep a server busy, or reach outside the resource, are not for patches."""
    with pytest.raises(Unsupported, match="patch-function-not-allowed"):
        apply_path_patch(
            PATIENT, operation(type="delete", path=f"Patient.name.where(family.{call}.exists())")
        )
