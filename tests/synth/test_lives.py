"""Lives: the same bytes from the same seed, accepted by the strict types, and holding together."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dsn.base.errors import Invalid
from dsn.fhir import json as fhir_json
from dsn.synth import coherence
from dsn.synth.lives import lives
from dsn.synth.plain import Plain
from dsn.synth.printing import page

TODAY = date(2026, 11, 21)
SOME = list(lives(9, 60, TODAY))
_WANTED = {
    "MedicationRequest",
    "Specimen",
    "Composition",
    "Communication",
    "Device",
    "AllergyIntolerance",
    "Appointment",
}


def _is_rich(life: list[Plain]) -> bool:
    """Alive, with something of all that the spoilers below change."""
    kinds = {plain["resourceType"] for plain in life}
    said = str(life)
    return (
        kinds >= _WANTED
        and "98979-8" in said
        and "'fulfilled'" in said
        and "deceasedDateTime" not in life[0]
        and life[0]["birthDate"] < "1985"
    )


RICH = next(life for life in lives(9, 400, TODAY) if _is_rich(life))


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Also when a life is asked for alone."""
    alone = next(lives(9, 1, TODAY, 37))
    assert [fhir_json.encode(fhir_json.from_plain(one)) for one in alone] == [
        fhir_json.encode(fhir_json.from_plain(one)) for one in SOME[37]
    ]
    assert next(lives(10, 1, TODAY, 37)) != SOME[37]


def test_strict_types_accept_all_of_it() -> None:
    """Every resource of sixty lives."""
    for life in SOME:
        for plain in life:
            assert fhir_json.from_plain(plain).id == plain["id"]


def test_records_are_rich() -> None:
    """Thirty types and a hundred resources a person, at least."""
    kinds = Counter(plain["resourceType"] for life in SOME for plain in life)
    assert len(kinds) >= 30
    assert sum(kinds.values()) / len(SOME) >= 100


def test_sixty_lives_break_no_rule() -> None:
    """All rules; the long campaign runs them over a thousand."""
    assert len(coherence.RULES) >= 150
    assert [broken for life in SOME for broken in coherence.breaks(life, TODAY)] == []


@pytest.mark.long
def test_a_thousand_lives_break_no_rule() -> None:
    """With no exception."""
    broken = [one for life in lives(2026, 1000, TODAY) for one in coherence.breaks(life, TODAY)]
    assert broken == []


def _first(life: list[Plain], type_: str) -> Plain:
    return next(one for one in life if one["resourceType"] == type_)


def _spoil(life: list[Plain], type_: str, **said: Any) -> None:
    _first(life, type_).update(said)


def _late_note(life: list[Plain]) -> None:
    _spoil(life, "DocumentReference", date="2031-01-01T10:00:00-05:00")


def _metformin_for_nothing(life: list[Plain]) -> None:
    order = copy.deepcopy(_first(life, "MedicationRequest"))
    order["id"] = "other"
    order["authoredOn"] = "1950-01-01T10:00:00-05:00"
    order["medicationCodeableConcept"]["coding"][0]["code"] = "02099233"
    life.append(order)


def _estimate_off(life: list[Plain]) -> None:
    for one in life:
        if (
            one["resourceType"] == "Observation"
            and one["code"].get("coding", [{}])[0].get("code") == "98979-8"
        ):
            one["valueQuantity"]["value"] += 9
            return


def _stranger(life: list[Plain]) -> None:
    _spoil(life, "Encounter", subject={"reference": "Patient/someone-else"})


def _dangling(life: list[Plain]) -> None:
    life.remove(_first(life, "Specimen"))


def _double_id(life: list[Plain]) -> None:
    life.append(copy.deepcopy(life[-1]))


def _telephone(life: list[Plain]) -> None:
    life[0]["telecom"][0]["value"] = "514-234-0000"


def _note_of_another_problem(life: list[Plain]) -> None:
    document = _first(life, "DocumentReference")
    document["content"][0]["attachment"]["data"] = (
        "MS4gUGVzdGUuIEVuIGFtw6lsaW9yYXRpb24u"  # « 1. Peste. En amélioration. »
    )


def _sunday(life: list[Plain]) -> None:
    visit = next(one for one in life if one["resourceType"] == "Encounter" and one["class"]["code"] == "AMB")
    visit["period"]["start"] = "2024-06-02T10:00:00-04:00"


def _visit_of(life: list[Plain], kind: str) -> Plain:
    return next(one for one in life if one["resourceType"] == "Encounter" and one["class"]["code"] == kind)


