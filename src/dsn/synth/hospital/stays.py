"""Stays: a bed in a unit, the rounds of each day, the way home."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, Plain, concept, quantity
from dsn.synth.staff import someone


def stay_at(
    chart: Chart, day: date, days: int, unit: str, reason: str, found: str, random: Random, surgeon: str = ""
) -> Plain:
    """A stay of `days` in a bed of `unit`; not over yet when it would end after today."""
    doctor = someone(chart.owner, surgeon or "interniste", chart.id, day.toordinal())
    place = chart.place("hopital", unit, chart.id, day.toordinal())
    start = 540 + int(random.random() * 600)
    encounter = chart.visit(day, start, days * 1440 + 660 - start, "IMP", doctor, reason, place)
    over = encounter["status"] == "finished"
    age, sex = chart.age(day), chart.person.sex
    admission = chart.note(encounter, later(day, start + 45), notes.ADMISSION, f"{reason}. {found}")
    chart.stamp(later(day, start), later(day, start + 45), encounter, admission)
    chart.add(
        "CarePlan",
        status="completed" if over else "active",
        intent="plan",
        title="Plan thérapeutique infirmier",
        encounter=chart.point(encounter),
        created=later(day, start + 60),
        author=chart.author.who(),
        activity=[
            {
                "detail": {
                    "status": "completed" if over else "in-progress",
                    "description": "Surveillance et mobilisation",
                }
            }
        ],
    )
    if age >= 70:
        chart.add(
            "Flag",
            status="inactive" if over else "active",
            code={"text": "Risque de chute"},
            encounter=chart.point(encounter),
        )
    _diet(chart, encounter, later(day, start + 50), over)
    _rounds(chart, encounter, day, days, unit, over)
    if over:
        drugs = _taken(chart, day)
        _leave(chart, encounter, day + timedelta(days=days), age, sex, reason, found, drugs, days)
    return encounter


def _taken(chart: Chart, day: date) -> list[str]:
    """What was prescribed outside in the year before, by name."""
    since, until = (day - timedelta(days=400)).isoformat(), day.isoformat()
    texts = [
        one["medicationCodeableConcept"]["text"].split(",")[0].lower()
        for one in chart.plains
        if one["resourceType"] == "MedicationRequest"
        and one["category"][0]["text"] == "Externe"
        and since <= one["authoredOn"] < until
    ]
    return list(dict.fromkeys(texts))


def _diet(chart: Chart, encounter: Plain, at: str, over: bool) -> None:
    sugar = any(one.condition.key.startswith("diabete") for one in chart.held)
    chart.add(
        "NutritionOrder",
        status="completed" if over else "active",
        intent="order",
        encounter=chart.point(encounter),
        dateTime=at,
        orderer=chart.author.who(),
        oralDiet={"type": [{"text": "Diète diabétique" if sugar else "Diète régulière"}]},
    )


def _rounds(chart: Chart, encounter: Plain, day: date, days: int, unit: str, over: bool) -> None:
    """Each day's vitals, the drug that prevents clots in adults, a nurse's note every second day."""
    doctor, adult = chart.author, chart.age(day) >= 18
    ordered = None
    if adult and not chart.has("irc", day) and unit in ("4n", "5n", "4s", "5s", "card", "onco"):
        ordered = chart.prescribe("enoxaparine", day, "completed" if over else "active", None, encounter)
    if ordered is not None:
        ordered["reasonCode"] = [{"text": "Prévention des thromboses pendant l’hospitalisation"}]
        ordered["authoredOn"] = encounter["period"]["start"]
    nurse = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "unit")
    for number in range(1, days):
        on = day + timedelta(days=number)
        if on >= chart.now:
            break
        chart.author = nurse
        at = later(on, 485 + hash_of(chart.id, on) % 40)
        chart.pressure(encounter, on, at)
        chart.vital(
            encounter, at, "8310-5", "Température", 36.3 + hash_of(chart.id, at) % 10 / 10, "°C", "Cel"
        )
        if ordered is not None:
            _administer(chart, ordered, encounter, later(on, 540 + hash_of(at) % 20))
        if number % 2:
            text = notes.nursing(chart.age(on), chart.person.sex, hash_of(chart.id, on))
            chart.note(encounter, later(on, 860), notes.NURSING, text)
    chart.author = doctor


def _administer(chart: Chart, ordered: Plain, encounter: Plain, at: str) -> None:
    chart.add(
        "MedicationAdministration",
        status="completed",
        medicationCodeableConcept=ordered["medicationCodeableConcept"],
        context=chart.point(encounter),
        effectiveDateTime=at,
        performer=[{"actor": chart.author.who()}],
        request=chart.point(ordered),
        dosage={"text": "40 mg sous-cutané", "dose": quantity(40, "mg", "mg")},
    )


def _leave(
    chart: Chart,
    encounter: Plain,
    day: date,
    age: int,
    sex: str,
    reason: str,
    found: str,
    drugs: list[str],
    days: int,
) -> None:
    text = notes.discharge(age, sex, reason, found, drugs, days)
    at = later(day, 650)
    summary = chart.add(
        "Composition",
        status="final",
        type=concept(LOINC, "18842-5", "Résumé de dossier"),
        encounter=chart.point(encounter),
        date=at,
        author=[chart.author.who()],
        title=notes.DISCHARGE,
        custodian=chart.organization,
        section=[{"title": "Résumé", "text": {"status": "generated", "div": _div(text)}}],
    )
    chart.stamp(at, at, summary)


def _div(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{safe}</p></div>'
