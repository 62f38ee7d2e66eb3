"""Who has what, so that the right share has it: draws made for a thousand people at once.

Drawn one by one, a condition that 58 of 20,000 people should have is had by 43 of them or by 73. So people are drawn
in cohorts of 1,000 (50 whole blocks): within each sex and five years of age the number of cases is the sum of the
people's own chances, rounded, the rest carried to the next ages (and from cohort to cohort by a low-discrepancy
start); chance only says who they are. Any run of 20,000 people then carries each share to within a few cases.

A person's draw depends on the seed and the number alone: on the day and the other people of the cohort, never on how
many people are asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from dsn.synth.conditions import SHARED, Condition, conditions
from dsn.synth.people import BLOCK, Person, block
from dsn.synth.stream import number_of, stream

SIZE = 1000
YEARS = 8
"""Of how many years of life acute events are told."""
CLUSTERS = ("heart", "mind", "atopy")
NOT_BESIDE = {
    "depression": ("bipolaire", "schizophrenie"),
    "bipolaire": ("schizophrenie",),
    "diabete2": ("diabete1",),
}
"""Diagnoses that are not held beside another: drawn after it, among the others."""
_GOLDEN = 0.6180339887498949


@dataclass(slots=True)
class Draws:
    """What chance says of one person. `of`: by condition, 0 to 1, held at an age whose share is above; `days`: the part
    of that year of life on which it began; `events`: acute condition → ages at which it came."""

    of: dict[str, float] = field(default_factory=dict)
    days: dict[str, float] = field(default_factory=dict)
    events: dict[str, tuple[int, ...]] = field(default_factory=dict)


def draws(seed: int, person: int, today: date) -> Draws:
    """Of the person of that number."""
    return _cohort(seed, person // SIZE, today)[person % SIZE]


@lru_cache(maxsize=3)
def _cohort(seed: int, number: int, today: date) -> tuple[Draws, ...]:
    blocks = range(number * SIZE // BLOCK, (number + 1) * SIZE // BLOCK)
    people = [person for one in blocks for person in block(seed, one, today)]
    return tuple(_Cohort(seed, number, today, people).drawn())


class _Cohort:
    def __init__(self, seed: int, number: int, today: date, people: Sequence[Person]) -> None:
        self.seed, self.number, self.people = seed, number, people
        self.ages = [one.age(min(one.death or today, today)) for one in people]
        self.found = [Draws() for _ in people]
        self.chance = [stream(seed, "conditions", one.number) for one in people]
        self.latent = [{name: one.random() for name in CLUSTERS} for one in self.chance]
        self.by_age = self._groups(lambda at: (_bracket(self.ages[at]), people[at].sex))
        self.by_sex = self._groups(lambda at: (people[at].sex, _bracket(self.ages[at])))

    def _groups(self, place: Callable[[int], tuple[int | str, int | str]]) -> list[list[int]]:
        """People side by side: the living, then the dead; alike in sex and age."""

        def key(at: int) -> tuple[bool, int | str, int | str]:
            return (self.people[at].death is not None, *place(at))

        order = sorted(range(len(self.people)), key=lambda at: (key(at), self.ages[at], at))
        return [list(group) for _, group in groupby(order, key=key)]

    def drawn(self) -> list[Draws]:
        self.held: dict[str, set[int]] = {}
        for condition in sorted(conditions(), key=lambda one: len(NOT_BESIDE.get(one.key, ()))):
            if condition.kind in ("chronic", "allergy"):
                self._lasting(condition)
            else:
                for back in range(YEARS):
                    self._yearly(condition, back)
        return self.found

    def _lasting(self, condition: Condition) -> None:
        chances = array(
            "d", (condition.share[one.sex][age] for one, age in zip(self.people, self.ages, strict=True))
        )
        scores = [self._score(condition, at) for at in range(len(self.people))]
        for other in NOT_BESIDE.get(condition.key, ()):
            for at in self.held[other]:
                scores[at] = 2.0
        held = self.held[condition.key] = self._cases(condition, condition.key, chances, scores)
        for at, (share, random) in enumerate(zip(chances, self.chance, strict=True)):
            part = random.random()
            draw = part * share if at in held else share + part * (1 - share)
            self.found[at].of[condition.key] = draw
            self.found[at].days[condition.key] = random.random()

    def _score(self, condition: Condition, at: int) -> float:
        """Low for who is likelier to have it: the cluster's number for some, a number of its own for the others."""
        random = self.chance[at]
        own, which = random.random(), random.random()
        return self.latent[at][condition.cluster] if condition.cluster and which < SHARED else own

    def _yearly(self, condition: Condition, back: int) -> None:
        """The events of the year of life before last birthday but `back`; the running year is back 0."""
        ages = [age - back for age in self.ages]
        chances = array(
            "d",
            (
                condition.share[one.sex][age] if age >= 0 else 0.0
                for one, age in zip(self.people, ages, strict=True)
            ),
        )
        if not any(chances):
            return
        scores = [one.random() if share else 1.0 for one, share in zip(self.chance, chances, strict=True)]
        for at in self._cases(condition, f"{condition.key}-{back}", chances, scores):
            events = self.found[at].events
            events[condition.key] = (*events.get(condition.key, ()), ages[at])

    def _cases(
        self, condition: Condition, name: str, chances: Sequence[float], scores: Sequence[float]
    ) -> set[int]:
        """Which people are cases: in each group as many as their chances add up to, the lowest of score by chance.

        The groups follow each other as the figures ask: both sexes of an age together, or all ages of a sex."""
        total = (number_of(self.seed, "start", name) / 2**64 + self.number * _GOLDEN) % 1.0
        cases: set[int] = set()
        for group in self.by_age if condition.targets[0].sex == "" else self.by_sex:
            before = int(total)
            total += sum(chances[at] for at in group)
            wanted = int(total) - before
            if wanted:
                ranked = sorted((scores[at] / chances[at], at) for at in group if chances[at])
                cases.update(map(itemgetter(1), ranked[:wanted]))
        return cases


def _bracket(age: int) -> int:
    """Single years of small children, five years of everybody else."""
    return age if age < 5 else 4 + age // 5
