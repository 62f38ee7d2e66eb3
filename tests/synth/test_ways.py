"""Who comes, beside what they have: an occupation, a household, tobacco, and where life ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dsn.synth import coherence, context, ending, recall
from dsn.synth.chart import Chart
from dsn.synth.coherence.record import Record
from dsn.synth.conditions import Held, by_key
from dsn.synth.lives import lives
from dsn.synth.people import Person, block
from dsn.synth.plain import Plain

TODAY = date(2026, 6, 1)
LIVES = list(lives(21, 200, TODAY))
PEOPLE = [person for number in range(4) for person in block(21, number, TODAY)]


def _told(chart: Chart, day: date) -> str:
    """At the first visit that tells it."""
    return next((said for at in range(3) if (said := context.told(chart, day, at))), "")


def _adult(sex: str = "F") -> Person:
    return next(one for one in PEOPLE if one.sex == sex and 1950 < one.birth.year < 1980)


def test_one_visit_in_three_says_who_comes() -> None:
    """Not each time, and nothing of a child."""
    chart = Chart(21, _adult(), TODAY)
    assert sum(bool(context.told(chart, date(2024, 3, 1), at)) for at in range(9)) == 3
    child = next(one for one in PEOPLE if one.birth.year > 2012)
    assert _told(Chart(21, child, TODAY), date(2025, 3, 1)) == ""


def test_an_occupation_is_left_with_age() -> None:
    """At work at 45, « à la retraite » at 70, the same occupation; a student at 20."""
    person = replace(_adult(), birth=date(1950, 1, 1))
    chart = Chart(21, person, TODAY)
    young, late = _told(chart, date(1995, 3, 1)), _told(chart, date(2020, 3, 1))
    name = young.split(". ")[0].split(", ")[1]
    assert f", {name} à la retraite" in late
    assert "retraite" not in young
    assert ", étudiante" in _told(chart, date(1970, 3, 1))


def test_a_couple_ends_with_a_death() -> None:
    """Together until then, widowed after; nothing of who lives with nobody we made."""
    person = replace(_adult("M"), birth=date(1950, 1, 1))
    chart = Chart(21, person, TODAY)
    assert "couple" not in _told(chart, date(2020, 3, 1))
    chart.partner = replace(_adult(), death=date(2021, 5, 4))
    assert ", vit en couple" in _told(chart, date(2020, 3, 1))
    assert ", veuf depuis 2021" in _told(chart, date(2022, 3, 1))


@pytest.mark.parametrize(
    ("key", "never", "once"),
    [("mpoc", "fum", ""), ("mcas", "jamais fumé", "ancien"), ("alcool", "verre", "fum")],
)
def test_what_one_has_agrees_with_tobacco_and_alcohol(key: str, never: str, once: str) -> None:
    """A chronic bronchitis speaks of it itself; a heart that is ill has smoked; of alcohol nothing is said twice."""
    chart = Chart(21, _adult(), TODAY)
    chart.held = [Held(by_key()[key], date(2010, 1, 1), None)]
    said = _told(chart, date(2024, 3, 1))
    assert said
    assert never not in said
    assert once in said.lower()


def test_lives_agree_with_how_people_live() -> None:
    """Two hundred lives break none of these rules."""
    rules = coherence.ways.RULES
    assert [what for life in LIVES for rule in rules for what in rule(Record(life, TODAY))] == []


def test_the_rules_of_ways_find_what_is_wrong() -> None:
    """A smoker’s lungs denied, a couple of one, a resident brought by ambulance."""
    problem: Plain = {
        "resourceType": "Condition",
        "code": {"text": "Maladie pulmonaire obstructive chronique"},
        "onsetDateTime": "2010-01-01",
    }
    chart = Chart(21, _adult(), TODAY)
    note = chart.note({"resourceType": "Encounter", "id": "e"}, "2024-01-01T10:00:00-05:00", "Note", "")
    recall.reword(note, "Femme de 60 ans, vit en couple. N’a jamais fumé.")
    housed: Plain = {
        "resourceType": "EpisodeOfCare",
        "type": [{"text": "Hébergement"}],
        "period": {"start": "2023-01-01"},
    }
    arrest: Plain = {
        "resourceType": "Encounter",
        "reasonCode": [{"text": "Arrêt cardiorespiratoire"}],
        "period": {"start": "2024-01-01T10:00:00-05:00"},
    }
    right = Record([problem], TODAY)
    wrong = Record([problem, note, housed, arrest], TODAY)
    for rule in coherence.ways.RULES:
        assert list(rule(wrong)), rule.__name__
        assert not list(rule(right)), rule.__name__


def test_who_lives_in_a_residence_dies_in_a_bed() -> None:
    """With days of comfort; of the same people at home, some die at once."""
    old = [Chart(21, replace(one, death=TODAY), TODAY) for one in PEOPLE if one.birth.year < 1950]
    assert any(ending.end_of(chart).days == 0 for chart in old)
    for chart in old:
        chart.residence = date(2024, 1, 1)
    assert all(ending.end_of(chart).days > 0 for chart in old)
