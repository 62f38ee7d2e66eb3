"""Emergency visits of the last years; some end in a stay."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.hospital.imaging import image
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.plain import Plain, status
from dsn.synth.staff import someone
from dsn.synth.stream import Table

YEARS = 8
_VISITS = ((5, 0.55), (18, 0.28), (65, 0.30), (75, 0.45), (200, 0.75))
_TRIAGE = Table([(1, 0.01), (2, 0.12), (3, 0.39), (4, 0.38), (5, 0.10)])
_ARRIVALS = Table([(hour, share) for hour, share in enumerate(
    (2, 1.5, 1.2, 1, 1, 1.2, 2, 3.5, 5.5, 7.5, 8.5, 8, 7, 6.8, 6.5, 6.2, 6, 5.8, 5.6, 5.2, 4.6, 4, 3.2, 2.5)
)])  # fmt: skip
FEVERS = {"toux": 38.6, "fievre-enfant": 39.1}
"""What the thermometer shows, as the note of that complaint says."""
CONCLUSIONS = {
    "Radiographie pulmonaire": "Pas de foyer de consolidation. Silhouette cardiaque dans les limites de la normale.",
    "Échographie abdominale": "Vésicule et voies biliaires d’aspect normal, pas de liquide libre.",
    "Tomodensitométrie cérébrale": "Pas d’hémorragie ni d’effet de masse. Atrophie attendue pour l’âge.",
}


@cache
def complaints() -> tuple[tables.Row, ...]:
    return tables.rows("complaints")


def emergencies(chart: Chart, random: Random) -> None:
    """Visits of the last years; some end in a stay."""
    for back in range(YEARS):
        end = chart.today - timedelta(days=365 * back)
        rate = next(share for under, share in _VISITS if chart.age(end) < under)
        rate *= 1.6 if any(chart.has(key, end) for key in ("ic", "mpoc", "demence")) else 1.0
        for _ in range(int(rate + random.random())):
            day = end - timedelta(days=1 + int(random.random() * 362))
            if chart.person.birth + timedelta(days=10) < day < chart.today:
                _emergency(chart, day, random)


def _emergency(chart: Chart, day: date, random: Random) -> None:
    age, sex = chart.age(day), chart.person.sex
    found = _complaint(age, sex, day, random)
    if chart.residence and day >= chart.residence and found["key"] == "chute":
        found = found | {"text": "Chute au centre d’hébergement"}
    triage = _TRIAGE.choose(random)
    minutes = _ARRIVALS.choose(random) * 60 + int(random.random() * 60)
    stay = 150 + int(random.random() * 420)
    doctor = someone(chart.owner, "urgentologue", chart.id, day.toordinal())
    admitted = random.random() < (0.34 if age >= 75 else 0.06) or found["outcome"] == "hospitalisation"
    encounter = chart.visit(
        day, minutes, stay, "EMER", doctor, found["text"], chart.place("hopital", "urg-civ", chart.id)
    )
    encounter["priority"] = {"text": f"P{triage}"}
    _triage(chart, encounter, day, minutes, triage, found["key"])
    chart.author = doctor
    if (age >= 40 and found["image"] != "") or found["key"] in ("abdomen", "confusion"):
        laboratory.measure(chart, ["cbc", "electrolytes", "renal"], day)
    if found["image"] and random.random() < 0.8:
        image(
            chart,
            encounter,
            day,
            minutes + 70,
            found["image"],
            CONCLUSIONS.get(found["image"], "Pas de fracture visible."),
        )
    outcome = "hospitalisation" if admitted else found["outcome"]
    text = notes.emergency(age, sex, found["text"], found["found"], triage, outcome)
    written = later(day, minutes + stay)
    if written[:10] <= chart.now.isoformat():
        chart.stamp(
            later(day, minutes), written, encounter, chart.note(encounter, written, notes.EMERGENCY, text)
        )
    if admitted:
        length = 2 + int(random.random() * (12 if age >= 75 else 5))
        unit = _unit(age, found["key"])
        stay_at(chart, day + timedelta(days=1), length, unit, found["text"], found["found"], random)


def _complaint(age: int, sex: str, day: date, random: Random) -> tables.Row:
    fits = []
    for row in complaints():
        if int(row["low"]) <= age <= int(row["high"]) and row["sex"] in ("", sex):
            winter = row["season"] == "winter"
            weight = float(row["weight"]) * (
                1.8 if winter and day.month in (12, 1, 2, 3) else 0.7 if winter else 1.0
            )
            fits.append((row, weight))
    return Table(fits).choose(random)


def _unit(age: int, key: str) -> str:
    if age < 18:
        return "psy" if key == "crise" and age >= 13 else "ped"
    return {"crise": "psy", "thorax": "card", "abdomen": "4s"}.get(key, "5s" if age >= 80 else "4n")


def _triage(chart: Chart, encounter: Plain, day: date, minutes: int, triage: int, complaint: str) -> None:
    chart.author = someone(chart.owner, "infirmiere", chart.id, day.toordinal(), "triage")
    at = later(day, minutes + 6)
    chart.add(
        "Observation",
        status="final",
        category=[status("observation-category", "survey")],
        code={"text": "Priorité de triage (ETG)"},
        encounter=chart.point(encounter),
        effectiveDateTime=at,
        valueCodeableConcept={"text": f"P{triage}"},
        performer=[chart.author.who()],
    )
    if chart.age(day) >= 3:
        chart.pressure(encounter, day, at)
    warm = FEVERS.get(complaint, 36.4 + hash_of(chart.id, at) % 9 / 10)
    chart.vital(encounter, at, "8310-5", "Température", round(warm, 1), "°C", "Cel")
    breath = 92 if complaint == "dyspnee" else 96 + hash_of(at, chart.id) % 4
    chart.vital(encounter, at, "59408-5", "Saturation en oxygène", breath, "%", "%")
