"""What a figure should be under treatment, and how far from it a visit found it. Sources in `data/SOURCE.md`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dsn.synth.chart import Chart
from dsn.synth.regimen import molecule


@dataclass(frozen=True, slots=True)
class Finding:
    """`far`: so much above that nobody waits for a second value; `near`: so little that who is treated goes on as
    before; `low`: more treatment than needed."""

    above: bool
    far: bool = False
    low: bool = False
    near: bool = False


def pressure_goal(chart: Chart, day: date) -> tuple[int, int]:
    """140/90; 130/80 with diabetes; 150/90 from 80 years of age on."""
    if chart.age(day) >= 80:
        return 150, 90
    return (130, 80) if chart.has("diabete2", day) or chart.has("diabete1", day) else (140, 90)


def sugar_goal(chart: Chart, day: date) -> float:
    """7 %; 8.5 % for the frail: very old, or old with a neurocognitive disorder or heart failure."""
    age = chart.age(day)
    frail = age >= 85 or (age >= 75 and (chart.has("demence", day) or chart.has("ic", day)))
    return 8.5 if frail else 7.0


CHOLESTEROL_GOAL = 2.0
"""mmol/L of LDL, for who has a disease of the vessels or diabetes."""
THYROID = (0.3, 6.0)
"""mU/L: the range that the laboratory prints."""
URATE_GOAL = 360.0
"""µmol/L."""


def of_pressure(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    if "sys" not in figures:
        return None
    (upper, lower), (high, below) = (figures["sys"], figures["dia"]), pressure_goal(chart, day)
    low, near = upper < 104 and chart.age(day) >= 65, upper < high + 4 and lower < below + 3
    return Finding(upper >= high or lower >= below, upper >= high + 20 or lower >= below + 15, low, near)


def of_sugar(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    if "a1c" not in figures:
        return None
    value, goal = figures["a1c"], sugar_goal(chart, day)
    least = 7.0 if goal > 7.0 else 6.3 if chart.age(day) >= 75 else 6.0
    return Finding(value > goal, value > goal + 0.8, value < least, value <= goal + 0.3)


def at_risk(chart: Chart, day: date) -> bool:
    """A disease of the vessels, or diabetes at 40 and more: cholesterol is lowered whatever it is."""
    diabetes = chart.has("diabete2", day) and chart.age(day) >= 40
    return diabetes or chart.has("mcas", day) or chart.has("avc", day)


def of_cholesterol(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    """Of the others, a level that is high by itself; once treated, 3 is enough, and nobody hurries past 75."""
    if "ldl" not in figures:
        return None
    value = figures["ldl"]
    if at_risk(chart, day):
        return Finding(value >= CHOLESTEROL_GOAL, value >= CHOLESTEROL_GOAL + 0.4)
    treated = any(molecule(key) in ("atorvastatine", "rosuvastatine") for key in chart.regimen.before(day))
    if treated:
        return Finding(value >= 3.0 and chart.age(day) < 76)
    return Finding(value >= 3.5)


def of_thyroid(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    if "tsh" not in figures:
        return None
    low, high = THYROID
    return Finding(figures["tsh"] > high, figures["tsh"] > high + 2, figures["tsh"] < low)


def of_urate(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    if "urate" not in figures:
        return None
    return Finding(figures["urate"] > URATE_GOAL, figures["urate"] > URATE_GOAL + 30)


def of_heart(chart: Chart, day: date, figures: Mapping[str, float]) -> Finding | None:
    """No figure to reach: the dose is raised while pressure and pulse allow it."""
    if "sys" not in figures:
        return None
    bears = figures["sys"] >= 112 and figures["hr"] >= 62
    return Finding(bears, bears, figures["sys"] < 98)
