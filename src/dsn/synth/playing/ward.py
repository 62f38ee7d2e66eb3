"""Wards: admission from the emergency or from home, another bed, the way home, what is given meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth import places
from dsn.synth.people import Person
from dsn.synth.plain import Plain, quantity
from dsn.synth.playing import emergency
from dsn.synth.playing.act import Act, Event, encounter, ended, instant, placed, point
from dsn.synth.playing.day import Day, Visit
from dsn.synth.posology import drug_of
from dsn.synth.staff import someone
from dsn.synth.stream import number_of

FROM_EMERGENCY = 0.7
LONGEST = 6
"""Nights; one is the least."""


def admitted(day: Day, event: Event) -> Iterator[Act]:
    """Up from the emergency, when somebody has waited long enough there; else from home, as planned."""
    waited = [
        one
        for one in day.emergency
        if event.second - one.since >= emergency.LEAST_STAY and _free(day, one.person)
    ]
    came = waited[0] if waited and event.random.random() < FROM_EMERGENCY else None
    person = (
        came.person if came else day.folk.pick(event.random, lambda one, age: age >= 18 and _free(day, one))
    )
    if person is None:
        return
    if came is not None:
        yield from emergency.leaves(day, event, came, event.second, "Hospitalisation")
    doctor = someone(day.establishment, "interniste", event.key)
    reason = came.plain["reasonCode"][0]["text"] if came else "Admission planifiée"
    plain = encounter(event, person, "IMP", "Hospitalisation", reason, day.establishment)
    plain["participant"] = [{"individual": doctor.who()}]
    plain["hospitalization"] = {"admitSource": {"text": "Urgence" if came else "Domicile"}}
    unit = came.unit if came else "4s"
    visit = Visit(person, placed(plain, _bed(day, event, unit), event.at()), event.second, unit)
    visit.drug = _drug(event, visit, doctor.who())
    day.wards.append(visit)
    visit.nights = 1 + number_of(event.key, "nights") % LONGEST
    yield event.act("0", person, visit.plain, visit.drug)


def _free(day: Day, person: Person) -> bool:
    """In no bed already: not of a day before, since it is their day; not of today."""
    here = (one.person.number for one in day.wards if one.since >= 0)
    return day.folk.may_lie(person, day.date) and person.number not in here


def _bed(day: Day, event: Event, unit: str) -> Plain:
    return places.somewhere(day.establishment, "hopital", unit, event.key)


def _drug(event: Event, visit: Visit, doctor: Plain) -> Plain:
    return event.made(
        "MedicationRequest",
        "m",
        visit.person,
        status="active",
        intent="order",
        category=[{"text": "Hospitalisation"}],
        medicationCodeableConcept=drug_of("acetaminophene"),
        encounter=point(visit.plain),
        authoredOn=event.at(),
        requester=doctor,
        dosageInstruction=[{"text": "2 comprimés toutes les 6 heures au besoin"}],
    )


def moved(day: Day, event: Event) -> Iterator[Act]:
    """Another bed, most often in the same unit, for somebody who came today: their first bed is seldom their last."""
    today = [one for one in day.wards if one.since >= 0]
    if today:
        visit = today[int(event.random.random() * len(today))]
        visit.plain = placed(visit.plain, _bed(day, event, visit.unit), event.at())
        yield event.act("0", visit.person, visit.plain)


def goes_home(day: Day, event: Event) -> Iterator[Act]:
    """Whose turn it is to leave today; nothing when all have left."""
    if day.leaving:
        visit = day.leaving.popleft()
        yield event.act("0", visit.person, *_gone(day, visit, event.at()))


def evening(day: Day, second: int) -> Iterator[Act]:
    """Whoever was to leave today and has not leaves now."""
    while day.leaving:
        visit = day.leaving.popleft()
        gone = _gone(day, visit, instant(day.date, second))
        yield Act(f"{visit.plain['id']}-out", "conge", second, _id(visit), gone)


def _gone(day: Day, visit: Visit, at: str) -> tuple[Plain, ...]:
    day.wards.remove(visit)
    visit.plain = ended(visit.plain, at)
    return (visit.plain, visit.drug | {"status": "completed"}) if visit.drug else (visit.plain,)


def _id(visit: Visit) -> str:
    return str(visit.plain["subject"]["reference"]).removeprefix("Patient/")


def given(day: Day, event: Event) -> Iterator[Act]:
    """A drug, at the bedside."""
    visit = day.wards[int(event.random.random() * len(day.wards))] if day.wards else None
    if visit is None or visit.drug is None:
        return
    yield event.act(
        "0",
        visit.person,
        event.made(
            "MedicationAdministration",
            "a",
            visit.person,
            status="completed",
            medicationCodeableConcept=visit.drug["medicationCodeableConcept"],
            context=point(visit.plain),
            effectiveDateTime=event.at(),
            performer=[{"actor": event.who.who()}],
            request=point(visit.drug),
            dosage={"text": "2 comprimés de 500 mg", "dose": quantity(1000, "mg", "mg")},
        ),
    )
