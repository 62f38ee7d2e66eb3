"""The conditions of one life, in days: from the draws of the cohort to what began when, and what ended.

A condition is held from the age at which its curve first passes the person's own draw. So the share that holds it at
each age is the curve, exactly; and a life has onsets (and, for what passes, ends) that no one had to invent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.cohort import Draws
from dsn.synth.conditions import PASSING, Condition, Held, conditions
from dsn.synth.people import Person

KNOWN_SINCE = {
    "tdah": 1985,
    "tsa": 1985,
    "phobie-sociale": 1985,
    "anxiete": 1985,
    "cannabis": 1985,
    "cholesterol": 1986,
    "apnee": 1990,
    "irc": 2002,
    "vitamine-d": 2006,
    "obesite": 1975,
    "mpoc": 1980,
}
"""Before that year nobody wrote that diagnosis: it is told from some year after. Ours, « à valider »."""
LONGEST = {
    "demence": 11,
    "ic": 14,
    "cancer-poumon": 6,
    "hta": 38,
    "osteoporose": 24,
    "depression": 45,
    "alcool": 45,
    "hypothyroidie": 45,
}
"""Years that one lives with it at most. Ours, « à valider »."""
_LEAST_DAYS = 40
"""No acute event is told of the first days of life: they belong to the birth."""


def course(drawn: Draws, person: Person, today: date) -> Iterator[Held]:
    """What one person has and had of the lasting conditions, by the order of the table. `today`: the last day lived."""
    for condition in conditions():
        if condition.key in drawn.of:
            yield from _spells(condition, drawn, person, today)


def _spells(condition: Condition, drawn: Draws, person: Person, today: date) -> Iterator[Held]:
    share, draw, part = condition.share[person.sex], drawn.of[condition.key], drawn.days[condition.key]
    age = person.age(today)
    ages = [year for year in range(age + 1) if draw < share[year]]
    if not ages:
        return
    if share[age] > draw:
        yield Held(
            condition, _known(condition, _day(person.birth, _start_of_last(ages), part, today), part, today)
        )
    elif condition.key in PASSING:
        start = _known(condition, _day(person.birth, ages[0], part, today), part, today)
        other = (part + 0.38) % 1.0  # nothing ends on the anniversary of its beginning
        end = _day(person.birth, ages[-1] + 1, other, today - timedelta(days=2 + int(part * 300)))
        if end > start:
            yield Held(condition, start, end)


def _known(condition: Condition, onset: date, part: float, today: date) -> date:
    """The onset, or a later day: when it could first be told, or when who lives with it still can have got it."""
    year, longest = KNOWN_SINCE.get(condition.key, 0), LONGEST.get(condition.key, 200)
    if (today - onset).days > longest * 365:
        return today - timedelta(days=30 + int(part * (longest * 365 - 30)))
    if onset.year >= year:
        return onset
    return min(date(year, 1, 5) + timedelta(days=int(part * 3650)), today)


def _start_of_last(ages: list[int]) -> int:
    start = ages[-1]
    for year in reversed(ages):
        if start - year > 1:
            break
        start = year
    return start


def _day(birth: date, age: int, part: float, today: date) -> date:
    """A day of that year of life, not after `today`."""
    return min(birth + timedelta(days=int(age * 365.2425 + 1 + part * 360)), today)


def events(drawn: Draws, condition: Condition, person: Person, today: date, part: float) -> list[date]:
    """The days on which an acute condition came, newest first; each in the year of life it was drawn for.

    `part`: a number from 0 to 1 that says where in that year. What would come after `today` has not come.
    """
    found = []
    for number, age in enumerate(drawn.events.get(condition.key, ())):
        least = _LEAST_DAYS if age == 0 else 1
        within = (part + number * 0.37) % 1.0
        birthday = person.birth.replace(year=person.birth.year + age)  # no birth is past the 28th
        day = birthday + timedelta(days=least + int(within * (364 - least)))
        if day < today:
            found.append(day)
    return found
