"""Ids within a resource."""

from __future__ import annotations

import json

from tests.fhir.validate.judging import OFFICIAL, Json, errors, patient

CHU: Json = {"resourceType": "Organization", "name": "CHU"}


def test_elements_have_ids_of_their_own() -> None:
    """Also those of primitives; a contained resource has a set of its own."""
    two = [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]
    assert errors(patient(name=two)) == []
    assert errors(patient(name=[two[0], two[0]])) == [("fhir-element-id-twice", "Patient.name[1].id")]
    beside = patient(name=two[:1], gender="female", _gender={"id": "a"})
    assert errors(beside) == [("fhir-element-id-twice", "Patient.gender.id")]
    inside = {**CHU, "id": "o", "telecom": [{"id": "a", "system": "phone", "value": "1"}]}
    assert errors(patient(name=two, contained=[inside], managingOrganization={"reference": "#o"})) == []


def test_an_element_id_has_no_spaces() -> None:
    """ "Any string value that does not contain spaces"."""
    assert errors(patient(name=[{"id": "a b", "text": "x"}])) == [
        ("fhir-element-id-space", "Patient.name[0].id")
    ]


def test_contained_resources_have_names_of_their_own() -> None:
    """`#o` names one of them."""
    manager = {"reference": "#o"}
    one = patient(contained=[{**CHU, "id": "o"}], managingOrganization=manager)
    assert errors(one) == []
    two = patient(contained=[{**CHU, "id": "o"}, {**CHU, "id": "o"}], managingOrganization=manager)
    assert ("fhir-contained-twice", "Patient.contained[1].id") in errors(two)


def test_definitions_name_their_elements_twice() -> None:
    """In the snapshot and in the differential, as R4's own do."""
    extension = json.loads((OFFICIAL / "StructureDefinition-patient-birthPlace.json").read_bytes())
    assert "fhir-element-id-twice" not in [code for code, _ in errors(extension)]
