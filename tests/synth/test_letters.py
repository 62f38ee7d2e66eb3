"""Specialists' letters: who is sent to whom, how often, what is written back, and the rules that a record must keep."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from itertools import pairwise

import pytest

from dsn.synth import correspondence, findings, notes, people, tables
from dsn.synth.chart import Chart
from dsn.synth.coherence import letters
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record, Rule
from dsn.synth.conditions import Held, by_key
from dsn.synth.lives import lives
from dsn.synth.plain import Plain
from dsn.synth.referrals import CARES, last_result
from dsn.synth.staff import someone, trades

TODAY = date(2026, 6, 1)
LIVES = list(lives(61, 420, TODAY))
DEMAND = "Demande de consultation : "


def _of(life: list[Plain], type_: str, word: str = "") -> list[Plain]:
    return [one for one in life if one["resourceType"] == type_ and word in str(one)]


def _letters(life: list[Plain], specialty: str = "") -> list[Plain]:
    found = [
        one for one in _of(life, "DocumentReference") if one["type"]["text"].startswith("Consultation en ")
    ]
    return sorted(
        (one for one in found if one["type"]["text"].endswith(specialty)), key=lambda one: str(one["date"])
    )


SEEN = [life for life in LIVES if _letters(life)]


@pytest.mark.parametrize("rule", letters.RULES, ids=lambda rule: rule.__name__)
def test_no_record_breaks_a_rule_of_letters(rule: Rule) -> None:
    """Each rule, over four hundred lives."""
    assert [what for life in LIVES for what in rule(Record(life, TODAY))] == []


def _share(name: str, specialty: str) -> float:
    """Of the adults who have it for more than a year, have not died and saw their doctor since: who was sent there."""
    have = sent = 0
    for life in LIVES:
        ill = [one for one in _of(life, "Condition") if one["code"]["text"] == name]
        adult = life[0]["birthDate"] < "2007" and "deceasedDateTime" not in life[0]
        seen = [
            one
            for one in _of(life, "DocumentReference", "Suivi en clinique")
            if ill and ill[0]["onsetDateTime"] <= one["date"][:10] < "2025-09"
        ]
        if adult and seen:
            have += 1
            sent += any(
                one["code"]["text"] == f"{DEMAND}{specialty}" and one["reasonCode"][0]["text"] == name
                for one in _of(life, "ServiceRequest")
            )
    return sent / have


@pytest.mark.parametrize(
    ("name", "specialty", "least", "most"),
    [
        ("Insuffisance cardiaque", "cardiologie", 0.5, 1.0),
        ("Trouble bipolaire", "psychiatrie", 0.5, 1.0),
        ("Maladie coronarienne", "cardiologie", 0.1, 0.6),
        ("Diabète de type 2", "ophtalmologie", 0.01, 0.3),
        ("Arthrose", "orthopédie", 0.0, 0.25),
    ],
)
def test_as_many_are_sent_as_was_decided(name: str, specialty: str, least: float, most: float) -> None:
    """Most of those with a failing heart, few of those with worn joints."""
    assert least <= _share(name, specialty) <= most


def test_a_third_of_the_lives_at_most_have_letters_and_some_wait() -> None:
    """Letters are few, most of them of who is followed; somebody's wait is not over."""
    told = sum(len(_letters(life)) for life in LIVES)
    assert 0.15 * len(LIVES) < told < 0.6 * len(LIVES)
    waiting = [
        one
        for life in LIVES
        for one in _of(life, "ServiceRequest")
        if one["code"]["text"].startswith(DEMAND) and one["status"] == "active"
    ]
    assert waiting
    assert all(one["authoredOn"][:10] > "2025-01" for one in waiting)


def test_a_letter_has_its_lines_and_no_two_are_the_same() -> None:
    """Who asks and why, old problems, examination, impression, advice, what follows."""
    texts = [text_of(one) for life in SEEN for one in _letters(life)]
    heads = (
        "Demande",
        "Antécédents : ",
        "Histoire : ",
        "Examen : ",
        "Impression : ",
        "Recommandations : ",
        "Suivi : ",
    )
    for text in texts:
        lines = text.splitlines()
        assert 5 <= len(lines) <= 9
        assert all(any(line.startswith(head) for line in lines) for head in heads), text
    assert Counter(texts).most_common(1)[0][1] == 1


