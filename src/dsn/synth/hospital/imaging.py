"""Imaging: order, study and report of an examination."""

from __future__ import annotations

from datetime import date

from dsn.synth.chart import Chart
from dsn.synth.moments import later
from dsn.synth.plain import THO, Plain, coding
from dsn.synth.staff import someone

_MODALITIES = (("Écho", "US"), ("Tomo", "CT"), ("Mammo", "MG"))


def modality(what: str) -> str:
    """The DICOM code of an examination by its words; plain radiography for the rest."""
    return next((code for word, code in _MODALITIES if word in what), "DX")


def image(chart: Chart, encounter: Plain, day: date, minutes: int, what: str, conclusion: str) -> Plain:
    """Order, study and report of an examination."""
    order = chart.order(day, minutes - 20, what, encounter=encounter)
    study = chart.add(
        "ImagingStudy",
        status="available",
        basedOn=[chart.point(order)],
        encounter=chart.point(encounter),
        started=later(day, minutes),
        modality=[coding("http://dicom.nema.org/resources/ontology/DCM", modality(what))],
        numberOfSeries=1,
        numberOfInstances=2,
        description=what,
    )
    radiologist = someone(chart.owner, "radiologiste", chart.id, day.toordinal())
    return chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "RAD")]}],
        code={"text": what},
        encounter=chart.point(encounter),
        effectiveDateTime=later(day, minutes),
        issued=later(day, minutes + 95),
        resultsInterpreter=[radiologist.who()],
        imagingStudy=[chart.point(study)],
        conclusion=conclusion,
    )
