"""Visits to the family doctor: vital signs, results, prescriptions and their renewals, a note each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from dsn.synth import laboratory, notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Condition, Held
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.notes import Measures
from dsn.synth.plain import Plain
from dsn.synth.stream import stream
from dsn.synth.taking import Plans, dose_of, plans_of, prescriptions, taken_for

YEARS = 9
"""How far back visits are told."""


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
            if chart.person.birth + timedelta(days=60) < day < chart.today and chart.free(day, 0):
                found.append(day)
    spaced: list[date] = []
    for day in sorted(set(found)):
        if chart.residence and day >= chart.residence:
            break
        if not spaced or (day - spaced[-1]).days >= 40:
            spaced.append(day)
    return spaced


def follow(chart: Chart, random: Random) -> None:
    """All visits of a life's last years, prescriptions included."""
    plans = chart.plans = plans_of(chart, random)
    days = days_of_visits(chart, random)
    prescriptions(chart, plans, days, random)
    coming = next_days(chart)[:1] if chart.person.death is None and not chart.residence else []
    gaps = [round((later_on - day).days / 30.4) for day, later_on in pairwise([*days, *coming])]
    for at, day in enumerate(days):
        _visit(chart, day, at, gaps[at] if at < len(gaps) else None, plans, random)


def next_days(chart: Chart) -> list[date]:
    """The days of the appointments to come: one or two for who is followed."""
    weight = sum(one.condition.visits for one in chart.held if one.end is None)
    found, day = [], chart.today
    for number in range(min(2, int(weight / 1.2) + (chart.age(chart.today) < 2))):
        day = workday(day + timedelta(days=20 + hash_of(chart.id, "next", number) % 100))
        found.append(day)
    return found


def _visit(chart: Chart, day: date, at: int, months: int | None, plans: Plans, random: Random) -> None:
    here = of_day(chart, day)
    told = here[:4]
    results = _results(chart, day, at, [one.condition for one in told], plans)
    reason = f"Suivi : {_lower(told[0].condition.name)}" if told else "Suivi périodique"
    minutes = 480 + int(random.random() * 28) * 15
    encounter = chart.visit(day, minutes, 25, "AMB", chart.doctor, reason)
    chart.clinics.append((day, minutes, encounter))
    measures = examine(chart, encounter, day, minutes + 3, at)
    for key, value in results.items():
        measures.add(key, value)
    if chart.has("fa", day):
        measures.figures["irregular"] = 1.0
    taken = {one.condition.key: taken_for(chart, one, plans, day) for one in here}
    drugs = list(dict.fromkeys(dose_of(key) for keys in taken.values() for key in keys))
    counted = [(one.condition, len(taken[one.condition.key])) for one in told]
    turn = at + hash_of(chart.id, "turn") % 60
    text = notes.clinic(chart.age(day), chart.person.sex, counted, measures, drugs, turn, months)
    written = later(day, minutes + 24)
    note = chart.note(encounter, written, notes.CLINIC, text)
    chart.stamp(later(day, minutes), written, encounter, note)


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _results(chart: Chart, day: date, at: int, told: list[Condition], plans: Plans) -> dict[str, float]:
    """What was drawn about a week before, when anything was asked."""
    panels = _panels(chart, told, day, at, plans)
    before = day - timedelta(days=8)
    if not panels or before <= chart.person.birth:
        return {}
    drawn = workday(before)
    return laboratory.measure(chart, panels, drawn if drawn < day else before)


def _panels(chart: Chart, told: list[Condition], day: date, at: int, plans: Plans) -> list[str]:
    asked = list(dict.fromkeys(panel for condition in told for panel in condition.tests))
    if not asked and chart.age(day) >= 40 and at % 2 == 0:
        asked = ["cbc", "lipids", "glucose", "renal"]
    if chart.has("diabete2", day) or chart.has("diabete1", day):
        asked = [*asked, "glucose"]
    monitored = {"lithium": ("bipolaire", "lithium"), "inr": ("fa", "warfarine")}
    asked = [one for one in asked if one not in monitored and one != "urine"]
    for panel, (key, drug) in monitored.items():
        held = next((one for one in chart.held if one.condition.key == key and one.on(day)), None)
        if held and drug in taken_for(chart, held, plans, day):
            asked.insert(0, panel)
    return list(dict.fromkeys(asked))[: 6 if at % 2 == 0 else 3]


def examine(chart: Chart, encounter: Plain, day: date, minutes: int, at: int) -> Measures:
    """Pressure, pulse, weight, height at times."""
    taken, obese, measures = (
        later(day, minutes),
        chart.has("obesite", day),
        Measures(words={"bp": "non prise"}),
    )
    if chart.age(day) >= 3:
        upper, lower = chart.pressure(encounter, day, taken)
        measures.figures.update(sys=float(upper), dia=float(lower))
        measures.words["bp"] = f"{upper}/{lower}"
    rate = chart.body.heart_rate(day, irregular=chart.has("fa", day))
    chart.vital(encounter, taken, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    weight = round(chart.body.weight(day, obese=obese), 1)
    chart.vital(encounter, taken, "29463-7", "Poids", weight, "kg", "kg")
    height = round(chart.body.height(day), 1)
    if chart.age(day) < 18 or at % 4 == 0:
        chart.vital(encounter, taken, "8302-2", "Taille", height, "cm", "cm")
    bmi = round(weight / (height / 100) ** 2, 1)
    if chart.age(day) >= 2:
        chart.vital(encounter, taken, "39156-5", "Indice de masse corporelle", bmi, "kg/m²", "kg/m2")
    for name, value in (("hr", rate), ("weight", weight), ("bmi", bmi), ("height", height)):
        measures.add(name, value)
    return measures


def of_day(chart: Chart, day: date) -> list[Held]:
    """The lasting problems of that day, what is followed most first."""
    here = [one for one in chart.held if one.on(day) and one.condition.kind == "chronic"]
    return sorted(here, key=lambda one: -one.condition.visits)


def chance(chart: Chart, what: str) -> Random:
    return stream(chart.seed, what, chart.person.number)