def test_a_specialist_is_seen_again_a_year_later() -> None:
    """The same one, within fourteen months, for the same demand; what an echography found stays."""
    pairs = 0
    for life in SEEN:
        for specialty in {one.specialty for one in CARES}:
            several = _letters(life, specialty)
            for first, after in pairwise(several):
                gap = date.fromisoformat(after["date"][:10]) - date.fromisoformat(first["date"][:10])
                assert 330 <= gap.days <= 430
                assert first["author"] == after["author"]
                told = [re.findall(r"FEVG à (\d+) %", text_of(one)) for one in (first, after)]
                assert not (told[0] and told[1]) or told[0] == told[1]
                pairs += 1
    assert pairs > 10


def test_nobody_is_seen_in_the_spring_of_2020() -> None:
    """When specialists were closed to who could wait; just after it, somebody is."""
    days = [one["date"][:10] for life in LIVES for one in _letters(life)]
    assert not [day for day in days if "2020-03-16" <= day < "2020-06-15"]
    assert [day for day in days if "2020-06-15" <= day < "2020-12-31"]


def test_no_drug_is_recommended_that_is_not_taken() -> None:
    """What is to be gone on with stands among what was taken, or in the record's orders."""
    names = {notes.lowered(row["name"]) for row in tables.rows("drugs")}
    for life in SEEN:
        ordered = " ".join(
            one["medicationCodeableConcept"]["text"].lower() for one in _of(life, "MedicationRequest")
        )
        for letter in _letters(life):
            advice = next(
                line for line in text_of(letter).splitlines() if line.startswith("Recommandations : ")
            )
            for name in names:
                assert f" {name}" not in advice or name in ordered, advice


def test_the_family_doctor_hears_of_it() -> None:
    """The first visit after a letter tells that the person was seen, by whom and what came of it."""
    told = 0
    for life in SEEN:
        clinics = _of(life, "DocumentReference", "Suivi en clinique")
        for letter in _letters(life):
            late = [one for one in clinics if one["date"] > letter["date"]]
            word = letter["type"]["text"].removeprefix("Consultation ")
            told += any(f"u {word} le " in text_of(one) or f"ue {word} le " in text_of(one) for one in late)
    assert told > 10


def test_every_row_can_be_written_of_anybody() -> None:
    """With the places filled, of a man and of a woman; each specialty has three bodies at least."""
    bodies = Counter(row["key"] for row in tables.rows("consultations") if row["visit"] != "story")
    by_specialty: Counter[str] = Counter()
    for care in {(one.specialty, one.body) for one in CARES}:
        by_specialty[care[0]] += bodies[care[1]]
    assert min(by_specialty.values()) >= 3
    assert set(bodies) == {one.body for one in CARES}
    chart = Chart(61, next(iter(people.block(61, 0, TODAY))), TODAY)
    chart.plans["ic"] = []
    words = findings.facts(chart, Held(by_key()["ic"], date(2020, 5, 4)), date(2025, 5, 5), None).words
    words |= {f"{name}{end}": "7" for name in findings.LABORATORY for end in ("", "_on")}
    for row in tables.rows("consultations"):
        if row["visit"] == "story":
            assert "{" not in row["found"].format_map(notes.suited("F"))
            continue
        for part in ("found", "impression", "advice", "said"):
            assert row[part]
            assert "{" not in row[part].format_map(words | notes.suited("F"))
            assert not row[part].endswith(".")


def test_no_two_bodies_of_a_problem_conclude_alike() -> None:
    """So that two letters running differ, whichever they are."""
    told = Counter((row["key"], row["impression"] or row["found"]) for row in tables.rows("consultations"))
    assert [one for one, count in told.items() if count > 1] == []


def test_each_specialist_works_somewhere() -> None:
    """The trade is of the roster, and the same person is the same specialist's."""
    for care in CARES:
        assert trades()[care.trade].role == "medecin"
        assert someone("mcq", care.trade, "p", care.specialty) == someone(
            "mcq", care.trade, "p", care.specialty
        )


def test_a_result_is_the_last_one_drawn_before_that_day() -> None:
    """Not of that day, not older than about a year; None when there is none."""
    plains: list[Plain] = [
        {
            "resourceType": "Observation",
            "code": {"coding": [{"code": "98979-8"}]},
            "effectiveDateTime": f"{day}T08:00:00-05:00",
            "valueQuantity": {"value": value},
        }
        for day, value in (("2025-01-10", 41), ("2025-03-10", 38), ("2025-06-10", 33))
    ]
    assert last_result(plains, "98979-8", date(2025, 6, 10)) == (38.0, date(2025, 3, 10))
    assert last_result(plains, "98979-8", date(2025, 6, 11)) == (33.0, date(2025, 6, 10))
    assert last_result(plains, "98979-8", date(2025, 1, 10)) is None
    assert last_result(plains, "98979-8", date(2026, 12, 1)) is None
    assert last_result(plains, "4548-4", date(2025, 6, 11)) is None


