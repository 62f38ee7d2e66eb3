"""Screening for cancer of the cervix at a visit of the family doctor: the Pap test, then the test for the virus.

From 21 to 65 every two or three years, since 2023 from 25 on every five, three years after a Pap test: sources and
their words in `data/SOURCE.md`, « Prevention ». When establishments changed, how many come, what is found: ours.
"""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import THO, Plain, coding
from dsn.synth.staff import someone

PAP = "Cytologie du col (test Pap)"
VIRUS = "Test de détection des VPH"
VIRUS_FROM = date(2023, 10, 1)
_COMING = 72
_CLEAR = "Négatif pour une lésion intraépithéliale ou une malignité. Spécimen satisfaisant."
_DOUBT = "Cellules malpighiennes atypiques de signification indéterminée (ASC-US). Répéter la cytologie dans 6 mois."
_SORTED = (
    "Cellules malpighiennes atypiques de signification indéterminée (ASC-US). VPH à haut risque non détecté."
)
_ABSENT = "VPH à haut risque non détecté. Prochain dépistage dans 5 ans."
_PRESENT = (
    "VPH à haut risque détecté, types autres que 16 et 18. Cytologie réflexe négative. Contrôle dans un an."
)


def changed(owner: str) -> date:
    """From when that establishment looks for the virus first."""
    return VIRUS_FROM + timedelta(days=hash_of(owner, "virus") % 900)


def smears(chart: Chart) -> None:
    """At visits of women of that age; none during a pregnancy or in a residence. Comes after the clinic."""
    if chart.person.sex != "F" or hash_of(chart.id, "cervix") % 100 >= _COMING:
        return
    due, before = date.min, ""
    for day, minutes, encounter in sorted(chart.clinics, key=lambda one: one[0]):
        virus = day >= changed(chart.owner) and chart.age(day) >= 25
        wait = timedelta(days=365 if virus and before == PAP else 0)
        if 21 <= chart.age(day) <= 65 and day >= due + wait and not _pregnant(chart, day):
            due = day + timedelta(days=_taken(chart, encounter, day, minutes, virus))
            before = VIRUS if virus else PAP


def _pregnant(chart: Chart, day: date) -> bool:
    return any(
        one["onsetDateTime"] <= day.isoformat() <= one["abatementDateTime"]
        for one in chart.plains
        if one["resourceType"] == "Condition" and one["code"]["text"] == "Grossesse normale"
    )


def _taken(chart: Chart, encounter: Plain, day: date, minutes: int, virus: bool) -> int:
    """How many days until the next one is due."""
    read = workday(day + timedelta(days=12 + hash_of(chart.id, "smear", day) % 20))
    if read >= chart.today:
        return 365
    chart.author = chart.doctor
    draw = hash_of(chart.id, "cells", day) % 1000
    what, (told, after) = (VIRUS, _of_virus(draw)) if virus else (PAP, _of_cells(draw, chart.age(day)))
    order = chart.order(day, minutes + 15, what, encounter=encounter)
    specimen = chart.add(
        "Specimen",
        status="available",
        type={"text": "Prélèvement du col"},
        receivedTime=later(day, 960),
        collection={"collectedDateTime": later(day, minutes + 16)},
    )
    who = someone(chart.owner, "pathologiste", chart.id, day.toordinal())
    chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "MB" if virus else "CP")]}],
        code={"text": what},
        encounter=chart.point(encounter),
        effectiveDateTime=later(day, minutes + 16),
        issued=later(read, 870),
        resultsInterpreter=[who.who()],
        specimen=[chart.point(specimen)],
        conclusion=told,
    )
    return after


def _of_virus(draw: int) -> tuple[str, int]:
    return (_PRESENT, 350) if draw < 70 else (_ABSENT, 365 * 5)


def _of_cells(draw: int, age: int) -> tuple[str, int]:
    """« Avant 30 ans : répéter le test cytologique … À partir de 30 ans : faire un test de détection de VPH »."""
    if draw < 32:
        return (_DOUBT, 170) if age < 30 else (_SORTED, 365 * 2)
    return _CLEAR, 365 * 2 + draw % 360
