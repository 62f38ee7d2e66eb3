"""Lives: the same bytes from the same seed, accepted by the strict types, and holding together."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dsn.base.errors import Invalid
from dsn.fhir import json as fhir_json
from dsn.synth import coherence, conditions
from dsn.synth.lives import lives
from dsn.synth.people import people
from dsn.synth.plain import Plain
from dsn.synth.printing import page

TODAY = date(2026, 11, 21)
SOME = list(lives(9, 60, TODAY))


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
    """25 types and a hundred resources a person, at least."""
    kinds = Counter(plain["resourceType"] for life in SOME for plain in life)
    assert len(kinds) >= 25
    assert sum(kinds.values()) / len(SOME) >= 100


def test_sixty_lives_break_no_rule() -> None:
    """122 rules; the long campaign runs them over a thousand."""
    assert len(coherence.RULES) >= 60
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
    ],
)
def test_the_rules_find_a_planted_fault(spoil: Callable[[list[Plain]], None], rule: str) -> None:
    """One thing changed in a record that breaks nothing, and the rule for it speaks."""
    wanted = {"MedicationRequest", "Specimen", "DocumentReference"}
    life = copy.deepcopy(
        next(
            one
            for one in SOME
            if wanted <= {plain["resourceType"] for plain in one}
            and "98979-8" in str(one)
            and one[0]["birthDate"] < "1985"
        )
    )
    spoil(life)
    assert any(broken.startswith(f"{rule}:") for broken in coherence.breaks(life, TODAY))


def test_a_count_that_cannot_be_is_refused() -> None:
    """Negative, or past the room that ids have; none at all is allowed."""
    assert list(lives(1, 0, TODAY)) == []
    for count, first in ((-1, 0), (1, -5), (2**24, 1)):
        with pytest.raises(Invalid, match="synth-count"):
            next(lives(1, count, TODAY, first))


def test_every_condition_has_its_source() -> None:
    """Forty and more; an address, a quotation, a figure each."""
    found = conditions.conditions()
    assert len(found) >= 40
    for one in found:
        assert one.url.startswith("http")
        assert len(one.quote) > 10
        assert one.targets


def _prevalence(count: int) -> list[tuple[str, float, float, float]]:
    """(condition, published, found, people of the group) of each figure that is a prevalence."""
    alive = [one for one in people(31, count, TODAY) if one.death is None]
    held = {
        one.number: {
            each.condition.key
            for each in conditions.course(31, one.number, one.sex, one.birth, TODAY)
            if each.end is None
        }
        for one in alive
    }
    rows = []
    for condition in conditions.conditions():
        for target in condition.targets if condition.kind in ("chronic", "allergy") else ():
            group = [
                one
                for one in alive
                if target.sex in ("", one.sex) and target.low <= one.age(TODAY) <= target.high
            ]
            cases = sum(condition.key in held[one.number] for one in group)
            rows.append((condition.key, target.percent / 100, cases / len(group), float(len(group))))
    return rows


def _near(published: float, found: float, people: float, deviations: float = 3) -> bool:
    """Within a tenth of the published figure, beside what chance does in a group of that size."""
    chance: float = deviations * (published * (1 - published) / people) ** 0.5
    return abs(found - published) <= 0.10 * published + chance


def test_prevalence_is_near_the_published_figures() -> None:
    """In 3,000 lives; the long campaign asks 20,000."""
    assert [row for row in _prevalence(3000) if not _near(*row[1:], deviations=4)] == []


@pytest.mark.long
def test_prevalence_in_twenty_thousand_lives() -> None:
    """Within a tenth, and chance."""
    assert [row for row in _prevalence(20_000) if not _near(*row[1:])] == []


def test_a_page_shows_the_record() -> None:
    """Names, problems and notes of a person, in French."""
    life = max(SOME, key=len)
    text = page(life, TODAY)
    assert life[0]["name"][0]["family"] in text
    assert "NAM (fictif)" in text
    assert "Problèmes" in text
    assert "Dernières notes" in text
