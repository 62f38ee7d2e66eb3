"""Clinics, CLSC and homes: the visit that was booked, and its end; surgery of the day."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth import places
from dsn.synth.people import Person
from dsn.synth.plain import Plain
from dsn.synth.playing.act import Act, Event, encounter, ended, placed, point
from dsn.synth.playing.day import Day

REASONS = (
    "Suivi annuel",
    "Renouvellement d’ordonnance",
    "Suivi de tension artérielle",
    "Résultats d’analyses",
    "Douleur à l’épaule",
    "Vaccination",
)
AT_HOME = ("Soins de plaie", "Aide à l’hygiène", "Prise de sang à domicile", "Suivi de médication")
OPERATIONS = (
    "Chirurgie de la cataracte",
    "Cholécystectomie",
    "Cure de hernie inguinale",
    "Arthroscopie du genou",
)


def visits(day: Day, event: Event) -> Iterator[Act]:
    """Arrives for an appointment, is seen, goes."""
    person = day.folk.pick(event.random)
    if person is None:
        return
    reason = _one(event, REASONS)
    plain = encounter(event, person, "AMB", "Visite", reason, day.establishment)
    booked = _appointment(event, person, reason)
    plain["appointment"] = [point(booked)]
    yield event.act("0", person, booked, plain)
    seconds = 600 + int(event.random.random() * 1500)
    day.after(event.second + seconds, lambda: _over(event, person, seconds, plain, booked))


def _appointment(event: Event, person: Person, reason: str) -> Plain:
    plain = event.made(
        "Appointment",
        "b",
        person,
        status="arrived",
        start=event.at(300),
        end=event.at(1500),
        reasonCode=[{"text": reason}],
        participant=[
            {"actor": event.subject(person), "status": "accepted"},
            {"actor": event.who.who(), "status": "accepted"},
        ],
    )
    del plain["subject"]  # an Appointment names the person among its participants
    return plain


def _over(
    event: Event, person: Person, seconds: int, plain: Plain, booked: Plain | None = None
) -> Iterator[Act]:
    done = ended(plain, event.at(seconds))
    kept = (booked | {"status": "fulfilled"}, done) if booked else (done,)
    yield event.act("1", person, *kept, seconds=seconds)


def at_home(day: Day, event: Event) -> Iterator[Act]:
    """A visit at home of somebody old."""
    person = day.folk.pick(event.random, lambda _, age: age >= 65)
    if person is None:
        return
    plain = encounter(event, person, "HH", "Visite à domicile", _one(event, AT_HOME), day.establishment)
    yield event.act("0", person, plain)
    seconds = 1500 + int(event.random.random() * 1800)
    day.after(event.second + seconds, lambda: _over(event, person, seconds, plain))


def operated(day: Day, event: Event) -> Iterator[Act]:
    """Surgery of the day: under way, then done."""
    person = day.folk.pick(event.random, lambda _, age: age >= 16)
    if person is None:
        return
    what = _one(event, OPERATIONS)
    plain = encounter(event, person, "SS", "Chirurgie d’un jour", what, day.establishment)
    plain = placed(plain, places.somewhere(day.establishment, "hopital", "bo", event.key), event.at())
    done = event.made(
        "Procedure",
        "p",
        person,
        status="in-progress",
        code={"text": what},
        encounter=point(plain),
        performedPeriod={"start": event.at()},
        performer=[{"actor": event.who.who()}],
    )
    yield event.act("0", person, plain, done)
    seconds = 2400 + int(event.random.random() * 5400)
    day.after(event.second + seconds, lambda: _operated(event, person, seconds, plain, done))


def _operated(event: Event, person: Person, seconds: int, plain: Plain, done: Plain) -> Iterator[Act]:
    at = event.at(seconds)
    finished = done | {"status": "completed", "performedPeriod": done["performedPeriod"] | {"end": at}}
    yield event.act("1", person, ended(plain, at), finished, seconds=seconds)


def _one(event: Event, words: tuple[str, ...]) -> str:
    return words[int(event.random.random() * len(words))]