def _appointment_without_a_visit(life: list[Plain]) -> None:
    kept = next(one for one in life if one["resourceType"] == "Appointment" and one["status"] == "fulfilled")
    kept["start"] = "2026-01-06T03:14:00-05:00"


def _christmas(life: list[Plain]) -> None:
    _visit_of(life, "AMB")["period"]["start"] = "2023-12-25T10:00:00-05:00"


def _two_beds(life: list[Plain]) -> None:
    other = copy.deepcopy(_visit_of(life, "IMP"))
    other["id"] = "other"
    life.append(other)


def _no_summary(life: list[Plain]) -> None:
    life.remove(_first(life, "Composition"))


def _aspirin_beside(life: list[Plain]) -> None:
    for number, din in enumerate(("02238545", "02397714")):
        order = copy.deepcopy(_first(life, "MedicationRequest"))
        order |= {"id": f"other-{number}", "status": "active"}
        order["medicationCodeableConcept"]["coding"][0]["code"] = din
        life.append(order)


def _apnea_of_1950(life: list[Plain]) -> None:
    problem = copy.deepcopy(_first(life, "Condition"))
    problem |= {
        "id": "other",
        "code": {"text": "Apnée obstructive du sommeil"},
        "onsetDateTime": "1960-01-01",
    }
    life.append(problem)


def _wrong_sex(life: list[Plain]) -> None:
    document = _first(life, "DocumentReference")
    word = b"Mobilis\xc3\xa9 au" if life[0]["gender"] == "female" else b"Mobilis\xc3\xa9e au"
    document["content"][0]["attachment"]["data"] = b64encode(word).decode()


def _dead_without_a_word(life: list[Plain]) -> None:
    life[0]["deceasedDateTime"] = "2026-11-20"


def _message_never_received(life: list[Plain]) -> None:
    _first(life, "Communication").pop("received")


def _amoxicillin_all_the_same(life: list[Plain]) -> None:
    _spoil(life, "AllergyIntolerance", recordedDate="1990-01-01")
    _first(life, "AllergyIntolerance")["code"]["text"] = "Pénicilline"
    order = copy.deepcopy(_first(life, "MedicationRequest"))
    order["id"] = "other"
    order["medicationCodeableConcept"]["coding"][0]["code"] = "00406716"
    life.append(order)


def _unused_device(life: list[Plain]) -> None:
    life.append({**copy.deepcopy(_first(life, "Device")), "id": "other"})


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (_late_note, "DocumentReference-before-the-end"),
        (_metformin_for_nothing, "metformine-has-a-reason"),
        (_estimate_off, "creatinine-follows-the-kidney"),
        (_stranger, "everything-is-about-the-person"),
        (_dangling, "references-resolve"),
        (_double_id, "ids-are-single"),
        (_telephone, "telephone-leads-nowhere"),
        (_note_of_another_problem, "note-names-what-it-treats"),
        (_sunday, "clinics-open-on-work-days"),
        (_christmas, "clinics-open-on-work-days"),
        (_appointment_without_a_visit, "kept-appointments-have-a-visit"),
        (_two_beds, "one-bed-at-a-time"),
        (_no_summary, "stays-have-a-summary"),
        (_aspirin_beside, "blood-thinners-are-not-doubled"),
        (_apnea_of_1950, "diagnoses-of-their-time"),
        (_wrong_sex, "notes-agree-with-sex"),
        (_dead_without_a_word, "deaths-are-certified"),
        (_message_never_received, "messages-are-received"),
        (_amoxicillin_all_the_same, "allergies-are-asked-and-heeded"),
        (_unused_device, "devices-are-used"),
    ],
)
def test_the_rules_find_a_planted_fault(spoil: Callable[[list[Plain]], None], rule: str) -> None:
    """One thing changed in a record that breaks nothing, and the rule for it speaks."""
    life = copy.deepcopy(RICH)
    assert not any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))
    spoil(life)
    assert any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))


def test_a_count_that_cannot_be_is_refused() -> None:
    """Negative, or past the room that ids have; none at all is allowed."""
    assert list(lives(1, 0, TODAY)) == []
    for count, first in ((-1, 0), (1, -5), (2**24, 1)):
        with pytest.raises(Invalid, match="synth-count"):
            next(lives(1, count, TODAY, first))


def test_a_page_shows_the_record() -> None:
    """Names, problems and notes of a person, in French."""
    life = max(SOME, key=len)
    text = page(life, TODAY)
    assert life[0]["name"][0]["family"] in text
    assert "NAM (fictif)" in text
    assert "Problèmes" in text
    assert "Dernières notes" in text
