"""Days of work: what happens in an establishment from midnight to midnight, as a stream of events in time.

Volumes and curves are those of the province's figures: the two showcase establishments together see 1,150 emergency
visits, 220 admissions, 210 surgeries of a working day and 18 births a day; MCQ has 0.56 of it, NIM 0.44 (by people).
By the hour: shifts change at 7:30, 15:30 and 23:30, clinics peak at 10 to 11, the emergency on Mondays from 10 to 14;
by the day: Monday +15 %, week-ends -60 % outside the hospital; by the season: emergency +15 % in winter. Each figure
is named in `tests/synth/test_days.py`. Later rooms add their kinds to `KINDS`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from math import sqrt
from random import Random

from dsn.base.errors import NotFound
from dsn.synth import places
from dsn.synth.mint import person_id
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.staff import someone
from dsn.synth.stream import number_of, stream

SHARES = {"mcq": 0.56, "nim": 0.44, "ccn": 0.7, "est": 0.45, "out": 0.38, "slj": 0.27, "lav": 0.42}
"""Of the volume of the two showcase establishments; MCQ and NIM make one."""
WINTER = (12, 1, 2, 3)
"""Months."""
_CLINIC = (0, 0, 0, 0, 0, 0, 1, 6, 12, 15, 17, 16, 8, 12, 13, 12, 8, 3, 2, 1, 0, 0, 0, 0)
_EMERGENCY = (30, 25, 22, 20, 20, 22, 29, 40, 55, 66, 70, 70, 70, 69, 66, 65, 64, 64, 63, 62, 58, 53, 46, 36)
"""A Monday from 10 to 14 h has 1.6 times the mean hour."""
_WARD = (6, 5, 5, 5, 6, 10, 14, 34, 40, 36, 34, 28, 26, 22, 20, 30, 22, 20, 18, 20, 18, 12, 9, 16)
_FLAT = (1,) * 24
_LAB = (3, 2, 2, 3, 6, 12, 16, 14, 12, 11, 9, 7, 6, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3, 3)
_SURGERY = (0, 0, 0, 0, 0, 0, 0, 8, 14, 13, 12, 11, 9, 10, 9, 6, 3, 2, 1, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of event. `volume`: a mean day of the two showcase establishments; `weekend`: share left of it then.

    `winter`: factor from December to March; `monday`: factor of Mondays; `hours`: weight of each hour. `mission`: only
    establishments of that mission have it, and `volume` is MCQ's alone."""

    key: str
    volume: float
    hours: tuple[int, ...]
    weekend: float
    winter: float
    monday: float
    trade: str
    text: str
    mission: str = ""


KINDS = (
    Kind("urgence", 1150, _EMERGENCY, 1.0, 1.15, 1.15, "infirmiere", "Arrivée à l’urgence"),
    Kind("admission", 220, _WARD, 0.8, 1.05, 1.0, "agent", "Admission"),
    Kind("conge", 220, _WARD, 0.7, 1.05, 1.0, "medecin-famille", "Congé"),
    Kind("deplacement", 430, _WARD, 0.9, 1.05, 1.0, "prepose", "Déplacement de lit"),
    Kind("chirurgie", 154, _SURGERY, 0.07, 1.0, 1.0, "chirurgien", "Chirurgie"),
    Kind("naissance", 18, _FLAT, 1.0, 1.0, 1.0, "obstetricien", "Naissance"),
    Kind("visite", 9080, _CLINIC, 0.4, 1.0, 1.15, "medecin-famille", "Visite en clinique ou en CLSC"),
    Kind("domicile", 6500, _CLINIC, 0.4, 1.0, 1.0, "asss", "Visite à domicile"),
    Kind("ordonnance", 75_000, _WARD, 0.8, 1.05, 1.05, "medecin-famille", "Ordonnance"),
    Kind("resultat", 67_000, _LAB, 0.55, 1.05, 1.05, "technologiste-labo", "Résultat de laboratoire"),
    Kind("imagerie", 3000, _CLINIC, 0.4, 1.05, 1.0, "technologue-imagerie", "Examen d’imagerie"),
    Kind("administration", 60_000, _WARD, 1.0, 1.0, 1.0, "infirmiere", "Administration d’un médicament"),
    Kind("message", 11_000, _WARD, 0.55, 1.0, 1.1, "infirmiere", "Clavardage"),
    Kind("signalement", 27, _CLINIC, 0.4, 1.0, 1.0, "travailleur-social", "Signalement reçu", "CPEJ"),
)


