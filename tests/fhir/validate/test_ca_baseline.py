"""The Canadian baseline judges people of ours: right ones pass, wrong ones are told what is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from tests.fhir.validate.judging import OFFICIAL, Json, ca_baseline

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, Issue, has_errors, validate

BASE = "http://hl7.org/fhir/ca/baseline/StructureDefinition/"
TYPE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "JHN"}]}
NAM = {"type": TYPE, "system": "https://example.org/ramq", "value": "TREM12345678"}
PERSON: Json = {
    "resourceType": "Patient",
    "identifier": [NAM],
    "name": [{"family": "Tremblay", "given": ["Ève"]}],
    "telecom": [{"system": "phone", "value": "418 555-0100"}],
    "gender": "female",
    "birthDate": "1950-02-01",
    "address": [
        {"city": "Québec", "extension": [{"url": BASE + "ext-nofixedaddress", "valueBoolean": True}]}
    ],
}


@cache
def known() -> Definitions:
    return Definitions(ca_baseline())


def errors(resource: Json, profile: str) -> list[tuple[str, str]]:
    found = validate(fhir_json.from_plain(resource), profiles=[BASE + profile], definitions=known())
    assert "fhir-unjudged-profile" not in {
        each.code for each in found if each.values.get("profile") == BASE + profile
    }
    return [(each.code, each.path) for each in found if each.severity == "error"]


def test_a_person_as_the_baseline_wants_her() -> None:
    """Nothing to say."""
    assert errors(PERSON, "profile-patient") == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"identifier": [{"value": "TREM12345678"}]}, ("fhir-too-few", "Patient.identifier[0].system")),
        (
            {"identifier": [{"type": TYPE, "system": "https://example.org"}]},
            ("fhir-too-few", "Patient.identifier[0].value"),
        ),
        ({"telecom": [{"value": "418 555-0100"}]}, ("fhir-too-few", "Patient.telecom[0].system")),
        (
            {"extension": [{"url": BASE + "ext-nofixedaddress", "valueBoolean": True}]},
            ("fhir-extension-context", "Patient.extension[0]"),
        ),
        (
            {"address": [{"extension": [{"url": BASE + "ext-nofixedaddress", "valueString": "non"}]}]},
            ("fhir-slice-too-few", "Patient.address[0].extension[0].value"),
        ),
    ],
)
def test_a_person_who_lacks_something(change: Json, expected: tuple[str, str]) -> None:
    """Each is told where."""
    assert expected in errors({**PERSON, **change}, "profile-patient")


def test_every_profile_of_a_resource_judges_an_official_example() -> None:
    """One example of each type is judged by each profile of that type; some of them ask for more than R4."""
    profiles = [each for each in ca_baseline() if each["resourceType"] == "StructureDefinition"]
    asked = [each for each in profiles if each["kind"] == "resource"]
    assert len(asked) == 27
    strict = set()
    for each in asked:
        example = min(OFFICIAL.glob(f"{each['type']}-*.json"))
        resource = fhir_json.decode(example.read_bytes())
        plain = validate(resource, definitions=known())
        found = validate(resource, profiles=[each["url"]], definitions=known())
        assert set(plain_codes(plain)) <= set(plain_codes(found))
        assert "fhir-unjudged-profile" not in {code for code, _ in plain_codes(found)}
        if has_errors(found) and not has_errors(plain):
            strict.add(each["type"])
    assert strict == {"AllergyIntolerance", "Device", "Observation", "ServiceRequest"}


def plain_codes(issues: list[Issue]) -> list[tuple[str, str]]:
    return [(each.code, each.path) for each in issues]


def test_threads_may_share_definitions_from_the_first_moment() -> None:
    """Eight threads that begin with nothing compiled find what one finds alone."""
    shared, alone = Definitions(ca_baseline()), Definitions(ca_baseline())
    person = fhir_json.from_plain({**PERSON, "telecom": [{"value": "418 555-0100"}]})

    def found(definitions: Definitions) -> list[Issue]:
        return validate(person, profiles=[BASE + "profile-patient"], definitions=definitions)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(found, [shared] * 16)) == [found(alone)] * 16
