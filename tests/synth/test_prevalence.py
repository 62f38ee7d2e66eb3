"""Prevalence: in any run of 20,000 people each condition is held by the share that its source gives, to a tenth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pytest

from dsn.synth import cohort
from dsn.synth.conditions import OLDEST, Condition, Target, by_key, conditions, pyramid
from dsn.synth.course import course, events
from dsn.synth.people import Person, people

TODAY = date(2026, 11, 21)
LASTING = ("chronic", "allergy")
LEAST_CASES = 20
"""Under which the figure of a sample says nothing: broken hips, 13 a year in 20,000 people, are counted in 60,000."""


@dataclass(frozen=True)
class Found:
    """One published figure beside what a sample of people has."""

    condition: str
    target: Target
    expected: float
    cases: int

    @property
    def off(self) -> float:
        return abs(self.cases / self.expected - 1)


def _of(person: Person, seed: int) -> set[str]:
    """What is held today; of acute conditions, what came in the last whole year of life."""
    drawn = cohort.draws(seed, person.number, TODAY)
    last = person.age(TODAY) - 1
    return {one.condition.key for one in course(drawn, person, TODAY) if one.end is None} | {
        key for key, ages in drawn.events.items() if last in ages
    }


def _in(person: Person, condition: Condition, target: Target) -> bool:
    age = person.age(TODAY) - (condition.kind not in LASTING)
    return target.sex in ("", person.sex) and target.low <= age <= target.high


@lru_cache(maxsize=1)
def _alive(seed: int, count: int, first: int) -> tuple[tuple[Person, set[str]], ...]:
    """The living, each with what is held."""
    return tuple((one, _of(one, seed)) for one in people(seed, count, TODAY, first) if one.death is None)


def _sample(seed: int, count: int, first: int = 0) -> list[Found]:
    alive = _alive(seed, count, first)
    found = []
    for condition in conditions():
        for target in condition.targets:
            group = [held for person, held in alive if _in(person, condition, target)]
            cases = sum(condition.key in held for held in group)
            found.append(Found(condition.key, target, target.percent / 100 * len(group), cases))
    return found


def test_every_condition_has_its_source() -> None:
    """Forty and more; an address, a quotation, a figure each."""
    found = conditions()
    assert len(found) >= 40
    for one in found:
        assert one.url.startswith("http")
        assert len(one.quote) > 10
        assert one.targets


def test_prevalence_in_twenty_thousand_people() -> None:
    """Each cited figure within a tenth, by sex and age as the source gives it."""
    found = [one for one in _sample(31, 20_000) if one.expected >= LEAST_CASES]
    assert len(found) > 50
    assert [one for one in found if one.off > 0.10] == []


def test_conditions_of_a_cluster_come_together() -> None:
    """Fixing how many are ill does not scatter who is: heart failure and fibrillation meet more than chance would."""
    held = [held for one, held in _alive(31, 20_000, 0) if 75 <= one.age(TODAY) < 90]
    both = sum({"ic", "fa"} <= one for one in held)
    by_chance = sum("ic" in one for one in held) * sum("fa" in one for one in held) / len(held)
    assert both > 1.3 * by_chance


def test_conditions_of_no_cluster_are_strangers() -> None:
    """Migraine says nothing of hearing loss: the even spread of each does not tie them to one another."""
    held = [held for one, held in _alive(31, 20_000, 0) if 45 <= one.age(TODAY) < 75]
    both = sum({"migraine", "surdite"} <= one for one in held)
    by_chance = sum("migraine" in one for one in held) * sum("surdite" in one for one in held) / len(held)
    assert 0.75 * by_chance < both < 1.25 * by_chance


def test_what_excludes_what_is_not_held_together() -> None:
    """Nobody is depressed beside a bipolar disorder, nor diabetic twice."""
    held = [held for _, held in _alive(31, 20_000, 0)]
    for key, others in cohort.NOT_BESIDE.items():
        assert any(key in one for one in held)
        for other in others:
            assert any(other in one for one in held)
            assert not any({key, other} <= one for one in held), (key, other)


def test_a_small_sample_is_near_too() -> None:
    """In 3,000 people: an eighth, or five cases where an eighth is less than that."""
    wrong = [
        one for one in _sample(7, 3000, 3000) if abs(one.cases - one.expected) > max(5, one.expected / 8)
    ]
    assert wrong == []


def test_a_person_is_the_same_in_any_company() -> None:
    """Draws depend on the seed and the number, not on who is asked for before."""
    cohort._cohort.cache_clear()
    alone = cohort.draws(4, 2_345, TODAY)
    for number in (0, 1_000, 9_999, 2_344):
        cohort.draws(4, number, TODAY)
    assert cohort.draws(4, 2_345, TODAY) == alone
    assert cohort.draws(5, 2_345, TODAY) != alone


def test_acute_events_lie_in_their_year_of_life() -> None:
    """Not in the first forty days, not after today, in the year they were drawn for."""
    seen = 0
    for person in people(6, 2_000, TODAY):
        drawn, end = cohort.draws(6, person.number, TODAY), person.death or TODAY
        for key, ages in drawn.events.items():
            early = events(drawn, by_key()[key], person, end, 0.0)
            for day in (*early, *events(drawn, by_key()[key], person, end, 0.9)):
                seen += 1
                assert person.birth.toordinal() + 40 <= day.toordinal() < end.toordinal()
                assert person.age(day) in ages
    assert seen > 200


def test_the_table_of_ages_is_that_of_the_people() -> None:
    """Curves are set against `pyramid.tsv`: it must be the pyramid of those who are made."""
    alive = [one for one in people(11, 30_000, TODAY) if one.death is None]
    for low, high in ((0, 17), (18, 39), (40, 64), (65, 79), (80, OLDEST)):
        told = sum(sum(counts[low : high + 1]) for counts in pyramid().values()) / 1000
        found = sum(low <= one.age(TODAY) <= high for one in alive) / len(alive)
        assert abs(found - told) < 0.06 * told


@pytest.mark.long
@pytest.mark.parametrize(("seed", "first"), [(1, 0), (5, 7_300), (8, 123_456), (2026, 40)])
def test_any_run_of_twenty_thousand_people(seed: int, first: int) -> None:
    """Wherever the run begins, also in the middle of a cohort."""
    found = [one for one in _sample(seed, 20_000, first) if one.expected >= LEAST_CASES]
    assert [one for one in found if one.off > 0.10] == []


@pytest.mark.long
def test_what_is_rare_in_sixty_thousand_people() -> None:
    """All of them, broken hips too."""
    found = _sample(3, 60_000)
    assert min(one.expected for one in found) >= LEAST_CASES
    assert [one for one in found if one.off > 0.10] == []
