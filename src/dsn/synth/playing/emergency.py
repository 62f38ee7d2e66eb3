"""Emergency: arrival and triage, the physician, the way home or up to a ward."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth import places, tables
from dsn.synth.days import WINTER
from dsn.synth.people import Person
from dsn.synth.plain import LOINC, THO, Plain, concept, quantity, status
from dsn.synth.playing.act import Act, Event, encounter, ended, instant, placed, point
from dsn.synth.playing.day import Day, Visit
from dsn.synth.staff import someone
from dsn.synth.stream import Table

_TRIAGE = Table([(1, 0.01), (2, 0.12), (3, 0.39), (4, 0.38), (5, 0.10)])
MAY_STAY = 0.35
"""The share of those who come that a ward may take; a fifth of all go up."""
LEAST_STAY = 5400
"""Seconds before somebody may go up to a ward."""


def arrives(day: Day, event: Event) -> Iterator[Act]:
    """Someone is at the door: registered and triaged at once, seen later, gone unless a ward takes them."""
    ill = event.random.random() < MAY_STAY
    person = day.folk.pick(event.random, lambda one, _: not ill or day.folk.may_lie(one, day.date))
    if person is None:
        return
    visit = _triaged(day, event, person)
    yield event.act("0", person, visit.plain, *_signs(event, person, visit.plain))
    day.emergency.append(visit)
    wait = 900 + int(event.random.random() * 7200)
    stay = wait + 2400 + int(event.random.random() * 14_400)
    day.after(event.second + wait, lambda: _seen(day, event, visit, wait))
    day.after(event.second + stay, lambda: leaves(day, event, visit, event.second + stay))


def _triaged(day: Day, event: Event, person: Person) -> Visit:
    found = _complaint(event, person)
    plain = encounter(event, person, "EMER", "Urgence", found["text"], day.establishment)
    plain |= {"status": "triaged", "priority": {"text": f"P{_TRIAGE.choose(event.random)}"}}
    place = places.somewhere(day.establishment, "hopital", "urg-civ", event.key)
    return Visit(person, placed(plain, place, event.at()), event.second, found.get("unit") or "4n")


def _complaint(event: Event, person: Person) -> tables.Row:
    age, winter = person.age(event.day), event.day.month in WINTER
    fits = [
        (row, float(row["weight"]) * (1.8 if winter and row["season"] == "winter" else 1.0))
        for row in tables.rows("complaints")
        if int(row["low"]) <= age <= int(row["high"]) and row["sex"] in ("", person.sex)
    ]
    return Table(fits).choose(event.random)


def _signs(event: Event, person: Person, visit: Plain) -> Iterator[Plain]:
    said = {
        "status": "final",
        "encounter": point(visit),
        "effectiveDateTime": event.at(),
        "performer": [event.who.who()],
    }
    triage = {"code": {"text": "Priorité de triage (ETG)"}, "valueCodeableConcept": visit["priority"]}
    survey = [status("observation-category", "survey")]
    yield event.made("Observation", "t", person, **said, category=survey, **triage)
    warm = round(36.2 + event.random.random() * 2.2, 1)
    vital = {"category": [status("observation-category", "vital-signs")]}
    code = {"code": concept(LOINC, "8310-5", "Température"), "valueQuantity": quantity(warm, "°C", "Cel")}
    yield event.made("Observation", "w", person, **said, **vital, **code)


def _seen(day: Day, event: Event, visit: Visit, wait: int) -> Iterator[Act]:
    """The physician comes."""
    if visit.over:
        return
    doctor = someone(day.establishment, "urgentologue", event.key)
    who = [*visit.plain["participant"], {"individual": doctor.who()}]
    visit.plain = visit.plain | {"status": "in-progress", "participant": who}
    yield event.act("1", visit.person, visit.plain, seconds=wait)


def leaves(day: Day, event: Event, visit: Visit, second: int, to: str = "Domicile") -> Iterator[Act]:
    """The visit ends; nothing when it has ended before."""
    if visit.over:
        return
    visit.over = True
    day.emergency.remove(visit)
    visit.plain = ended(visit.plain, instant(event.day, second))
    disposition = {"system": f"{THO}discharge-disposition", "code": "home" if to == "Domicile" else "oth"}
    visit.plain["hospitalization"] = {"dischargeDisposition": {"coding": [disposition], "text": to}}
    yield event.act("2", visit.person, visit.plain, seconds=second - event.second)
