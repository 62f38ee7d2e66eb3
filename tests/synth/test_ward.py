"""Stays: what a ward's chart shows each day, its doses, the sheet on leaving, what blood says of the illness."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date

import pytest

from dsn.synth import notes, tables
from dsn.synth.coherence import RULES
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.coherence.ward import RULES as WARD
from dsn.synth.hospital import charting, mar
from dsn.synth.hospital.rounds import course
from dsn.synth.lives import lives
from dsn.synth.plain import Plain

TODAY = date(2026, 6, 1)
LIVES = [
    life
    for life in lives(61, 420, TODAY)
    if any(one["resourceType"] == "Composition" or "'EMER'" in str(one) for one in life)
]
NAMES = [rule.__name__.replace("_", "-") for rule in WARD]


def _of(life: list[Plain], type_: str, word: str = "") -> Iterator[Plain]:
    return (one for one in life if one["resourceType"] == type_ and word in str(one))


@pytest.mark.parametrize("name", NAMES)
def test_no_record_breaks_a_rule_of_the_ward(name: str) -> None:
    """Each rule, over who was ever at the hospital among four hundred."""
    assert [what for life in LIVES for what in RULES[name](Record(life, TODAY))] == []


@pytest.mark.parametrize(
    ("dosage", "times", "amount", "unit"),
    [
        ("1 comprimé 2 fois par jour aux repas", (540, 1260), 1, "comprimé"),
        ("1/2 comprimé le matin", (540,), 0.5, "comprimé"),
        ("2 comprimés 3 fois par jour", (480, 840, 1260), 2, "comprimés"),
        ("1 comprimé au coucher", (1290,), 1, "comprimé"),
        ("1 comprimé à jeun le matin", (390,), 1, "comprimé"),
        ("40 mg sous-cutané 1 fois par jour", (540,), 40, "mg"),
        ("2 inhalations au besoin, jusqu’à 4 fois par jour", (), 2, "inhalations"),
        ("1 comprimé 1 fois par semaine, à jeun", (), 1, "comprimé"),
        ("selon le RNI, 1 fois par jour au souper", (), 1, "dose"),
    ],
)
def test_a_dosage_says_when_and_how_much(
    dosage: str, times: tuple[int, ...], amount: float, unit: str
) -> None:
    """The hours of a ward for each way of writing; nothing for what is given as needed or by weeks."""
    assert mar.hours(dosage) == times
    told = mar.dose(dosage)
    assert (told["value"], told["unit"]) == (amount, unit)


def test_a_course_ends() -> None:
    """« pendant 7 jours » is seven; the second number of « puis » once the first day is over."""
    assert course("1 capsule 3 fois par jour pendant 7 jours") == 7
    assert course("1 comprimé 1 fois par jour") is None
    stepped = tables.by_key("drugs")["azithromycine"]["dosage"]
    assert [mar.dose(stepped, first=first)["value"] for first in (True, False)] == [2, 1]


def test_every_line_of_a_ward_can_be_said_of_anybody() -> None:
    """By a man and a woman, with figures; each topic has lines for beginning, middle and end, by nurse and doctor."""
    topics = {row["topic"] for row in tables.rows("ward")}
    found = {
        "warm": "Afébrile à 36,8 °C",
        "heat": "Température 36,8 °C",
        "sat": "96",
        "ta": "128/74",
        "kg": "71,2",
    }
    for topic in topics:
        for phase in (0,) if topic == "preop" else (0, 1, 2):
            for who in ("doctor", "nurse"):
                said = charting.lines(topic, phase, who)
                assert said, (topic, phase, who)
                for line in said:
                    for sex, f in (("F", "ve"), ("M", "f")):
                        assert "{" not in line.format_map(found | notes.suited(sex) | {"f": f})


def test_a_fever_falls_and_a_low_saturation_rises() -> None:
    """Towards what is usual, within days."""
    life = next(life for life in LIVES if any(True for _ in _of(life, "Composition", "Pneumonie")))
    stay = next(one for one in _of(life, "Encounter", "'IMP'") if "Pneumonie" in str(one["reasonCode"]))
    mine = list(_of(life, "Observation", stay["id"]))
    warm = sorted(
        (one["effectiveDateTime"], one["valueQuantity"]["value"])
        for one in mine
        if one["code"]["coding"][0]["code"] == "8310-5"
    )
    sat = sorted(
        (one["effectiveDateTime"], one["valueQuantity"]["value"])
        for one in mine
        if one["code"]["coding"][0]["code"] == "59408-5"
    )
    assert warm[0][1] > warm[-1][1]
    assert sat[0][1] < sat[-1][1]


def test_blood_follows_the_illness() -> None:
    """White cells and CRP are high in pneumonia, and the note of the emergency tells the same figures."""
    found = 0
    for life in LIVES:
        for one in _of(life, "DocumentReference"):
            if "Impression : pneumonie" in text_of(one):
                day = one["date"][:10]
                white = [
                    other["valueQuantity"]["value"]
                    for other in _of(life, "Observation", "'6690-2'")
                    if other["effectiveDateTime"][:10] <= day
                ]
                assert f"leucocytes {notes.written(white[-1])}" in text_of(one) or len(white) > 1
                assert "PCR 1" in text_of(one) or "PCR 9" in text_of(one)
                found += 1
    assert found


def test_what_is_prescribed_on_leaving_is_on_the_sheet() -> None:
    """The end of an antibiotic, tablets for a wound: an order of that day, named among what begins."""
    told = 0
    for life in LIVES:
        for sheet in _of(life, "Composition", "Feuille sommaire"):
            day = sheet["date"][:10]
            for order in _of(life, "MedicationRequest", "Externe"):
                if order["authoredOn"][:10] == day and "pendant" in order["dosageInstruction"][0]["text"]:
                    name = order["medicationCodeableConcept"]["text"].split(" ")[0].lower()
                    assert name in str(sheet["section"]).lower()
                    told += 1
    assert told


def _broken(name: str, type_: str, word: str, change: Plain) -> list[str]:
    """What a rule says of the first record that has such a thing in a stay, once all of them are changed so."""
    for life in LIVES:
        if any(True for _ in _of(life, "Composition", "Feuille sommaire")) and any(
            True for _ in _of(life, type_, word)
        ):
            copy = deepcopy(life)
            for one in _of(copy, type_, word):
                one.update(change)
            if told := list(RULES[name](Record(copy, TODAY))):
                return told
    return []


def test_rules_of_the_ward_bite() -> None:
    """A day without vital signs, without a note, a dose left out, a fever that was not measured: each is told."""
    nowhere = "2001-01-01T08:00:00-05:00"
    assert _broken("each-day-is-measured", "Observation", "'9279-1'", {"effectiveDateTime": nowhere})
    assert _broken("each-day-is-written", "DocumentReference", "'Note infirmière'", {"date": nowhere})
    given = {"effectiveDateTime": nowhere}
    assert _broken("scheduled-doses-are-given", "MedicationAdministration", "Énoxaparine", given)
    assert _broken(
        "doses-have-an-amount", "MedicationAdministration", "'completed'", {"dosage": {"text": "?"}}
    )
