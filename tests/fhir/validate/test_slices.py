"""Slices: told apart by each kind of discriminator, counted, ordered, closed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.validate.judging import HL7, Json, by, observation, patient, profile

HOME = {"system": "phone", "use": "home", "value": "1"}
WORK = {"system": "phone", "use": "work", "value": "2"}
OLD = {"system": "phone", "use": "old", "value": "3"}


def slicing(kind: str, path: str, **more: Any) -> Json:
    return {"discriminator": [{"type": kind, "path": path}], "rules": "open", **more}


def telecom(**more: Any) -> Json:
    """Patient.telecom with slices home (1..1) and work (0..1), told apart by `use`."""
    return profile(
        "Patient",
        {"path": "telecom", "slicing": slicing("value", "use", **more)},
        {"path": "telecom", "sliceName": "home", "min": 1, "max": "1"},
        {"path": "telecom.use", "fixedCode": "home"},
        {"path": "telecom", "sliceName": "work", "max": "1"},
        {"path": "telecom.use", "fixedCode": "work"},
    )


@pytest.mark.parametrize(
    ("more", "found", "expected"),
    [
        ({}, [HOME], []),
        ({}, [HOME, OLD, WORK], []),
        ({}, [WORK], ["fhir-slice-too-few"]),
        ({}, [HOME, WORK, WORK], ["fhir-slice-too-many"]),
        ({"rules": "closed"}, [HOME, WORK], []),
        ({"rules": "closed"}, [HOME, OLD], ["fhir-slice-none"]),
        ({"rules": "openAtEnd"}, [HOME, WORK, OLD], []),
        ({"rules": "openAtEnd"}, [HOME, OLD, WORK], ["fhir-slice-not-at-end"]),
        ({"ordered": True}, [HOME, WORK], []),
        ({"ordered": True}, [WORK, HOME], ["fhir-slice-order"]),
    ],
)
def test_slices_are_counted_ordered_and_closed(more: Json, found: list[Json], expected: list[str]) -> None:
    """Each rule of a slicing has its refusal, and what it allows passes."""
    assert [code for code, _ in by(telecom(**more), patient(telecom=found))] == expected


def test_a_slice_asks_more_of_its_own_values() -> None:
    """Only the phone at home needs a value."""
    strict = telecom()
    strict["differential"]["element"].insert(4, {"path": "Patient.telecom.value", "min": 1})
    bare = {"system": "phone", "use": "home"}
    assert by(strict, patient(telecom=[bare])) == [("fhir-too-few", "Patient.telecom[0].value")]
    assert by(strict, patient(telecom=[HOME, {"system": "phone", "use": "work"}])) == []


def test_slices_told_apart_by_pattern() -> None:
    """A concept with more codings than the pattern is still in the slice."""
    lab = {"coding": [{"system": "http://example.org/c", "code": "lab"}]}
    strict = profile(
        "Observation",
        {"path": "category", "slicing": slicing("pattern", "$this")},
        {"path": "category", "sliceName": "lab", "min": 1, "patternCodeableConcept": lab},
    )
    both = {"coding": [{"code": "other"}, *lab["coding"]]}
    assert by(strict, observation(category=[both])) == []
    assert by(strict, observation(category=[{"text": "lab"}])) == [
        ("fhir-slice-too-few", "Observation.category")
    ]


def test_all_of_a_pattern_is_there() -> None:
    """The code of another system is not what the pattern asks for, nor is half of it."""
    lab = {"coding": [{"system": "http://example.org/c", "code": "lab"}], "text": "x"}
    strict = profile("Observation", {"path": "code", "patternCodeableConcept": lab})
    assert by(strict, observation(code=lab)) == []
    other = {"coding": [{"system": "http://example.org/d", "code": "lab"}], "text": "x"}
    for wrong in (other, {"text": "x"}, {"coding": lab["coding"]}):
        assert by(strict, observation(code=wrong)) == [("fhir-not-pattern", "Observation.code")]
    both = {"coding": [*lab["coding"], *other["coding"]]}
    twice = profile("Observation", {"path": "code", "patternCodeableConcept": both})
    assert by(twice, observation(code={"coding": both["coding"][::-1]})) == []
    assert by(twice, observation(code=lab)) == [("fhir-not-pattern", "Observation.code")]


def test_slices_told_apart_by_type() -> None:
    """A choice is sliced by type without it being said."""
    strict = profile(
        "Observation",
        {"path": "value[x]", "slicing": slicing("type", "$this")},
        {"path": "value[x]", "sliceName": "valueQuantity", "type": [{"code": "Quantity"}]},
        {"path": "value[x].unit", "min": 1},
    )
    assert by(strict, observation(valueQuantity={"value": 1, "unit": "g"})) == []
    assert by(strict, observation(valueString="x")) == []
    assert by(strict, observation(valueQuantity={"value": 1})) == [("fhir-too-few", "Observation.value.unit")]


def test_slices_told_apart_by_what_a_reference_leads_to() -> None:
    """`resolve()` finds contained resources; their type decides."""
    strict = profile(
        "Observation",
        {"path": "performer", "slicing": slicing("type", "resolve()", rules="closed")},
        {
            "path": "performer",
            "sliceName": "doctor",
            "max": "1",
            "type": [{"code": "Reference", "targetProfile": [HL7 + "Practitioner"]}],
        },
    )
    inside = [{"resourceType": "Practitioner", "id": "a"}, {"resourceType": "Patient", "id": "b"}]
    doctor = observation(contained=inside[:1], performer=[{"reference": "#a"}])
    person = observation(contained=inside[1:], performer=[{"reference": "#b"}])
    assert by(strict, doctor) == []
    assert [code for code, _ in by(strict, person)] == ["fhir-slice-none"]


def test_slices_told_apart_by_profile() -> None:
    """A value is in the slice whose profile it meets."""
    named = profile("HumanName", {"path": "family", "min": 1}, name="named")
    strict = profile(
        "Patient",
        {"path": "name", "slicing": slicing("profile", "$this")},
        {
            "path": "name",
            "sliceName": "n",
            "min": 1,
            "type": [{"code": "HumanName", "profile": [named["url"]]}],
        },
    )
    assert by(strict, patient(name=[{"text": "x"}, {"family": "Roy"}]), named) == []
    assert by(strict, patient(name=[{"text": "x"}]), named) == [("fhir-slice-too-few", "Patient.name")]


def test_slices_told_apart_by_existence() -> None:
    """Names with a period are in one slice, names without in the other."""
    strict = profile(
        "Patient",
        {"path": "name", "slicing": slicing("exists", "period")},
        {"path": "name", "sliceName": "past", "max": "1"},
        {"path": "name.period", "min": 1},
        {"path": "name", "sliceName": "now", "max": "1"},
        {"path": "name.period", "max": "0"},
    )
    past, now = {"text": "a", "period": {"end": "2000"}}, {"text": "b"}
    assert by(strict, patient(name=[past, now])) == []
    assert by(strict, patient(name=[now, past, now])) == [("fhir-slice-too-many", "Patient.name")]


def test_slices_told_apart_by_two_discriminators_of_which_one_may_be_silent() -> None:
    """A slice that says nothing of the second discriminator is told by the first."""
    both = {"discriminator": [{"type": "value", "path": "system"}, {"type": "value", "path": "use"}]}
    strict = profile(
        "Patient",
        {"path": "telecom", "slicing": {**both, "rules": "closed"}},
        {"path": "telecom", "sliceName": "home"},
        {"path": "telecom.system", "min": 1, "fixedCode": "phone"},
        {"path": "telecom.use", "min": 1, "fixedCode": "home"},
        {"path": "telecom", "sliceName": "mail"},
        {"path": "telecom.system", "min": 1, "fixedCode": "email"},
    )
    mail = {"system": "email", "value": "a@b.c"}
    assert by(strict, patient(telecom=[HOME, mail, {**mail, "use": "old"}])) == []
    assert [code for code, _ in by(strict, patient(telecom=[WORK]))] == ["fhir-slice-none"]


def test_the_default_slice_takes_the_rest() -> None:
    """Also where the slicing is closed; what it asks holds of them."""
    strict = profile(
        "Patient",
        {"path": "telecom", "slicing": slicing("value", "use", rules="closed")},
        {"path": "telecom", "sliceName": "home", "max": "1"},
        {"path": "telecom.use", "min": 1, "fixedCode": "home"},
        {"path": "telecom", "sliceName": "@default"},
        {"path": "telecom.value", "min": 1},
    )
    assert by(strict, patient(telecom=[HOME, WORK, OLD])) == []
    assert by(strict, patient(telecom=[{"system": "phone", "use": "home"}])) == []
    assert by(strict, patient(telecom=[{"system": "phone", "use": "work"}])) == [
        ("fhir-too-few", "Patient.telecom[0].value")
    ]


def test_slices_within_slices() -> None:
    """`phone/home` is a slice of slice `phone`; its count is its own."""
    strict = profile(
        "Patient",
        {"path": "telecom", "slicing": slicing("value", "system")},
        {"path": "telecom", "sliceName": "phone", "slicing": slicing("value", "use")},
        {"path": "telecom.system", "fixedCode": "phone"},
        {"path": "telecom", "sliceName": "phone/home", "max": "1"},
        {"path": "telecom.use", "fixedCode": "home"},
    )
    assert by(strict, patient(telecom=[HOME, WORK, {"system": "email", "use": "home", "value": "x"}])) == []
    assert [code for code, _ in by(strict, patient(telecom=[HOME, HOME]))] == ["fhir-slice-too-many"]


def test_extensions_are_told_apart_by_their_profiles() -> None:
    """An extension that a slice names by profile is found by its url, even where its definition is not known."""
    unknown = [{"code": "Extension", "profile": ["http://example.org/ext"]}]
    strict = profile("Patient", {"path": "extension", "sliceName": "e", "min": 1, "type": unknown})
    given = {"url": "http://example.org/ext", "valueString": "x"}
    assert by(strict, patient(extension=[given])) == []
    assert [code for code, _ in by(strict, patient(active=True))] == ["fhir-slice-too-few"]
