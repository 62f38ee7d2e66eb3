"""Stays: a bed in a unit, the rounds of each day, the way home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import LOINC, Plain, concept, quantity
from dsn.synth.staff import someone
from dsn.synth.taking import dose_of, taken_for

_THINNED = ("apixaban", "warfarine", "énoxaparine")


@dataclass(frozen=True, slots=True)
class Stay:
    """What is known of a stay before it is told. `found`, `plan`, `course`: words of its notes; `kind` as
    `notes.nursing` has it; `drug`: of `drugs.tsv`, given in the stay for its reason, "" for none."""

    day: date
    days: int
    unit: str
    reason: str
    found: str
    plan: str
    course: str
    trade: str = "interniste"
    kind: str = "ward"
    drug: str = ""
    follow: str = "médecin de famille dans 2 semaines"


def stay_at(chart: Chart, stay: Stay, random: Random) -> Plain:
    """A stay in a bed; not over yet when it would end after today."""
    doctor = someone(chart.owner, stay.trade, chart.id, stay.day.toordinal())
    place = chart.place("hopital", stay.unit, chart.id, stay.day.toordinal())
    start = 540 + int(random.random() * 600)
    lasting = stay.days * 1440 + 660 - start
    encounter = chart.visit(stay.day, start, lasting, "IMP", doctor, stay.reason, place)
    over = encounter["status"] == "finished"
    drugs = _taken(chart, stay.day)
    _admitted(chart, stay, encounter, start, drugs)
    _plan(chart, encounter, stay, later(stay.day, start + 60), over)
    if chart.age(stay.day) >= 70:
        _flag(chart, encounter, stay, over)
    _diet(chart, encounter, stay.day, later(stay.day, start + 50), over)
    _rounds(chart, encounter, stay, over, drugs)
    if over:
        _leave(chart, encounter, stay, drugs)
    return encounter


def _admitted(chart: Chart, stay: Stay, encounter: Plain, start: int, drugs: list[str]) -> None:
    history = [
        one.condition.name for one in chart.held if one.on(stay.day) and one.condition.kind == "chronic"
    ]
    text = notes.admission(
        chart.age(stay.day), chart.person.sex, stay.reason, stay.found, history, drugs, stay.plan
    )
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


def _taken(chart: Chart, day: date) -> list[str]:
    """What is taken at home that day, with its strength: the same list as a note of the clinic would have."""
    here = [one for one in chart.held if one.on(day) and one.condition.key in chart.plans]
    keys = [key for one in here for key in taken_for(chart, one, chart.plans, day)]
    return list(dict.fromkeys(dose_of(key) for key in keys if not key.startswith("epinephrine")))


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


def _ordered(chart: Chart, encounter: Plain, stay: Stay, over: bool, drugs: list[str]) -> Plain | None:
    """The drug that prevents clots, in adults who lie on a ward and take nothing of the kind."""
    if stay.drug:
        plain = chart.prescribe(stay.drug, stay.day, "completed" if over else "active", None, encounter)
        plain["reasonCode"] = [{"text": stay.reason}]
        plain["authoredOn"] = encounter["period"]["start"]
    wards = ("4n", "5n", "4s", "5s", "card", "onco")
    thinned = any(one.startswith(_THINNED) for one in drugs)
    if chart.age(stay.day) < 18 or chart.has("irc", stay.day) or stay.unit not in wards or thinned:
        return None
    ordered = chart.prescribe("enoxaparine", stay.day, "completed" if over else "active", None, encounter)
    ordered["reasonCode"] = [{"text": "Prévention des thromboses pendant l’hospitalisation"}]
    ordered["authoredOn"] = encounter["period"]["start"]
    return ordered


def _rounds(chart: Chart, encounter: Plain, stay: Stay, over: bool, drugs: list[str]) -> None:
    """Each day's vitals and dose, the doctor's and the nurse's notes in turn."""
    doctor = chart.author
    ordered = _ordered(chart, encounter, stay, over, drugs)
    nurse = someone(chart.owner, "infirmiere", chart.id, stay.day.toordinal(), "unit")
    for number in range(1, stay.days):
        on = stay.day + timedelta(days=number)
        if on >= chart.now or on >= chart.today:
            break
        chart.author = nurse
        at = later(on, 485 + hash_of(chart.id, on) % 40)
        chart.pressure(encounter, on, at)
        warm = 36.4 + hash_of(chart.id, at) % 8 / 10
        chart.vital(encounter, at, "8310-5", "Température", round(warm, 1), "°C", "Cel")
        if ordered is not None:
            _administer(chart, ordered, encounter, later(on, 540 + hash_of(at) % 20))
        turn = number + hash_of(chart.id) % 6
        if number % 2:
            text = notes.nursing(stay.kind, chart.person.sex, turn // 2)
            chart.note(encounter, later(on, 860 + hash_of(at) % 40), notes.NURSING, text)
        else:
            chart.author = doctor
            text = notes.progress(number + 1, turn // 2, notes.written(round(warm, 1)))
            chart.note(encounter, later(on, 620 + hash_of(at) % 50), notes.PROGRESS, text)
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


def _leave(chart: Chart, encounter: Plain, stay: Stay, drugs: list[str]) -> None:
    day, age, sex = stay.day + timedelta(days=stay.days), chart.age(stay.day), chart.person.sex
    housed = chart.residence is not None and chart.residence <= stay.day
    follow = "médecin et équipe du centre d’hébergement" if housed else stay.follow
    text = notes.discharge(age, sex, stay.reason, stay.course, drugs, stay.days, follow)
    summarize(chart, encounter, later(day, 650), text)
    if not housed and "médecin de famille" in follow:
        _seen_after(chart, stay, day)


def _seen_after(chart: Chart, stay: Stay, leave: date) -> None:
    """By the family doctor some two weeks later, as the summary asks."""
    day = workday(leave + timedelta(days=11 + hash_of(chart.id, leave) % 6))
    if day >= chart.today or not chart.free(day, 0):
        return
    minutes = 495 + hash_of(chart.id, day) % 24 * 15
    encounter = chart.visit(day, minutes, 25, "AMB", chart.doctor, "Suivi après une hospitalisation")
    chart.clinics.append((day, minutes, encounter))
    upper, lower = chart.pressure(encounter, day, later(day, minutes + 4))
    who = notes.who(chart.age(day), chart.person.sex)
    e = notes.suited(chart.person.sex)["e"]
    text = (
        f"{who}, revu{e} après l’hospitalisation pour : {notes.lowered(stay.reason)}. TA {upper}/{lower}.\n"
        "Résumé de dossier reçu et lu. Récupération bonne, médication comparée avec la liste du congé."
    )
    written = later(day, minutes + 24)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.CLINIC, text))


def summarize(chart: Chart, encounter: Plain, at: str, text: str) -> Plain:
    """The summary of a stay, as a document with one section, stamped."""
    summary = chart.add(
        "Composition",
        status="final",
        type=concept(LOINC, "18842-5", notes.DISCHARGE),
        encounter=chart.point(encounter),
        date=at,
        author=[chart.author.who()],
        title=notes.DISCHARGE,
        custodian=chart.organization,
        section=[{"title": "Résumé", "text": {"status": "generated", "div": _div(text)}}],
    )
    chart.stamp(at, at, summary)
    return summary


def _div(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
    return f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{safe}</p></div>'
