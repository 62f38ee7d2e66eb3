"""Allergies: those that are known, with what they do; and that there is none, once somebody asked."""

from __future__ import annotations

from dsn.synth.chart import Chart
from dsn.synth.conditions import Held
from dsn.synth.plain import SNOMED, Plain, concept, status

REACTIONS = {
    "penicilline": ("medication", "unable-to-assess", "Éruption cutanée"),
    "rhinite-allergique": ("environment", "low", "Éternuements, écoulement nasal, larmoiements"),
}
"""Category, criticality and reaction of allergies that are not to food."""
_FOOD = ("food", "high", "Urticaire, gêne respiratoire")


def known(chart: Chart, held: Held) -> Plain:
    """Written by the family doctor on the day it was found."""
    condition = held.condition
    kind, grave, reaction = REACTIONS.get(condition.key, _FOOD)
    return chart.add(
        "AllergyIntolerance",
        clinicalStatus=status("allergyintolerance-clinical", "active"),
        verificationStatus=status("allergyintolerance-verification", "confirmed"),
        type="allergy",
        category=[kind],
        criticality=grave,
        code=concept(SNOMED, condition.code, condition.name),
        recordedDate=held.onset.isoformat(),
        recorder=chart.doctor.who(),
        reaction=[{"manifestation": [{"text": reaction}]}],
    )


def none_known(chart: Chart) -> None:
    """Says so, once somebody asked: for who was seen and has none. Comes after everything else."""
    if chart.clinics and not any(one["resourceType"] == "AllergyIntolerance" for one in chart.plains):
        first = min(day for day, _minutes, _encounter in chart.clinics)
        chart.add(
            "AllergyIntolerance",
            clinicalStatus=status("allergyintolerance-clinical", "active"),
            verificationStatus=status("allergyintolerance-verification", "confirmed"),
            code=concept(SNOMED, "716186003", "Aucune allergie connue"),
            recordedDate=first.isoformat(),
            recorder=chart.doctor.who(),
        )
