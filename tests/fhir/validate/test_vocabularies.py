"""CodeSystems and ValueSets against what they say of themselves."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.validate.judging import Json, errors

SYSTEM = "http://example.org/colours"
LIGHT = {"code": "light", "type": "boolean"}


def code_system(**more: Any) -> Json:
    return {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "status": "draft",
        "content": "complete",
        "property": [LIGHT],
        **more,
    }


def held(*properties: Json) -> list[Json]:
    """A concept with those properties, below another."""
    return [{"code": "red", "concept": [{"code": "pink", "property": list(properties)}]}]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (code_system(concept=held({"code": "light", "valueBoolean": True})), None),
        (code_system(concept=held({"code": "warm", "valueBoolean": True})), "fhir-code-property-unknown"),
        (code_system(concept=held({"code": "light", "valueString": "oui"})), "fhir-type-not-allowed"),
        (code_system(property=[LIGHT, LIGHT]), "fhir-code-property-twice"),
        (code_system(content="not-present"), None),
        (code_system(content="not-present", concept=[{"code": "red"}]), "fhir-code-system-not-empty"),
    ],
)
def test_a_code_system_holds_what_it_says(system: Json, code: str | None) -> None:
    """Properties are defined once, concepts have those alone; a system without content has no concepts."""
    assert [each for each, _ in errors(system)] == ([code] if code else [])


def value_set(**include: Any) -> Json:
    return {"resourceType": "ValueSet", "status": "draft", "compose": {"include": [include]}}


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (value_set(system=SYSTEM, concept=[{"code": "red"}]), None),
        (value_set(system=SYSTEM, concept=[{"code": "green"}]), "fhir-code-unknown-in-system"),
        (value_set(system="http://loinc.org", concept=[{"code": "?"}]), None),
        (value_set(system="colours"), "fhir-system-relative"),
        (value_set(system="#colours"), "fhir-system-relative"),
    ],
)
def test_a_value_set_takes_codes_that_there_are(found: Json, code: str | None) -> None:
    """From systems named by absolute addresses; of systems not at hand nobody can tell."""
    known = code_system(concept=[{"code": "red"}])
    assert [each for each, _ in errors(found, known)] == ([code] if code else [])
