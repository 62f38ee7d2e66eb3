"""What every examination of a laboratory leaves: the specimen, and the report that answers its order."""

from __future__ import annotations

from dsn.synth.chart import Chart
from dsn.synth.plain import THO, Plain, coding


def collected(chart: Chart, drawn: str, kind: str = "Sang veineux") -> Plain:
    """A specimen, received when it is drawn."""
    return chart.add(
        "Specimen",
        status="available",
        type={"text": kind},
        receivedTime=drawn,
        collection={"collectedDateTime": drawn},
    )


def reported(
    chart: Chart,
    name: str,
    drawn: str,
    order: Plain,
    specimens: list[Plain],
    results: list[Plain],
    *,
    category: str = "LAB",
    **more: str,
) -> Plain:
    """The report that answers an order; without results it is registered, and they are to come.

    `category`: of HL7's table 0074; `more`: `issued`, `conclusion`."""
    said: Plain = {
        "basedOn": [chart.point(order)],
        "status": "final" if results else "registered",
        "category": [{"coding": [coding(f"{THO}v2-0074", category)]}],
        "code": {"text": name},
        "effectiveDateTime": drawn,
        **more,
        "specimen": [chart.point(one) for one in specimens],
    }
    if results:
        said["result"] = [chart.point(one) for one in results]
    return chart.add("DiagnosticReport", **said)
