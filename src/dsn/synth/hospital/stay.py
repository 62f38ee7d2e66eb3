"""What is known of a stay before it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dsn.synth.chart import Chart
from dsn.synth.conditions import Held

LEAVING = 660
"""The minute of the day on which one goes home."""
FIRST_BED = 540
"""The earliest minute of a day at which a bed is ready."""


@dataclass(frozen=True, slots=True)
class Stay:
    """`found`, `plan`, `course`: words of its notes; `kind`: child, mind, surgery, ward; `topic`: of `ward.tsv`, "" for
    the kind's; `drug`: of `drugs.tsv`, given in the stay for its reason, "" for none; `warm`, `sat`: temperature and
    saturation on arrival; `acute`: what the illness adds to blood tests at its height; `done`: what was operated,
    `operated`: on which day of the stay; `start`: the minute of the day of arrival in the bed, 0 for any."""

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
    topic: str = ""
    warm: float = 36.7
    sat: int = 97
    acute: Mapping[str, float] = field(default_factory=dict)
    done: str = ""
    operated: int = 0
    start: int = 0

    @property
    def leave(self) -> date:
        return self.day + timedelta(days=self.days)


def known(chart: Chart, stay: Stay) -> list[Held]:
    """What lasted before; not what brought the person here, as a stroke of the day before."""
    since = stay.day - timedelta(days=2)
    return [one for one in chart.held if one.on(since) and one.condition.kind == "chronic"]
