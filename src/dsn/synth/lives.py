"""Whole lives: for each person the record that the years have left, made by itself from the seed and the number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from dsn.base.errors import Invalid
from dsn.synth import (
    allergies,
    cervical,
    childhood,
    clinic,
    cohort,
    colorectal,
    continuing,
    course,
    ending,
    homecare,
    hospital,
    identity,
    oncology,
    people,
    psychosocial,
    recall,
    residence,
    screening,
    specialists,
    vaccines,
)
from dsn.synth.chart import Chart
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
    chart.partner = kin.get(person.partner)
    random = clinic.chance(chart, "life")
    chart.drawn = cohort.draws(seed, person.number, today)
    chart.held = list(course.course(chart.drawn, person, chart.today))
    chart.held = list(clinic.dated(chart))
    chart.residence = residence.moved_in(chart)
    _identity(chart, kin)
    _problems(chart)
    children = [one for one in kin.values() if one.mother == person.number]
    _beginning_and_end(chart, kin.get(person.mother), children, random)
    _at_the_clinic(chart, random)
    residence.stay(chart)
    _in_hospital(chart, random)
    residence.renewed(chart)
    psychosocial.followed(chart)
    if homecare.gets_help(chart):
        homecare.at_home(chart)
    specialists.consultations(chart)
    continuing.appointments(chart)
    continuing.around(chart)
    allergies.none_known(chart)
    recall.recalled(chart)
    second = identity.double(person, seed)
    return chart.plains if second is None else [*chart.plains, second]


def _identity(chart: Chart, kin: dict[int, Person]) -> None:
    """The person, their relatives and card, first in the record."""
    patient = identity.patient(chart.person, chart.id, chart.doctor.who())
    if known := identity.links(chart.person, kin, chart.seed):
        patient["link"] = known
    chart.plains.append(patient)
    chart.plains += identity.relatives(chart.person, kin, chart.ids, chart.id, chart.now)
    chart.plains += identity.coverage(chart.person, chart.ids, chart.id, chart.now)


def _problems(chart: Chart) -> None:
    for held in chart.held:
        if held.condition.kind == "allergy":
            allergies.known(chart, held)
        else:
            chart.problem(held)


def _beginning_and_end(chart: Chart, mother: Person | None, children: list[Person], random: Random) -> None:
    """What has its day whatever else happens: birth, births given, death."""
    ending.ended(chart)
    hospital.born(chart, mother)
    hospital.births(chart, children, random)


def _at_the_clinic(chart: Chart, random: Random) -> None:
    childhood.childhood(chart, random)
    clinic.follow(chart, random)
    childhood.influenza(chart, random)
    childhood.at_school(chart)
    screening.mammographies(chart)
    cervical.smears(chart)
    colorectal.stool_tests(chart)


def _in_hospital(chart: Chart, random: Random) -> None:
    """After the clinic, so that a stay knows what is taken at home."""
    hospital.strokes(chart, random)
    hospital.acute(chart, random)
    oncology.cancers(chart)
    continuing.planned_surgery(chart, random)
    hospital.emergencies(chart, random)
    vaccines.adults(chart)