def test_high_pressure_is_handed_back() -> None:
    """« TA à recontrôler » of 150, not of 132, nor where none is taken."""
    assert "recontrôler" in correspondence.pressed("TA 150/84, FC 70/min")
    assert correspondence.pressed("TA 132/84, FC 70/min") == ""
    assert correspondence.pressed("") == ""


# each rule finds what it is for


def _rewritten(letter: Plain, old: str, new: str) -> None:
    text = text_of(letter)
    changed = re.sub(old, new, text)
    assert changed != text, text
    letter["content"][0]["attachment"]["data"] = b64encode(changed.encode()).decode()


def _visit(life: list[Plain]) -> Plain:
    return next(
        one for one in _of(life, "Encounter") if one["reasonCode"][0]["text"].startswith("Consultation en ")
    )


def _demand(life: list[Plain]) -> Plain:
    name = _visit(life)["basedOn"][0]["reference"].split("/")[1]
    return next(one for one in _of(life, "ServiceRequest") if one["id"] == name)


def _no_demand(life: list[Plain]) -> None:
    del _visit(life)["basedOn"]


def _demand_too_late(life: list[Plain]) -> None:
    _demand(life)["authoredOn"] = _visit(life)["period"]["start"]


def _still_waiting(life: list[Plain]) -> None:
    _demand(life)["status"] = "active"


def _asked_by_a_stranger(life: list[Plain]) -> None:
    _demand(life)["requester"] = {"reference": "Practitioner/nobody"}


def _problem_unsaid(life: list[Plain]) -> None:
    for one in _letters(life):
        _rewritten(one, r"^Demande.*", "Demande : avis.")


def _plan_unsaid(life: list[Plain]) -> None:
    for one in _of(life, "DocumentReference", "Suivi en clinique"):
        text = text_of(one).partition("Plan : ")[0]
        one["content"][0]["attachment"]["data"] = b64encode(text.encode()).decode()


def _problem_not_had(life: list[Plain]) -> None:
    _demand(life)["reasonCode"] = [{"text": "Hypoparathyroïdie"}]


def _not_theirs(life: list[Plain]) -> None:
    _demand(life)["code"] = {"text": f"{DEMAND}podiatrie"}


def _other_pressure(life: list[Plain]) -> None:
    _rewritten(_letters(life, "cardiologie")[0], r"TA \d+/", "TA 251/")


def _other_filtration(life: list[Plain]) -> None:
    _rewritten(_letters(life, "cardiologie")[0], r"Examen : ", "Examen : DFGe à 444 mL/min. ")


def _in_a_bed(life: list[Plain]) -> None:
    stay = deepcopy(_visit(life))
    life.append(stay | {"id": "stay", "class": {"code": "IMP"}})


def _said_again(life: list[Plain]) -> None:
    life.append(deepcopy(_letters(life)[0]))


@pytest.mark.parametrize(
    ("rule", "break_"),
    [
        (letters.a_letter_answers_an_older_demand, _no_demand),
        (letters.a_letter_answers_an_older_demand, _demand_too_late),
        (letters.a_letter_answers_an_older_demand, _not_theirs),
        (letters.a_completed_demand_has_its_visit, _no_demand),
        (letters.a_completed_demand_has_its_visit, _still_waiting),
        (letters.a_demand_is_written_at_a_visit, _asked_by_a_stranger),
        (letters.a_demand_is_written_at_a_visit, _demand_too_late),
        (letters.a_demand_is_in_the_plan, _plan_unsaid),
        (letters.a_letter_names_a_problem_of_that_day, _problem_unsaid),
        (letters.a_letter_names_a_problem_of_that_day, _problem_not_had),
        (letters.specialists_see_what_is_theirs, _not_theirs),
        (letters.specialists_see_what_is_theirs, _problem_not_had),
        (letters.letters_cite_what_was_measured, _other_pressure),
        (letters.letters_cite_what_was_measured, _other_filtration),
        (letters.nobody_leaves_a_bed_for_a_letter, _in_a_bed),
        (letters.letters_are_not_worn_out, _said_again),
    ],
)
def test_a_broken_record_is_found(rule: Rule, break_: Callable[[list[Plain]], None]) -> None:
    """The record of one person of whom a cardiologist wrote once; nothing is said of it as it is."""
    life = next(one for one in SEEN if len(_letters(one)) == 1 and _letters(one, "cardiologie"))
    copy = deepcopy(life)
    break_(copy)
    assert list(rule(Record(life, TODAY))) == []
    assert list(rule(Record(copy, TODAY)))
