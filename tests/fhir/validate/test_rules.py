"""Invariants: R4's own and those of profiles; vital signs; attachments."""

from __future__ import annotations

import base64
import hashlib

import pytest
from tests.fhir.validate.judging import HL7, Json, by, codes, errors, judged, observation, patient, profile


def rule(expression: str, severity: str = "error", key: str = "x-1") -> Json:
    said = {"key": key, "severity": severity, "human": "…", "expression": expression}
    return profile("Patient", {"path": "name", "constraint": [said]})


@pytest.mark.parametrize(
    ("expression", "held"),
    [
        ("family.exists()", True),
        ("family = 'Roy'", True),
        ("family = 'Côté'", False),
        ("given = 'Ève'", False),  # empty: nothing is true
        ("%resource.active", True),
        ("%context.family.exists() and %rootResource is Patient", True),
    ],
)
def test_a_rule_of_a_profile_holds_when_it_is_true(expression: str, held: bool) -> None:
    """False breaks it, and so does empty."""
    found = by(rule(expression), patient(active=True, name=[{"family": "Roy"}]))
    assert found == ([] if held else [("fhir-rule-broken", "Patient.name[0]")])


def test_rules_of_r4_hold_when_they_are_true_too() -> None:
    """que-13: several initial values where `repeats` is not said. What comes out empty of the rest holds."""
    asked = {"linkId": "a", "type": "string", "initial": [{"valueString": "x"}, {"valueString": "y"}]}
    form = {"resourceType": "Questionnaire", "status": "draft"}
    assert errors({**form, "item": [asked]}) == [("fhir-rule-broken", "Questionnaire.item[0]")]
    assert errors({**form, "item": [{**asked, "repeats": True}]}) == []
    assert errors(patient(managingOrganization={"display": "CHU"})) == []
    assert errors(patient(name=[{"text": "x", "period": {"start": "2020-05", "end": "2020"}}])) == []


def test_a_rule_that_warns_is_no_error() -> None:
    """Its severity is kept; a rule that cannot be read or evaluated is said and is no error."""
    person = patient(name=[{"family": "Roy"}])
    for warned, code in (
        (rule("false", "warning"), "fhir-rule-broken"),
        (rule("family ="), "fhir-rule-unreadable"),
        (rule("%nobody"), "fhir-unjudged-rule"),
    ):
        issues = judged(person, warned, profiles=(warned["url"],))
        assert [each.severity for each in issues if each.code == code] == ["warning"]


def test_rules_may_ask_for_value_sets_and_profiles() -> None:
    """`memberOf` and `conformsTo` are answered from the definitions at hand."""
    words = {
        "resourceType": "ValueSet",
        "url": "http://example.org/v",
        "compose": {"include": [{"system": "http://example.org/s", "concept": [{"code": "a"}]}]},
    }
    said = {"key": "m", "severity": "error", "human": "…", "expression": "memberOf('http://example.org/v')"}
    member = profile("Patient", {"path": "maritalStatus", "constraint": [said]})

    def person(code: str) -> Json:
        return patient(maritalStatus={"coding": [{"system": "http://example.org/s", "code": code}]})

    assert by(member, person("a"), words) == []
    assert by(member, person("b"), words) == [("fhir-rule-broken", "Patient.maritalStatus")]
    named = profile("Patient", {"path": "name", "min": 1}, name="named")
    asked = {"key": "c", "severity": "error", "human": "…", "expression": f"conformsTo('{named['url']}')"}
    whole = profile("Patient", {"path": "active"})
    whole["differential"]["element"][0]["constraint"] = [asked]
    assert by(whole, patient(active=True), named) == [("fhir-rule-broken", "Patient")]
    assert by(whole, patient(name=[{"text": "x"}]), named) == []


def test_a_best_practice_is_said_as_one() -> None:
    """dom-6, a narrative, is recommended; with it there is nothing to say."""
    assert codes(patient(active=True)) == {"fhir-best-practice"}
    div = '<div xmlns="http://www.w3.org/1999/xhtml">Ève</div>'
    assert codes(patient(active=True, text={"status": "generated", "div": div})) == set()


def test_a_narrative_keeps_to_r4s_html() -> None:
    """txt-1 and txt-2: no script, and not empty."""
    for inner in ("<script>x</script>", "<p onclick='x'>y</p>", " "):
        div = f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'
        found = errors(patient(text={"status": "generated", "div": div}))
        assert {place for _, place in found} == {"Patient.text.div"}, inner
    kept = '<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="fr"><pre xml:space="preserve"> x </pre></div>'
    assert errors(patient(text={"status": "generated", "div": kept})) == []


def test_a_contained_resource_hangs_together_with_its_container() -> None:
    """dom-3: referred to, or referring back, or shown in the narrative."""
    inside: Json = {"resourceType": "Organization", "id": "o", "name": "CHU"}
    assert errors(patient(contained=[inside])) == [("fhir-rule-broken", "Patient")]
    assert errors(patient(contained=[inside], managingOrganization={"reference": "#o"})) == []
    back = {"resourceType": "Condition", "id": "c", "subject": {"reference": "#"}}
    assert errors(patient(contained=[back])) == []
    told = {"url": HL7 + "patient-citizenship", "extension": [{"url": "x", "valueUri": "#o"}]}
    beside = {"active": True, "_active": {"extension": [told]}}  # in an extension of a primitive
    assert "Patient" not in [place for _, place in errors(patient(contained=[inside], **beside))]
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><img src="#i" alt="x"/></div>'
    picture = {"resourceType": "Binary", "id": "i", "contentType": "image/png", "data": "AAAA"}
    assert errors(patient(contained=[picture], text={"status": "generated", "div": div})) == []


def test_a_reference_within_is_answered_within() -> None:
    """ref-1: `#o` without a contained `o` is refused; a display alone is not concerned."""
    assert ("fhir-rule-broken", "Patient.managingOrganization") in errors(
        patient(managingOrganization={"reference": "#o"})
    )
    assert errors(patient(managingOrganization={"display": "CHU"})) == []


def test_contained_resources_are_validated_by_their_own_rules() -> None:
    """pat-1 inside: a contact without name, telecom, address or organization."""
    inside = {"resourceType": "Patient", "id": "p", "contact": [{"gender": "male"}]}
    outer = observation(contained=[inside], subject={"reference": "#p"})
    assert errors(outer) == [("fhir-rule-broken", "Observation.contained[0].contact[0]")]


def test_an_attachment_is_what_it_says() -> None:
    """Size in bytes and SHA-1 of the data."""
    data = "Bonjour à tous".encode()
    told = {
        "contentType": "text/plain",
        "data": base64.b64encode(data).decode(),
        "size": len(data),
        "hash": base64.b64encode(hashlib.sha1(data).digest()).decode(),
    }
    assert errors(patient(photo=[told])) == []
    assert errors(patient(photo=[{**told, "size": 3}])) == [("fhir-attachment-size", "Patient.photo[0]")]
    assert errors(patient(photo=[{**told, "data": base64.b64encode(b"Bonjour a tous!").decode()}])) == [
        ("fhir-attachment-hash", "Patient.photo[0]")
    ]
