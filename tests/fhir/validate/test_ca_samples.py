"""The main profiles of the Canadian baseline: a right resource of each, and what makes it wrong."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import Json
from tests.fhir.validate.test_ca_baseline import errors

HL7 = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
PERSON = {"reference": "Patient/1"}


def concept(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


ALLERGY: Json = {
    "resourceType": "AllergyIntolerance",
    "clinicalStatus": concept(HL7 + "allergyintolerance-clinical", "active"),
    "code": concept(SNOMED, "716186003"),  # the profile's rule, as written, wants this code of every allergy
    "patient": PERSON,
}
CONDITION: Json = {
    "resourceType": "Condition",
    "clinicalStatus": concept(HL7 + "condition-clinical", "active"),
    "code": concept(SNOMED, "44054006"),
    "subject": PERSON,
}
ENCOUNTER: Json = {
    "resourceType": "Encounter",
    "status": "finished",
    "class": {"system": HL7 + "v3-ActCode", "code": "AMB"},
    "subject": PERSON,
}
IMMUNIZATION: Json = {
    "resourceType": "Immunization",
    "status": "completed",
    "vaccineCode": concept(SNOMED, "871803007"),
    "patient": PERSON,
    "occurrenceDateTime": "2024-01-01",
}
RESULT: Json = {
    "resourceType": "Observation",
    "status": "final",
    "category": [concept(HL7 + "observation-category", "laboratory")],
    "code": concept(LOINC, "718-7"),
    "subject": PERSON,
    "effectiveDateTime": "2024-01-01",
    "valueQuantity": {"value": 140, "unit": "g/L", "system": "http://unitsofmeasure.org", "code": "g/L"},
}
REPORT: Json = {
    "resourceType": "DiagnosticReport",
    "status": "final",
    "code": concept(LOINC, "58410-2"),
    "subject": PERSON,
    "effectiveDateTime": "2024-01-01",
    "issued": "2024-01-01T10:00:00-05:00",
}
PROCEDURE: Json = {"resourceType": "Procedure", "status": "completed", "subject": PERSON}
ORDER: Json = {
    "resourceType": "ServiceRequest",
    "status": "active",
    "intent": "order",
    "code": concept(LOINC, "58410-2"),
    "subject": PERSON,
    "requester": {"reference": "Practitioner/1"},
}
DOCUMENT: Json = {
    "resourceType": "DocumentReference",
    "status": "current",
    "subject": PERSON,
    "content": [{"attachment": {"contentType": "application/pdf", "url": "https://example.org/a.pdf"}}],
}
ROLE: Json = {"resourceType": "PractitionerRole", "telecom": [{"system": "phone", "value": "418 555-0100"}]}
CARER: Json = {"resourceType": "Practitioner", "name": [{"family": "Roy", "given": ["Ève"]}]}
MEDICATION: Json = {"resourceType": "Medication", "code": concept(SNOMED, "387517004")}
DEVICE: Json = {
    "resourceType": "Device",
    "udiCarrier": [{"deviceIdentifier": "00844588003288", "carrierHRF": "x"}],
    "manufactureDate": "2020-01-01",
    "type": concept(SNOMED, "468063009"),
    "patient": PERSON,
}
SAMPLES: list[tuple[str, Json, Json, str]] = [
    ("allergyintolerance", ALLERGY, {"code": concept(SNOMED, "91936005")}, "AllergyIntolerance"),
    ("condition", CONDITION, {"abatementString": "guérie"}, "Condition"),
    ("encounter", ENCOUNTER, {"subject": None}, "Encounter.subject"),
    ("immunization", IMMUNIZATION, {"occurrenceDateTime": None, "occurrenceString": "jadis"}, "Immunization"),
    ("observation", RESULT, {"subject": None}, "Observation.subject"),
    ("observation-results", RESULT, {"category": [concept(SNOMED, "1")]}, "Observation.category"),
    ("observation-results", RESULT, {"valueQuantity": {"unit": "g/L"}}, "Observation.value.value"),
    ("diagnosticreport", REPORT, {"code": {"coding": [{"code": "58410-2"}]}}, "DiagnosticReport.code"),
    ("procedure", PROCEDURE, {"performedPeriod": {"start": "2024", "end": "2023"}}, "Procedure.performed"),
    ("servicerequest", ORDER, {"requester": None}, "ServiceRequest.requester"),
    ("servicerequest", ORDER, {"code": {"coding": [{"display": "x"}]}}, "ServiceRequest.code.coding"),
    (
        "documentreference",
        DOCUMENT,
        {"content": [{"attachment": {"title": "x"}}]},
        "DocumentReference.content",
    ),
    ("practitionerrole", ROLE, {"telecom": [{"system": "phone"}]}, "PractitionerRole.telecom"),
    ("practitioner", CARER, {"name": [{"text": "Ève Roy"}]}, "Practitioner.name"),
    ("medication", MEDICATION, {"code": None}, "Medication.code"),
    ("device", DEVICE, {"udiCarrier": None}, "Device.udiCarrier"),
    ("organization", {"resourceType": "Organization", "name": "CHU"}, {"name": None}, "Organization"),
]


@pytest.mark.parametrize(("profile", "right", "change", "place"), SAMPLES)
def test_a_right_resource_passes_and_a_wrong_one_is_told_where(
    profile: str, right: Json, change: Json, place: str
) -> None:
    """One thing changed; None takes an element away."""
    assert errors(right, f"profile-{profile}") == []
    wrong = {key: value for key, value in {**right, **change}.items() if value is not None}
    assert any(path.startswith(place) for _, path in errors(wrong, f"profile-{profile}"))
