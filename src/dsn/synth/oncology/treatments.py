"""What is done against a cancer: the operation, cycles of a drug by day visit, radiotherapy."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from dsn.synth import laboratory, notes, tables
from dsn.synth.chart import hash_of
from dsn.synth.episodes import session, write
from dsn.synth.holidays import workday
from dsn.synth.hospital.mar import infused
from dsn.synth.hospital.stay import Stay
from dsn.synth.hospital.stays import stay_at
from dsn.synth.moments import later
from dsn.synth.oncology.case import TITLE, Case
from dsn.synth.plain import Plain
from dsn.synth.staff import someone

DAY = "Traitement en médecine de jour"
_TOXICITIES = (
    "Nausées légères pendant deux jours, bien contrôlées. Poids stable.",
    "Fatigue de grade 1, appétit conservé. Pas de fièvre depuis le dernier cycle.",
    "Picotements aux doigts après le traitement, disparus en deux jours.",
    "Bien toléré. Pas de mucosite ni de diarrhée.",
)


def operated(case: Case, random: Random) -> None:
    """By day surgery or with a stay; not at all when something else is told of those days."""
    chart, row, day = case.chart, case.row, case.day
    what, days = case.words("surgery"), int(row["days"])
    if not chart.free(day, days + 1):
        return
    chart.author = someone(chart.owner, row["surgeon"], chart.id, day.toordinal())
    if days == 0:
        place = chart.place("hopital", "bo", chart.id)
        encounter = chart.visit(day, 480, 420, "SS", chart.author, what, place)
    else:
        encounter = stay_at(chart, _stay(case, what, days), random)
    chart.author = someone(chart.owner, row["surgeon"], chart.id, day.toordinal())
    done = chart.procedure(encounter, later(day, 1150 if days else 540), "", what, case.words("tissue"))
    chart.stamp(later(day, 1150 if days else 540), later(day, 1200), done)
    case.day = day + timedelta(days=days)


def _stay(case: Case, what: str, days: int) -> Stay:
    row = case.row
    return Stay(
        day=case.day,
        days=days,
        unit=row["unit"],
        reason=what,
        found=f"{case.held.condition.name}, stade {row['stage']}. État général bon.",
        plan="chirurgie le jour même, analgésie, lever précoce",
        course=f"Chirurgie sans complication. {row['after']}",
        trade=row["surgeon"],
        kind="surgery",
        follow="chirurgie dans 3 semaines, oncologie avec le rapport de pathologie",
    )


def treated(case: Case) -> None:
    """Each cycle: blood first, the drug, vital signs, a nurse's line."""
    chart, row = case.chart, case.row
    case.day += timedelta(days=25)
    lasting = int(row["cycles"]) * int(row["every"])
    if row["every"] in ("14", "21") and row["drugs"] != "pembrolizumab":
        chart.treated = (case.day + timedelta(days=10), case.day + timedelta(days=lasting + 30))
    for cycle in range(1, int(row["cycles"]) + 1):
        if not case.step(int(row["every"]) if cycle > 1 else 0):
            return
        _cycle(case, cycle)


def _cycle(case: Case, cycle: int) -> None:
    chart, row, day = case.chart, case.row, case.day
    doctor = case.oncologist()
    minutes = 495 + hash_of(chart.id, "chair") % 10 * 15
    encounter = session(chart, case.episode, day, minutes, 200, doctor, f"{DAY}, cycle {cycle}")
    found = laboratory.measure(chart, ["cbc", "renal"], day, minutes - 60) if row["every"] != "91" else {}
    chart.author = doctor
    ordered = chart.prescribe(row["drugs"], day, "completed", case.held.condition, encounter)
    ordered["category"] = [{"text": "Médecine de jour"}]
    ordered["authoredOn"] = later(day, minutes)
    chart.author = someone(chart.owner, "infirmiere", chart.id, "chair", day.toordinal())
    upper, lower = chart.pressure(encounter, day, later(day, minutes + 10))
    weight = round(chart.body.weight(day, obese=chart.has("obesite", day)), 1)
    chart.vital(encounter, later(day, minutes + 12), "29463-7", "Poids", weight, "kg", "kg")
    _given(case, encounter, ordered, later(day, minutes + 60))
    text = (
        f"{tables.by_key('drugs')[row['drugs']]['name']}, cycle {cycle} de {row['cycles']}. "
        f"TA {upper}/{lower}, poids {notes.written(weight)} kg.{_counted(found)}\n"
        f"{_felt(case, cycle)}"
    )
    write(chart, encounter, day, minutes, 200, "Note de médecine de jour", text)


def _given(case: Case, encounter: Plain, ordered: Plain, at: str) -> None:
    chart = case.chart
    chart.add(
        "MedicationAdministration",
        status="completed",
        medicationCodeableConcept=ordered["medicationCodeableConcept"],
        context=chart.point(encounter),
        effectiveDateTime=at,
        performer=[{"actor": chart.author.who()}],
        request=chart.point(ordered),
        dosage=infused(case.row["drugs"]),
    )


def _counted(found: dict[str, float]) -> str:
    if not found:
        return ""
    white, red = notes.written(found["leukocytes"]), notes.written(found["hemoglobin"])
    return f" Leucocytes {white}, hémoglobine {red}."


def _felt(case: Case, cycle: int) -> str:
    if cycle == 1:
        return "Enseignement fait avant le premier traitement."
    return _TOXICITIES[(cycle + hash_of(case.chart.id)) % len(_TOXICITIES)]


def rayed(case: Case) -> None:
    """One summary for the whole of it, on its last day."""
    chart, row = case.chart, case.row
    count = int(row["rays"])
    last = workday(case.day + timedelta(days=count * 7 // 5))
    if last >= chart.today or not chart.free(last, 0):
        return
    doctor = someone(chart.owner, "oncologue", chart.id, "rays")
    encounter = session(chart, case.episode, last, 610, 30, doctor, "Radiothérapie, dernière séance")
    done = chart.procedure(
        encounter, later(last, 615), "", f"Radiothérapie, {count} séances", case.words("tissue")
    )
    done.pop("performedDateTime")
    done["performedPeriod"] = {"start": later(case.day, 615), "end": later(last, 625)}
    text = f"Radiothérapie terminée, {count} séances reçues. Rougeur légère de la peau. Fatigue modérée."
    write(chart, encounter, last, 610, 30, TITLE, text)
    case.day = last
