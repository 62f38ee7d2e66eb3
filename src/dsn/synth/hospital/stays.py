"""Stays: a bed in a unit, what the doctor finds and plans, the rounds of each day, the way home."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart
from dsn.synth.hospital import charting, leaving, mar, rounds
from dsn.synth.hospital.stay import FIRST_BED, LEAVING, Stay, known
from dsn.synth.moments import later
from dsn.synth.plain import Plain
from dsn.synth.staff import someone


def stay_at(chart: Chart, stay: Stay, random: Random) -> Plain:
    """A stay in a bed; not over yet when it would end after today."""
    doctor = someone(chart.owner, stay.trade, chart.id, stay.day.toordinal())
    place = chart.place("hopital", stay.unit, chart.id, stay.day.toordinal())
    start = stay.start or FIRST_BED + int(random.random() * 600)
    lasting = stay.days * 1440 + LEAVING - start
    encounter = chart.visit(stay.day, start, lasting, "IMP", doctor, stay.reason, place)
    over = encounter["status"] == "finished"
    home = mar.at_home(chart, stay.day - timedelta(days=2))  # before the emergency that led here
    _admitted(chart, stay, encounter, start, home)
    _plan(chart, encounter, stay, later(stay.day, start + 60), over)
    if chart.age(stay.day) >= 70:
        _flag(chart, encounter, stay, over)
    _diet(chart, encounter, stay.day, later(stay.day, start + 50), over)
    charting.received(chart, encounter, stay.day, start + 75)
    rounds.rounds(chart, encounter, stay, start, rounds.ordered(chart, encounter, stay, over=over))
    if over:
        leaving.leave(chart, encounter, stay, home)
    return encounter


def _admitted(chart: Chart, stay: Stay, encounter: Plain, start: int, home: list[mar.Taken]) -> None:
    history = [one.condition.name for one in known(chart, stay)]
    held = mar.words([one for one in home if one.molecule in mar.HELD])
    plan = f"{stay.plan} ; à suspendre : {', '.join(held)}" if held else stay.plan
    age, sex = chart.age(stay.day), chart.person.sex
    text = notes.admission(age, sex, stay.reason, stay.found, history, mar.words(home), plan)
    at = later(stay.day, start + 45)
    note = chart.note(encounter, at, notes.ADMISSION, text)
    chart.stamp(later(stay.day, start), at, encounter, note)


def _plan(chart: Chart, encounter: Plain, stay: Stay, at: str, over: bool) -> None:
    what = {
        "surgery": "Soulagement de la douleur, soins de la plaie, lever précoce",
        "mind": "Sécurité, sommeil, participation aux activités de l’unité",
        "child": "Surveillance des signes vitaux et de l’hydratation, enseignement aux parents",
    }.get(stay.kind, "Surveillance des signes vitaux, mobilisation, enseignement")
    chart.add(
        "CarePlan",
        status="completed" if over else "active",
        intent="plan",
        title="Plan thérapeutique infirmier",
        encounter=chart.point(encounter),
        created=at,
        author=chart.author.who(),
        activity=[{"detail": {"status": "completed" if over else "in-progress", "description": what}}],
    )


def _flag(chart: Chart, encounter: Plain, stay: Stay, over: bool) -> None:
    chart.add(
        "Flag",
        status="inactive" if over else "active",
        code={"text": "Risque de chute"},
        encounter=chart.point(encounter),
        period={"start": stay.day.isoformat()},
    )


def _diet(chart: Chart, encounter: Plain, day: date, at: str, over: bool) -> None:
    diet = "Diète régulière"
    for key, name in (
        ("diabete2", "Diète diabétique"),
        ("diabete1", "Diète diabétique"),
        ("ic", "Diète réduite en sel"),
    ):
        if chart.has(key, day):
            diet = name
            break
    chart.add(
        "NutritionOrder",
        status="completed" if over else "active",
        intent="order",
        encounter=chart.point(encounter),
        dateTime=at,
        orderer=chart.author.who(),
        oralDiet={"type": [{"text": diet}]},
    )
