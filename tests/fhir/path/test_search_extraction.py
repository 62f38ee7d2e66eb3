"""The expressions of R4's search parameters: all compile, and the fast form finds what the general one finds."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Invalid
from dsn.fhir import json as fhir_json
from dsn.fhir.path import Compiled, compile, extractor
from dsn.fhir.path.check import check
from dsn.fhir.types import Resource, meta

DATA = Path(__file__).parents[2] / "data"
DEFINITIONS = Path(__file__).parents[3] / "node_modules" / "hl7.fhir.r4.examples"


@cache
def parameters() -> dict[str, list[str]]:
    """The official expressions by the type they search."""
    found: dict[str, list[str]] = {}
    for entry in json.loads((DEFINITIONS / "Bundle-searchParams.json").read_bytes())["entry"]:
        resource = entry["resource"]
        for base in resource["base"] if "expression" in resource else ():
            found.setdefault(base, []).append(resource["expression"])
    return found


def expressions(type_name: str) -> list[str]:
    return parameters().get(type_name, []) + parameters()["Resource"] + parameters().get("DomainResource", [])


@cache
def life() -> tuple[Resource, ...]:
    """One synthetic life."""
    path = sorted((DATA / "synthea").glob("*.json.gz"))[0]
    bundle: Any = fhir_json.decode(gzip.decompress(path.read_bytes()))
    return tuple(entry.resource for entry in bundle.entry)


def test_every_official_expression_compiles_and_nearly_all_fast() -> None:
    """All expressions of all types compile; only one needs the general engine."""
    slow = {
        expression
        for base, listed in parameters().items()
        for expression in listed
        for name in (meta.RESOURCE_NAMES if base in ("Resource", "DomainResource") else [base])
        if isinstance(extractor(expression, name), Compiled)
    }
    assert slow == {"Patient.deceased.exists() and Patient.deceased != false"}


def test_the_fast_form_finds_what_the_general_one_finds() -> None:
    """Over a whole synthetic life, each parameter finds the same values by both ways."""
    found = 0
    for resource in life():
        name = type(resource).__name__
        for expression in expressions(name):
            fast = extractor(expression, name)(resource)
            assert fast == compile(expression, as_filters=True)(resource), (expression, resource)
            found += len(fast)
    assert found > 3_000


@pytest.mark.parametrize("form", ["extractor", "compiled"])
def test_several_components_are_all_searched(form: str) -> None:
    """Search keeps every value an `as` fits, where the standard's own `as` refuses several."""
    observation = fhir_json.from_plain(
        {
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "TA"},
            "component": [
                {"code": {"text": "s"}, "valueQuantity": {"value": 120}},
                {"code": {"text": "d"}, "valueQuantity": {"value": 80}},
                {"code": {"text": "n"}, "valueString": "assis"},
            ],
        }
    )
    expression = "(Observation.component.value as Quantity)"
    searched: Any = extractor(expression, "Observation")
    run = searched if form == "extractor" else compile(expression, as_filters=True)
    assert [int(one.value) for one in run(observation)] == [120, 80]
    with pytest.raises(Invalid, match="fhirpath-not-single"):
        compile(expression, type="Observation")(observation)


_NAMES = (
    "code",
    "coding",
    "value",
    "component",
    "subject",
    "system",
    "identifier",
    "effective",
    "category",
    "note",
)
_TYPES = ("Quantity", "CodeableConcept", "dateTime", "Period", "Reference", "string")


@st.composite
def _paths(draw: st.DrawFn) -> str:
    path = draw(st.sampled_from(["Observation", "Patient", *_NAMES]))
    for _ in range(draw(st.integers(0, 3))):
        step = draw(st.sampled_from(["name", "name", "type", "where", "index", "reference"]))
        if step == "type":
            path += f".ofType({draw(st.sampled_from(_TYPES))})"
        elif step == "where":
            path += f".where({draw(st.sampled_from(('system', 'code', 'text')))} = 'http://loinc.org')"
        elif step == "reference":
            path += ".where(resolve() is Patient)"
        elif step == "index":
            path += "[0]"
        else:
            path += "." + draw(st.sampled_from(_NAMES))
    return path


@given(st.lists(_paths(), min_size=1, max_size=3).map(" | ".join))
def test_any_path_finds_the_same_by_both_ways(expression: str) -> None:
    """Generated paths and unions find the same by the generated code and by the closures."""
    observations = [resource for resource in life() if type(resource).__name__ == "Observation"][:20]
    fast, general = compile(expression, type="Observation"), compile(expression)
    for observation in observations:
        assert fast(observation) == general(observation)


def test_expressions_are_right_about_their_types() -> None:
    """No official expression names an element its type lacks."""
    for base, listed in parameters().items():
        for expression in listed:
            for alternative in expression.split(" | "):
                name = alternative.lstrip("(").partition(".")[0]
                check(alternative, name if name in meta.STRUCT_NAMES else base)


def test_invariants_of_r4_hold_of_a_synthetic_life() -> None:
    """R4's invariants on resources compile, and hold of the resources of a synthetic life.

    They too were written for an `as` that filters (dom-3: `descendants().as(canonical)`)."""
    rules: dict[str, set[tuple[str, str]]] = {}
    for entry in json.loads((DEFINITIONS / "Bundle-resources.json").read_bytes())["entry"]:
        definition = entry["resource"]
        if definition["resourceType"] == "StructureDefinition":
            root = definition["snapshot"]["element"][0]
            rules[definition["type"]] = {
                (one["key"], one["expression"])
                for one in root.get("constraint", ())
                if one["severity"] == "error"
            }
    checked = 0
    for resource in life()[:400]:
        for key, expression in rules[type(resource).__name__]:
            assert compile(expression, as_filters=True).holds(resource), (key, expression, resource)
            checked += 1
    assert checked > 400


def test_empty_primitives_are_no_values_to_search() -> None:
    """A member of a list that has only extensions is no value, by either way."""
    patient = fhir_json.from_plain(
        {"resourceType": "Patient", "name": [{"given": [None, "B"], "_given": [{"id": "x"}, None]}]}
    )
    assert extractor("Patient.name.given", "Patient")(patient) == ["B"]
    assert compile("Patient.name.given")(patient) == ["B"]
