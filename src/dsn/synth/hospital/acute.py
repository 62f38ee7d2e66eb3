"""What comes and goes: infections seen at the clinic, a broken hip that is operated."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dsn.synth import cultures, notes, rehabilitation, resistance
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held, by_key
from dsn.synth.course import events
from dsn.synth.holidays import workday
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.stay import Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.notes import Measures
from dsn.synth.plain import Plain
from dsn.synth.posology import dose_of
from dsn.synth.staff import someone

_LASTING = 10
_HEALING = 90
_YEAR = 365
_CHILD = 12
"""Until that age amoxicillin is given as a suspension."""
URINARY = "infection-urinaire"
_SENT = "culture d’urine envoyée"


def acute(chart: Chart, random: Random) -> None:
    """Acute conditions of the last years, by their yearly incidence; a broken hip is operated."""
    for condition in (one for one in by_key().values() if one.kind in ("acute", "surgical")):
        days = events(chart.drawn, condition, chart.person, chart.today, random.random())
        for day in days:
            lasting = _LASTING if condition.kind == "acute" else _HEALING
            held = Held(condition, day, min(day + timedelta(days=lasting), chart.today))
            if condition.kind == "acute":
                again = any(0 < (day - one).days <= _YEAR for one in days)
                _infection(chart, held, random, again=again)
            else:
                _hip(chart, held, random)


def _infection(chart: Chart, held: Held, random: Random, *, again: bool) -> None:
    """`again`: another came in the year before."""
    chart.author = chart.doctor
    day = workday(held.onset)
    if day >= chart.today or not chart.free(day, 1):
        return
    lasting = _LASTING - 3 + hash_of(chart.id, day.toordinal()) % 7
    held = Held(held.condition, day, min(day + timedelta(days=lasting), chart.today))
    minutes = 490 + int(random.random() * 24) * 15
    housed = chart.residence is not None and day >= chart.residence
    unit = "a" if hash_of(chart.id) % 2 else "b"
    place = chart.place("hebergement", unit, chart.id) if housed else None
    doctor = someone(chart.owner, "medecin-famille", chart.id, "residence") if housed else chart.doctor
    encounter = chart.visit(day, minutes, 15, "AMB", doctor, held.condition.name, place)
    problem = chart.problem(held)
    problem["encounter"] = chart.point(encounter)
    given, ordered = _antibiotic(chart, held, day, random)
    measures = Measures()
    if held.condition.key == "otite":
        warm = round(38.2 + random.random() * 1.2, 1)
        measures.add("temp", warm)
        chart.vital(encounter, later(day, minutes + 3), "8310-5", "Température", warm, "°C", "Cel")
    plan = dose_of(given) if given else "observation et analgésie"
    grown = None
    if held.condition.key == URINARY and cultures.wanted(chart, day, housed=housed, again=again):
        grown = _grown(chart, encounter, day, minutes + 8, given)
        plan += f", {_SENT}" if grown else ""
    text = notes.acute(
        held.condition, chart.age(day), measures, chart.person.sex, plan, hash_of(chart.id, day)
    )
    written = later(day, minutes + 14)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.CLINIC, text))
    if grown and ordered:
        resistance.answer(chart, encounter, grown, ordered, given, held.condition)


def _grown(chart: Chart, encounter: Plain, day: date, minutes: int, given: str) -> cultures.Culture | None:
    """A culture of the urine, whose result the drug that was given answers, or another that may be given."""

    def right(found: cultures.Grown) -> bool:
        return resistance.answerable(chart, found, given, day)

    return cultures.take(chart, encounter, day, minutes, cultures.URINE, right)


def _antibiotic(chart: Chart, held: Held, day: date, random: Random) -> tuple[str, Plain | None]:
    """What was prescribed, its key and its order, "" for nothing: the one of the table, or what replaces it here."""
    key, share = held.condition.drugs[0]
    if random.random() >= share:
        return "", None
    if key == "amoxicilline" and chart.age(day) >= _CHILD:
        key = "amoxicilline-adulte"
    if not cultures.fits(chart, key, day):
        key = "cephalexine"
    return key, chart.prescribe(key, day, "completed", held.condition)


def _hip(chart: Chart, held: Held, random: Random) -> None:
    """Fall, X-ray, surgery the next day, ward, then rehabilitation; some days later when the person lies in a bed."""
    days = 6 + int(random.random() * 6)
    later_on = (held.onset + timedelta(days=shift) for shift in (0, 11, 23, 37, 52))
    day = next((one for one in later_on if chart.free(one, days + 2)), None)
    if day is None:
        return
    held = Held(held.condition, day, min(day + timedelta(days=_HEALING), chart.today))
    side = "droite" if hash_of(chart.id, "side") % 2 else "gauche"
    chart.problem(held)
    chart.author = someone(chart.owner, "orthopediste", chart.id, held.onset.toordinal())
    stay = Stay(
        day=held.onset,
        days=days,
        unit="4s",
        reason=f"Fracture de la hanche {side}",
        found="Chute de sa hauteur, membre inférieur raccourci et en rotation externe.",
        plan="radiographie, bilan préopératoire, arthroplastie le lendemain",
        operated=1,
        done="Arthroplastie de la hanche, bilan préopératoire, prévention des thromboses",
        course="Arthroplastie sans complication, premier lever le lendemain, marche avec marchette.",
        trade="orthopediste",
        kind="surgery",
        follow="réadaptation, orthopédie dans 6 semaines, évaluation de l’ostéoporose",
    )
    encounter = stay_at(chart, stay, random)
    what = f"Fracture du col du fémur {side.replace('droite', 'droit')}, déplacée."
    image(chart, encounter, held.onset, 1250, "Radiographie de la hanche", what)
    day = held.onset + timedelta(days=1)
    if day >= chart.today:
        return
    chart.author = someone(chart.owner, "orthopediste", chart.id, held.onset.toordinal())
    done = chart.procedure(encounter, later(day, 600), "", "Arthroplastie de la hanche", f"Hanche {side}")
    chart.stamp(later(day, 600), later(day, 720), done)
    rehabilitation.after(chart, held.onset + timedelta(days=days), rehabilitation.HIP)
