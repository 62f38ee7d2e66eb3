"""References: where they may lead, and whether they lead there."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import HL7, Json, bundle, by, errors, observation, patient, profile

ONE = "urn:uuid:0a08fbc4-ba6a-40b5-b8af-9a18ddddaf1e"
TWO = "urn:uuid:4e5aa5f2-dd58-47b0-83c8-6bea38669e67"


def about(reference: str) -> Json:
    return observation(id="o", subject={"reference": reference})


def entry(url: str, resource: Json) -> Json:
    return {"fullUrl": url, "resource": resource}


def only(*targets: str, **more: object) -> Json:
    """Observation.subject may lead to these alone."""
    return profile(
        "Observation",
        {"path": "subject", "type": [{"code": "Reference", "targetProfile": list(targets), **more}]},
    )


def test_a_profile_narrows_the_targets() -> None:
    """Group is a subject by R4, and not by the profile; what the reference does not tell is not judged."""
    people = only(HL7 + "Patient")
    assert by(people, about("Patient/1")) == []
    assert by(people, about("Group/1")) == [("fhir-target-type", "Observation.subject")]
    assert by(people, about("http://example.org/fhir/Group/1/_history/2")) == [
        ("fhir-target-type", "Observation.subject")
    ]
    assert by(people, observation(subject={"type": "Group", "display": "x"})) == [
        ("fhir-target-type", "Observation.subject")
    ]
    assert by(people, about(ONE)) == []


def test_what_a_reference_leads_to_meets_the_target_profile() -> None:
    """Where the target is at hand: contained, or in the same Bundle."""
    known = profile("Patient", {"path": "birthDate", "min": 1}, name="known")
    strict = only(known["url"])
    inside = {"resourceType": "Patient", "id": "p", "active": True}
    assert by(strict, observation(contained=[inside], subject={"reference": "#p"}), known) == [
        ("fhir-target-profile", "Observation.subject")
    ]
    born = {**inside, "birthDate": "1950"}
    assert by(strict, observation(contained=[born], subject={"reference": "#p"}), known) == []
    claimed = {**about(ONE), "meta": {"profile": [strict["url"]]}}
    for person, expected in (
        (inside, [("fhir-target-profile", "Bundle.entry[0].resource.subject")]),
        (born, []),
    ):
        both = bundle("collection", entry(TWO, claimed), entry(ONE, {**person, "id": "x"}))
        assert errors(both, strict, known) == expected


def test_profiles_that_refer_to_one_another_come_to_an_end() -> None:
    """A linked patient meets the same profile as the one it is linked from."""
    url = "http://example.org/fhir/StructureDefinition/tested"
    link = {"path": "link.other", "type": [{"code": "Reference", "targetProfile": [url]}]}
    circle = profile("Patient", {"path": "gender", "fixedCode": "other"}, link)

    def pair(gender: str) -> Json:
        first = patient(id="a", gender="other", meta={"profile": [url]})
        first["link"] = [{"type": "seealso", "other": {"reference": TWO}}]
        second = patient(id="b", gender=gender, link=[{"type": "seealso", "other": {"reference": ONE}}])
        return bundle("collection", entry(ONE, first), entry(TWO, second))

    assert errors(pair("other"), circle) == []
    assert errors(pair("male"), circle) == [("fhir-target-profile", "Bundle.entry[0].resource.link[0].other")]


@pytest.mark.parametrize(
    ("way", "right", "wrong"), [("contained", "#p", "Patient/1"), ("referenced", "Patient/1", "#p")]
)
def test_aggregation_says_where_the_target_is(way: str, right: str, wrong: str) -> None:
    """Inside the resource, or elsewhere."""
    strict = only(HL7 + "Patient", aggregation=[way])
    inside = [{"resourceType": "Patient", "id": "p"}]

    def asked(reference: str) -> list[tuple[str, str]]:
        kept = inside if reference == "#p" else []
        made = about(reference) | ({"contained": kept} if kept else {})
        return by(strict, made)

    assert asked(right) == []
    assert asked(wrong) == [("fhir-target-aggregation", "Observation.subject")]


def test_a_reference_names_a_type_of_r4() -> None:
    """`…/Chicken/1` has the form of a reference to a resource and names none."""
    assert errors(about("https://example.org/Patient/1")) == []
    assert errors(about("https://example.org/Chicken/1")) == [
        ("fhir-reference-type-unknown", "Observation.subject")
    ]


def test_canonicals_lead_to_what_they_are_for() -> None:
    """A questionnaire response to a value set."""
    answered = {"resourceType": "QuestionnaireResponse", "status": "completed"}
    wrong = {**answered, "questionnaire": "http://hl7.org/fhir/ValueSet/administrative-gender"}
    assert errors(wrong) == [("fhir-target-type", "QuestionnaireResponse.questionnaire")]
    assert errors({**answered, "questionnaire": "http://example.org/q"}) == []


def test_references_between_parameters() -> None:
    """Where a Patient is brought, a reference to another Patient is refused."""
    person = {"name": "who", "resource": patient(id="1")}

    def both(reference: str) -> Json:
        return {
            "resourceType": "Parameters",
            "parameter": [person, {"name": "o", "resource": about(reference)}],
        }

    assert errors(both("Patient/1")) == []
    assert errors(both("Group/7")) == []
    assert errors(both("Patient/2")) == [
        ("fhir-reference-not-in-parameters", "Parameters.parameter[1].resource.subject")
    ]


@pytest.mark.parametrize(
    ("asked", "right", "wrong"), [("specific", "/_history/2", ""), ("independent", "", "/_history/2")]
)
def test_a_profile_may_ask_for_a_version(asked: str, right: str, wrong: str) -> None:
    """Of the reference, or for none."""
    kind = {"code": "Reference", "targetProfile": [HL7 + "Organization"], "versioning": asked}
    strict = profile("Patient", {"path": "managingOrganization", "type": [kind]})
    for version, expected in ((right, []), (wrong, ["fhir-target-versioning"])):
        person = patient(managingOrganization={"reference": f"Organization/1{version}"})
        assert [code for code, _ in by(strict, person)] == expected
