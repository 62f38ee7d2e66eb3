"""When the family doctor is seen, and what is prescribed there: a life's last years at the clinic."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from dsn.synth.chart import Chart, hash_of
from dsn.synth.childhood import CHILD_MONTHS
from dsn.synth.conditions import Held
from dsn.synth.holidays import closed, workday
from dsn.synth.stream import stream
from dsn.synth.taking import plans_of, prescriptions
from dsn.synth.visits import Visits

YEARS = 9
"""How far back visits are told."""
FOUND = ("hta", "diabete2", "hypothyroidie")
"""What is found at a visit, by its figures."""
_AROUND = 90
"""Days before and after a child's periodic visit without another."""
ELSEWHERE = ("mcas", "avc", "ic", "fa")
"""What is mostly found in a hospital: the family doctor sees the person in the weeks after."""


def days_of_visits(chart: Chart, random: Random) -> list[date]:
    """Adults: more with age and with what one has. Work days, in order, none before birth."""
    found: list[date] = []
    for back in range(YEARS):
        year_end = chart.today - timedelta(days=365 * back)
        age = chart.age(year_end)
        if age < 18:
            rate = 0.4 if age > 2 else 0.0
        else:
            rate = 0.35 + (0.2 if chart.person.sex == "F" and age < 50 else 0.0) + max(0, age - 50) * 0.012
        rate += sum(0.42 * one.condition.visits for one in chart.held if one.on(year_end))
        for _ in range(int(min(rate, 5.5) + random.random())):
            day = workday(year_end - timedelta(days=3 + int(random.random() * 360)))
            born = chart.person.birth + timedelta(days=60)
            if (
                born < day < chart.today
                and chart.free(day, 0)
                and not chart.expects(day)
                and not _as_a_child(chart, day)
            ):
                found.append(day)
    fixed = {day for day in found_at(chart) if chart.person.birth < day < chart.today and chart.free(day, 0)}
    spaced: list[date] = sorted(fixed)
    for day in sorted(set(found)):
        if all(abs((day - other).days) >= (25 if other in fixed else 40) for other in spaced):
            insort(spaced, day)
    return [day for day in spaced if chart.residence is None or day < chart.residence]


def _as_a_child(chart: Chart, day: date) -> bool:
    """Is the periodic visit of that age near, or just over?"""
    return any(
        abs((day - chart.person.birth).days - months * 30.44 - 10) < _AROUND for months in CHILD_MONTHS
    )


def follow(chart: Chart, random: Random) -> None:
    """All visits of a life's last years, prescriptions included. A visit that changes a treatment calls the next."""
    plans = chart.plans = plans_of(chart, random)
    days = days_of_visits(chart, random)
    Visits(chart, plans, days, next_days(chart)[:1] if _goes_on(chart) else []).told()
    prescriptions(chart, plans, days, random)


def _goes_on(chart: Chart) -> bool:
    return chart.person.death is None and not chart.residence


def found_at(chart: Chart) -> Iterator[date]:
    """The visits at which what only a visit can find was found, and the one that raised the suspicion; and the first
    after what was found elsewhere."""
    since = chart.today - timedelta(days=365 * YEARS)
    for one in chart.held:
        if one.condition.key in FOUND and one.onset > since:
            yield one.onset
            if one.condition.key == "hta":
                yield workday(one.onset - timedelta(days=30 + hash_of(chart.id, "suspected") % 25))
        if one.condition.key in ELSEWHERE and one.onset > since:
            yield workday(one.onset + timedelta(days=18 + hash_of(chart.id, "after", one.condition.key) % 20))


def next_days(chart: Chart) -> list[date]:
    """The days of the appointments to come: one or two for who is followed."""
    weight = sum(one.condition.visits for one in chart.held if one.end is None)
    found, day = [], chart.today
    for number in range(min(2, int(weight / 1.2) + (chart.age(chart.today) < 2))):
        day = workday(day + timedelta(days=20 + hash_of(chart.id, "next", number) % 100))
        found.append(day)
    if chart.wanted is not None and (not found or chart.wanted < found[0]):
        found = [chart.wanted, *(one for one in found if (one - chart.wanted).days >= 30)]
    return found


def dated(chart: Chart) -> Iterator[Held]:
    """The problems as they are known: what a visit finds is dated on a working day, before the last day told."""
    for one in chart.held:
        day = min(one.onset, chart.today - timedelta(days=2))
        if one.condition.key not in FOUND or (chart.today - day).days > 365 * YEARS:
            yield one
            continue
        while closed(day):
            day -= timedelta(days=1)
        yield replace(one, onset=day)


def chance(chart: Chart, what: str) -> Random:
    return stream(chart.seed, what, chart.person.number)
