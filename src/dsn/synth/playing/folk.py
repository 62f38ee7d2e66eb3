"""Whom an event befalls: living people of the province, of that establishment, whom it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from dsn.synth import people
from dsn.synth.people import Person
from dsn.synth.stream import number_of

TRIES = 400
"""Draws before nobody is found to fit: in a province of a few people some events befall nobody."""


@dataclass(frozen=True, slots=True)
class Folk:
    """The first `count` people of the province of that seed, as seen on `today`."""

    seed: int
    count: int
    today: date
    establishment: str

    def may_lie(self, person: Person, day: date) -> bool:
        """Is it one of the days on which this person may be admitted? One in seven: no stay is longer, so nobody is in
        two beds, and what one day makes of its beds need not know of the days before."""
        return number_of(self.seed, "bed", person.number) % 7 == day.toordinal() % 7

    def pick(
        self, random: Random, fits: Callable[[Person, int], bool] = lambda _person, _age: True
    ) -> Person | None:
        """Someone alive whom `fits(person, age)` accepts; None when the draws find nobody."""
        for _ in range(TRIES):
            number = int(random.random() * self.count)
            person = _block(self.seed, number // people.BLOCK, self.today)[number % people.BLOCK]
            here = person.town.establishment == self.establishment and person.alive(self.today)
            if here and fits(person, person.age(self.today)):
                return person
        return None


@lru_cache(maxsize=4096)
def _block(seed: int, number: int, today: date) -> list[Person]:
    return people.block(seed, number, today)
