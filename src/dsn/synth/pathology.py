"""Pathology: a piece of tissue, the order that goes with it and what the pathologist reads in it."""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth import notes
from dsn.synth.chart import Chart
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.plain import THO, Plain, coding
from dsn.synth.staff import someone

_READING = 8
"""Days until the report is signed. Ours, « à valider »."""
_RECEIVED = 700


def examined(
    chart: Chart, day: date, ordered: int, taken: int, tissue: str, read: str, latest: date | None = None
) -> Plain:
    """Specimen, order and report, which is given back; signed no later than `latest`, when told.

    `ordered` and `taken`: minutes after midnight of `day`. The order is that of the chart's author."""
    specimen = chart.add(
        "Specimen",
        status="available",
        type={"text": f"Tissu : {notes.lowered(tissue)}"},
        receivedTime=later(day, _RECEIVED),
        collection={"collectedDateTime": later(day, taken)},
    )
    order = chart.order(day, ordered, "Examen anatomopathologique")
    signed = workday(day + timedelta(days=_READING))
    return chart.add(
        "DiagnosticReport",
        basedOn=[chart.point(order)],
        status="final",
        category=[{"coding": [coding(f"{THO}v2-0074", "SP")]}],
        code={"text": "Rapport d’anatomopathologie"},
        effectiveDateTime=later(day, taken),
        issued=later(min(signed, latest or signed), 900),
        resultsInterpreter=[someone(chart.owner, "pathologiste", chart.id, day.toordinal()).who()],
        specimen=[chart.point(specimen)],
        conclusion=f"{tissue} : {notes.lowered(read)}",
    )