def expected(kind: Kind, establishment: str, day: date) -> float:
    """How many of a kind that day, on average. Raises NotFound `synth-no-such-establishment`."""
    share = SHARES.get(establishment)
    if share is None:
        raise NotFound("synth-no-such-establishment", establishment=establishment)
    if kind.mission:
        share = share / SHARES["mcq"] if kind.mission in _missions(establishment) else 0.0
    winter = kind.winter if day.month in WINTER else 1.0
    weekday = kind.weekend if day.weekday() > 4 else kind.monday if day.weekday() == 0 else 1.0
    return kind.volume / _mean(kind) * share * winter * weekday


def _missions(id_: str) -> tuple[str, ...]:
    found = places.establishment(id_)
    return found.missions if found else ()


def _mean(kind: Kind) -> float:
    """Of the factors over a year: so that the year's mean is the volume told."""
    week = (kind.monday + 4 + 2 * kind.weekend) / 7
    return week * (kind.winter * 121 + 244) / 365


def events(
    seed: int,
    establishment: str,
    day: date,
    *,
    rate: float = 1.0,
    people: int = 100_000,
    kinds: Sequence[Kind] = KINDS,
) -> Iterator[Plain]:
    """The events of that day in the order of time: kind, moment, person, who did it. `rate`: share of the full volume.

    `people`: the persons concerned are drawn among so many of the province of that seed. `kinds`: those wanted."""
    streams = [_of(kind, seed, establishment, day, rate, people) for kind in kinds]
    for second, number, plain in merge(*streams, key=lambda one: (one[0], one[1])):
        plain["id"] = f"{establishment}-{day.isoformat()}-{plain['kind']}-{number}"
        plain["second"] = second
        yield plain


def _of(
    kind: Kind, seed: int, establishment: str, day: date, rate: float, people: int
) -> Iterator[tuple[int, int, Plain]]:
    """In order of time; each hour by itself, so that a day is never held whole."""
    mean = expected(kind, establishment, day) * rate
    total, number = sum(kind.hours), 0
    for hour, weight in enumerate(kind.hours):
        random = stream(seed, "day", establishment, day.isoformat(), kind.key, hour)
        count = _around(mean * weight / total, random)
        for second in sorted(hour * 3600 + int(random.random() * 3600) for _ in range(count)):
            number += 1
            yield second, number, _event(kind, seed, establishment, day, second, random, people)


def _around(mean: float, random: Random) -> int:
    """A whole number near `mean`: many small chances when it is small, a narrow band when it is large."""
    if mean < 30:
        return sum(random.random() < mean / 60 for _ in range(60))
    spread: float = (sum(random.random() for _ in range(4)) - 2) * 1.732 * sqrt(mean)
    return max(0, round(mean + spread))


def _event(
    kind: Kind, seed: int, establishment: str, day: date, second: int, random: Random, people: int
) -> Plain:
    number = int(random.random() * people)
    who = someone(establishment, kind.trade, seed, kind.key, number_of(day.toordinal(), second) % 400)
    return {
        "kind": kind.key,
        "text": kind.text,
        "at": later(day, second // 60)[:17] + f"{second % 60:02}" + later(day, second // 60)[19:],
        "establishment": establishment,
        "person": person_id(seed, number),
        "who": who.id,
        "role": who.trade.role,
    }
