"""What comes and goes: infections seen at the clinic, a broken hip that is operated."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from dsn.synth import notes
from dsn.synth.chart import Chart, hash_of, workday
from dsn.synth.clinic import name_of
from dsn.synth.conditions import Held, by_key
from dsn.synth.course import events
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.staff import someone


def acute(chart: Chart, random: Random) -> None:
    """Acute conditions of the last years, by their yearly incidence; a broken hip is operated."""
    for condition in (one for one in by_key().values() if one.kind in ("acute", "surgical")):
        for day in events(chart.drawn, condition, chart.person, chart.today, random.random()):
            held = Held(
                condition,
                day,
                min(day + timedelta(days=10 if condition.kind == "acute" else 90), chart.today),
            )
            if condition.kind == "acute":
                _infection(chart, held, random)
            else:
                _hip(chart, held, random)


def _infection(chart: Chart, held: Held, random: Random) -> None:
    chart.author = chart.doctor
    day = workday(held.onset)
    if day >= chart.today:
        return
    held = Held(held.condition, day, min(day + timedelta(days=10), chart.today))
    minutes = 490 + int(random.random() * 24) * 15
    encounter = chart.visit(day, minutes, 15, "AMB", chart.doctor, held.condition.name)
    problem = chart.problem(held)
    problem["encounter"] = chart.point(encounter)
    for key, share in held.condition.drugs:
        if random.random() < share:
            chart.prescribe(key, day, "completed", held.condition)
    note = notes.fill(held.condition.note, {"temp": "38,8"})
    drugs = ", ".join(name_of(key) for key, _ in held.condition.drugs)
    text = f"{held.condition.name}. {note}\nPlan : {drugs}, revoir si pas d’amélioration en 48 à 72 heures."
    written = later(day, minutes + 14)
    chart.stamp(later(day, minutes), written, encounter, chart.note(encounter, written, notes.CLINIC, text))


def _hip(chart: Chart, held: Held, random: Random) -> None:
    """Fall, X-ray, surgery the next day, ward."""
    side = "droite" if hash_of(chart.id, "side") % 2 else "gauche"
    chart.problem(held)
    encounter = stay_at(
        chart,
        held.onset,
        9 + int(random.random() * 8),
        "4s",
        f"Fracture de la hanche {side}",
        held.condition.note,
        random,
        "orthopediste",
    )
    image(
        chart,
        encounter,
        held.onset,
        700,
        "Radiographie de la hanche",
        f"Fracture du col du fémur {side}, déplacée.",
    )
    day = held.onset + timedelta(days=1)
    if day >= chart.today:
        return
    chart.author = someone(chart.owner, "orthopediste", chart.id, held.onset.toordinal())
    done = chart.procedure(encounter, later(day, 600), "", "Arthroplastie de la hanche", f"Hanche {side}")
    chart.stamp(later(day, 600), later(day, 720), done)
