"""Vital signs: the profiles of R4 apply by what is measured, told by the code."""

from __future__ import annotations

import json

import pytest
from tests.fhir.validate.judging import OFFICIAL, Json, errors, observation

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"


def vital(value: float, unit: str, *codes: tuple[str, str], **more: object) -> Json:
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return observation(
        code={"coding": [{"system": system, "code": code} for system, code in codes], "text": "x"},
        category=[{"coding": [category]}],
        subject={"reference": "Patient/1"},
        effectiveDateTime="2024-01-01",
        valueQuantity={"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        **more,
    )


def test_a_vital_sign_is_in_its_units() -> None:
    """A body temperature in Celsius or Fahrenheit; what is no vital sign in any unit."""
    assert errors(vital(37, "Cel", (LOINC, "8310-5"))) == []
    assert ("fhir-code-not-in-value-set", "Observation.value.code") in errors(
        vital(310, "K", (LOINC, "8310-5"))
    )
    assert errors(vital(140, "g/L", (LOINC, "718-7"))) == []


def test_a_vital_sign_has_the_code_of_its_profile() -> None:
    """A concept that names it is welcome beside that code, not in its place; of a narrower code nobody here tells."""
    concept, oral = (SNOMED, "276885007"), (LOINC, "8331-1")
    assert errors(vital(37, "Cel", (LOINC, "8310-5"), concept, oral)) == []
    assert errors(vital(37, "Cel", concept)) == [("fhir-slice-too-few", "Observation.code.coding")]
    assert errors(vital(37, "Cel", oral)) == []


def test_a_unit_is_no_vital_sign() -> None:
    """A temperature of something else, in the category of vital signs or not, is under no profile."""
    assert errors(vital(37, "Cel", ("http://example.org", "water"))) == []
    assert errors({**vital(37, "Cel"), "code": {"text": "eau"}}) == []


@pytest.mark.parametrize(
    "name", ["blood-pressure", "blood-pressure-dar", "blood-pressure-cancel", "body-temperature", "bmi"]
)
def test_the_official_vital_signs_are_right(name: str) -> None:
    """Blood pressures with their two components, measured or said to be absent."""
    assert errors(json.loads((OFFICIAL / f"Observation-{name}.json").read_bytes())) == []


def test_a_blood_pressure_has_its_two_components() -> None:
    """One of them missing, or in another unit, is an error."""
    given = json.loads((OFFICIAL / "Observation-blood-pressure.json").read_bytes())
    upper, lower = given["component"]
    assert ("fhir-slice-too-few", "Observation.component") in errors({**given, "component": [upper, upper]})
    wrong = {**lower, "valueQuantity": {**lower["valueQuantity"], "code": "cm[H2O]"}}
    assert ("fhir-not-fixed-value", "Observation.component[1].value.code") in errors(
        {**given, "component": [upper, wrong]}
    )
