"""Single values by profile: how many, of which type, fixed, patterned, bounded."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import HL7, Json, by, codes, errors, observation, patient, profile

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import check, has_errors, validate

MARRIED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}]}


@pytest.mark.parametrize(
    ("element", "right", "wrong", "code"),
    [
        ({"path": "name", "min": 2}, [{"text": "a"}, {"text": "b"}], [{"text": "a"}], "fhir-too-few"),
        ({"path": "name", "max": "1"}, [{"text": "a"}], [{"text": "a"}, {"text": "b"}], "fhir-too-many"),
        ({"path": "gender", "fixedCode": "other"}, "other", "male", "fhir-not-fixed-value"),
        ({"path": "birthDate", "maxLength": 4}, "1950", "1950-01-01", "fhir-longer-than"),
        ({"path": "birthDate", "minValueDate": "1900-01-01"}, "1900-01-01", "1899-12-31", "fhir-below-least"),
        ({"path": "birthDate", "maxValueDate": "2000-01-01"}, "1999", "2000-01-02", "fhir-above-most"),
        (
            {"path": "maritalStatus", "patternCodeableConcept": MARRIED},
            {**MARRIED, "text": "mariée"},
            {"text": "mariée"},
            "fhir-not-pattern",
        ),
        ({"path": "maritalStatus", "fixedCodeableConcept": MARRIED}, MARRIED, {**MARRIED, "text": "x"}, None),
    ],
)
def test_a_value_is_as_the_profile_says(
    element: Json, right: object, wrong: object, code: str | None
) -> None:
    """What the profile allows passes, what it forbids is named."""
    name = element["path"]
    strict = profile("Patient", element)
    assert by(strict, patient(**{name: right})) == []
    assert [each for each, _ in by(strict, patient(**{name: wrong}))] == [code or "fhir-not-fixed-value"]


@pytest.mark.parametrize(
    ("told", "right", "wrong", "code"),
    [
        ({"url": HL7 + "minLength", "valueInteger": 3}, "abc", "ab", "fhir-shorter-than"),
        (
            {"url": HL7 + "regex", "valueString": "[A-Z]{4}[0-9]{8}"},
            "TREM12345678",
            "TREM",
            "fhir-answer-pattern",
        ),
    ],
)
def test_extensions_of_a_profile_bound_texts(told: Json, right: str, wrong: str, code: str) -> None:
    """R4's minLength and regex on an element."""
    strict = profile("Patient", {"path": "identifier.value", "extension": [told]})
    assert by(strict, patient(identifier=[{"value": right}])) == []
    assert by(strict, patient(identifier=[{"value": wrong}])) == [(code, "Patient.identifier[0].value")]


def test_quantities_that_are_simple_have_no_comparator() -> None:
    """R4 itself types a reference range's bounds by the profile SimpleQuantity."""
    assert errors(observation(referenceRange=[{"low": {"value": 1}}])) == []
    found = errors(observation(referenceRange=[{"low": {"value": 1, "comparator": "<"}}]))
    assert {place for _, place in found} <= {
        "Observation.referenceRange[0].low",
        "Observation.referenceRange[0].low.comparator",
    }
    assert found


