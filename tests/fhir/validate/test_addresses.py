"""UUIDs, OIDs, canonicals, the urls of definitions, and what references say of their targets."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import Json, codes, errors, observation, patient

FORM: Json = {"resourceType": "Questionnaire", "status": "draft"}


@pytest.mark.parametrize(
    ("system", "right"),
    [
        ("urn:oid:2.16.124.10.101.1.60.100", True),
        ("urn:oid:X.Y.Z", False),
        ("urn:uuid:0a08fbc4-ba6a-40b5-b8af-9a18ddddaf1e", True),
        ("urn:uuid:0a08fbc4", False),
        ("https://example.org/nam", True),
    ],
)
def test_uuids_and_oids_are_well_formed(system: str, right: bool) -> None:
    """Wherever a URI is one."""
    found = errors(patient(identifier=[{"system": system, "value": "1"}]))
    assert found == ([] if right else [("fhir-urn-malformed", "Patient.identifier[0].system")])


def test_the_url_of_a_definition_is_complete() -> None:
    """Others name it by that; a canonical that is not complete gets a warning."""
    assert errors({**FORM, "url": "http://example.org/q"}) == []
    assert errors({**FORM, "url": "q"}) == [("fhir-canonical-relative", "Questionnaire.url")]
    derived = {**FORM, "url": "http://example.org/q", "derivedFrom": ["Questionnaire/p"]}
    assert errors(derived) == []
    assert "fhir-canonical-relative" in codes(derived)


@pytest.mark.parametrize(("declared", "right"), [("Patient", True), ("Group", False)])
def test_the_type_of_a_reference_is_that_of_its_target(declared: str, right: bool) -> None:
    """Told by the address, or by the resource that is contained."""
    inside = {"resourceType": "Patient", "id": "p"}
    near = observation(contained=[inside], subject={"reference": "#p", "type": declared})
    far = observation(subject={"reference": "Patient/1", "type": declared})
    for resource in (near, far):
        assert errors(resource) == ([] if right else [("fhir-reference-type-other", "Observation.subject")])


def test_a_canonical_within_leads_to_a_contained_resource() -> None:
    """As ref-1 asks of references."""
    plan = {"resourceType": "PlanDefinition", "status": "draft", "library": ["#l"]}
    inside = {"resourceType": "Library", "id": "l", "status": "draft", "type": {"text": "x"}}
    assert errors({**plan, "contained": [inside]}) == []
    assert errors(plan) == [("fhir-canonical-not-contained", "PlanDefinition.library[0]")]
