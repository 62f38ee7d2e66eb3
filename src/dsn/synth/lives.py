"""Whole lives: for each person the record that the years have left, made by itself from the seed and the number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dsn.base.errors import Invalid
from dsn.synth import clinic, cohort, continuing, course, hospital, people
from dsn.synth.chart import Chart
from dsn.synth.identity import double
from dsn.synth.mint import MOST_PEOPLE
from dsn.synth.people import Person
from dsn.synth.plain import Plain
from dsn.synth.staff import Member


def lives(
    seed: int, count: int, today: date, first: int = 0, doctors: Sequence[Member] = ()
) -> Iterator[list[Plain]]:
    """One list per person, each whole in itself: Patient first, then what refers to it. Memory holds 20 people.
    `doctors`: family doctors to use in turn instead of those of each establishment.

    Raises Invalid `synth-count` for a count or a first number out of 0 to 2**24."""
    if count < 0 or first < 0 or first + count > MOST_PEOPLE:
        raise Invalid("synth-count", most=MOST_PEOPLE)
    if count == 0:
        return
    for number in range(first // people.BLOCK, (first + count - 1) // people.BLOCK + 1):
        block = people.block(seed, number, today)
        kin = {one.number: one for one in block}
        for person in block:
            if first <= person.number < first + count:
                doctor = doctors[person.number % len(doctors)] if doctors else None
                yield life(seed, person, kin, today, doctor)


def life(
    seed: int, person: Person, kin: dict[int, Person], today: date, doctor: Member | None = None
) -> list[Plain]:
    """The record of one person. `kin`: the people of the same block."""
    chart = Chart(seed, person, today, doctor)
    random = clinic.chance(chart, "life")
    chart.drawn = cohort.draws(seed, person.number, today)
    chart.held = list(course.course(chart.drawn, person, chart.today))
    chart.residence = continuing.moved_in(chart)
    chart.identity(kin)
    for held in chart.held:
        chart.problem(held)
    hospital.born(chart, kin.get(person.mother))
    clinic.childhood(chart, random)
    clinic.follow(chart, random)
    clinic.influenza(chart, random)
    hospital.emergencies(chart, random)
    hospital.acute(chart, random)
    hospital.births(chart, [one for one in kin.values() if one.mother == person.number], random)
    continuing.planned_surgery(chart, random)
    if chart.residence:
        continuing.in_residence(chart)
    elif continuing.gets_help_at_home(chart):
        continuing.at_home(chart)
    continuing.appointments(chart)
    continuing.around(chart)
    second = double(person, seed)
    return chart.plains if second is None else [*chart.plains, second]