def test_a_duration_bounds_a_date_by_the_clock() -> None:
    """ "The duration value is … subtracted from the current clock" (ElementDefinition.minValue[x])."""
    years = {"value": 150, "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
    recent = profile("Patient", {"path": "birthDate", "minValueQuantity": years})
    assert by(recent, patient(birthDate="1990-01-01")) == []
    assert by(recent, patient(birthDate="1790-01-01")) == [("fhir-below-least", "Patient.birthDate")]


def test_quantities_are_bounded_in_any_unit() -> None:
    """1,500 g is above a maximum of 1 kg, 900 g is not; what cannot be compared is not judged."""
    kilo = {"value": 1, "system": "http://unitsofmeasure.org", "code": "kg"}
    light = profile("Observation", {"path": "value[x]", "maxValueQuantity": kilo})

    def weighing(value: int, unit: str) -> Json:
        quantity = {"value": value, "system": "http://unitsofmeasure.org", "code": unit}
        return observation(valueQuantity=quantity)

    assert by(light, weighing(900, "g")) == []
    assert by(light, weighing(1500, "g")) == [("fhir-above-most", "Observation.value")]
    assert by(light, weighing(5, "m")) == []


def test_a_choice_narrowed_by_a_profile() -> None:
    """A type that R4 allows and the profile does not is refused."""
    words = profile("Observation", {"path": "value[x]", "type": [{"code": "string"}]})
    assert by(words, observation(valueString="x")) == []
    assert by(words, observation(valueBoolean=True)) == [("fhir-type-not-allowed", "Observation.value")]


def test_one_of_several_profiles_of_a_type_is_enough() -> None:
    """An address meets the profile with `use` or the one with `type`."""
    with_use = profile("Address", {"path": "use", "min": 1}, name="with-use")
    with_type = profile("Address", {"path": "type", "min": 1}, name="with-type")
    types = [{"code": "Address", "profile": [with_use["url"], with_type["url"]]}]
    either = profile("Patient", {"path": "address", "type": types})
    assert by(either, patient(address=[{"use": "home"}, {"type": "postal"}]), with_use, with_type) == []
    assert by(either, patient(address=[{"city": "Québec"}]), with_use, with_type) == [
        ("fhir-profile-none-met", "Patient.address[0]")
    ]


def test_an_id_alone_is_no_content() -> None:
    """ele-1: an element with an id and nothing else is refused; with a value or an extension it passes."""
    assert errors(patient(_language={"id": "i1"})) == [("fhir-no-content", "Patient.language")]
    assert errors(patient(name=[{"id": "n"}])) == [("fhir-no-content", "Patient.name[0]")]
    assert errors(patient(name=[{"id": "n", "text": "Ève"}], language="fr", _language={"id": "i1"})) == []


def test_a_profile_for_another_type_is_said() -> None:
    """A Patient cannot meet a profile of Observation."""
    other = profile("Observation", {"path": "value[x]", "min": 1})
    assert by(other, patient(active=True)) == [("fhir-profile-of-other-type", "Patient")]
    assert by(other, observation(valueString="x")) == []


def test_an_unknown_profile_is_said_and_is_no_error() -> None:
    """What is claimed and not known is not judged."""
    claimed = patient(meta={"profile": ["http://example.org/unknown"]})
    assert errors(claimed) == []
    assert "fhir-unjudged-profile" in codes(claimed)


def test_a_claimed_profile_is_applied() -> None:
    """`meta.profile` is enough; and an implementation guide's global profile applies without it."""
    strict = profile("Patient", {"path": "active", "min": 1})
    guide = {
        "resourceType": "ImplementationGuide",
        "url": "http://example.org/guide",
        "global": [{"type": "Patient", "profile": strict["url"]}],
    }
    claimed = patient(meta={"profile": [strict["url"]]})
    assert errors(claimed, strict) == [("fhir-too-few", "Patient.active")]
    assert errors(patient(gender="male"), strict) == []
    assert errors(patient(gender="male"), strict, guide) == [("fhir-too-few", "Patient.active")]


def test_what_decoding_refuses_comes_as_errors() -> None:
    """`check` of bytes says what `decode` refuses; and what it does not refuse is validated."""
    refused = check(b'{"resourceType": "Patient", "gender": "unknowable"}')
    assert [(each.severity, each.code, each.path) for each in refused] == [
        ("error", "fhir-code-unknown", "Patient.gender")
    ]
    assert not has_errors(check(b'{"resourceType": "Patient", "gender": "unknown"}'))
    assert has_errors(check(b'{"resourceType": "Patient", "contact": [{"gender": "male"}]}'))


def test_the_depth_of_a_commit_leaves_invariants_alone() -> None:
    """pat-1 is broken: full depth says so, commit depth does not look."""
    shallow = fhir_json.from_plain(patient(contact=[{"gender": "male"}]))
    assert validate(shallow, depth="commit") == []
    assert [each.values["key"] for each in validate(shallow) if each.severity == "error"] == ["pat-1"]
