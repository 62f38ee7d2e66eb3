"""Slices whose discriminators lead further: through other slices, into profiles, to what is not at hand."""

from __future__ import annotations

import json

import pytest
from tests.fhir.validate.judging import HL7, OFFICIAL, Json, by, judged, observation, patient, profile
from tests.fhir.validate.test_slices import slicing

LOINC = {"system": "http://loinc.org"}
WORDS = {"29554-3": "Procedure Narrative", "29549-3": "Medication administered Narrative"}
DIV = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'


def test_slices_told_apart_by_the_slices_of_what_a_path_leads_to() -> None:
    """`code.coding.code` is told by the one coding that the slice's own coding has to hold, among others."""
    strict = profile(
        "Observation",
        {"path": "component", "slicing": slicing("value", "code.coding.code")},
        {"path": "component", "sliceName": "upper", "min": 1, "max": "1"},
        {"path": "component.code.coding", "slicing": slicing("value", "code")},
        {"path": "component.code.coding", "sliceName": "loinc", "min": 1},
        {"path": "component.code.coding.code", "min": 1, "fixedCode": "8480-6"},
    )
    upper = {"code": {"coding": [{"code": "local"}, {"code": "8480-6"}]}, "valueInteger": 120}
    lower = {"code": {"coding": [{"code": "8462-4"}]}, "valueInteger": 80}
    assert by(strict, observation(component=[lower, upper])) == []
    assert by(strict, observation(component=[lower])) == [("fhir-slice-too-few", "Observation.component")]
    assert by(strict, observation(component=[upper, upper])) == [
        ("fhir-slice-too-many", "Observation.component")
    ]


def test_slices_told_by_a_profile_that_is_not_at_hand_are_not_counted() -> None:
    """Nobody can tell which value is in them: said once for each profile, and no error."""
    unknown = [{"code": "HumanName", "profile": ["http://example.org/unknown"]}]
    strict = profile(
        "Patient",
        {"path": "name", "slicing": slicing("profile", "$this", rules="closed")},
        {"path": "name", "sliceName": "n", "min": 1, "max": "1", "type": unknown},
    )
    person = patient(name=[{"text": "x"}, {"text": "y"}])
    assert by(strict, person) == []
    said = [
        each.path for each in judged(person, strict, profiles=(strict["url"],)) if "unjudged" in each.code
    ]
    assert said == ["Patient.name"]
    assert by(strict, patient(active=True)) == [("fhir-slice-too-few", "Patient.name")]


def section(code: str, title: str) -> Json:
    return {"title": title, "code": {"coding": [{**LOINC, "code": code, "display": WORDS.get(code, "x")}]}}


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([section("29554-3", "Procedures Performed"), section("29549-3", "Medications Administered")], set()),
        ([section("29554-3", "Procedures Performed")], {"fhir-slice-too-few"}),
        (
            [section("29554-3", "Autre"), section("29549-3", "Medications Administered")],
            {"fhir-not-fixed-value"},
        ),
        (
            [section("29549-3", "Medications Administered"), section("29554-3", "Procedures Performed")],
            {"fhir-slice-order"},
        ),
        (
            [
                section("29554-3", "Procedures Performed"),
                section("29549-3", "Medications Administered"),
                section("1-1", "x"),
            ],
            {"fhir-slice-none"},
        ),
    ],
)
def test_slices_told_by_one_element_of_a_profile(sections: list[Json], expected: set[str]) -> None:
    """R4's own example: sections by a library of sections, named by the extension `profile-element`."""
    library = json.loads((OFFICIAL / "StructureDefinition-example-section-library.json").read_bytes())
    library["url"] = HL7 + "document-section-library"  # what the other names
    structure = json.loads((OFFICIAL / "StructureDefinition-example-composition.json").read_bytes())
    document = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "x"},
        "date": "2024-01-01",
        "author": [{"display": "x"}],
        "title": "x",
        "section": [
            {**each, "text": {"status": "additional", "div": DIV}, "mode": "working"} for each in sections
        ],
    }
    assert {code for code, _ in by(structure, document, library)} == expected
