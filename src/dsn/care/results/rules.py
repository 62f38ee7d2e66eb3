"""How results are grouped, which is the newest, what stands out. Pure; no clinical limit of our own: a range is shown
and a value flagged only as the laboratory that gave it says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from dsn.base import clock
from dsn.care.reading.shown import codes, first_code
from dsn.fhir.types import Observation, ObservationReferenceRange, Quantity

LOINC = "http://loinc.org"
SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
Family = Literal["vital-signs", "laboratory", "other"]
FAMILIES: tuple[Family, ...] = ("vital-signs", "laboratory", "other")
Flag = Literal["", "high", "low", "critical-high", "critical-low", "abnormal"]

_LEFT_OUT = frozenset({"entered-in-error", "cancelled"})
_INTERPRETED: dict[str, Flag] = {
    "H": "high",
    "HU": "critical-high",
    "HH": "critical-high",
    "L": "low",
    "LU": "critical-low",
    "LL": "critical-low",
    "A": "abnormal",
    "AA": "abnormal",
    "POS": "abnormal",
}
"""Of v3-ObservationInterpretation."""


def when(observation: Observation) -> str:
    """When it was true of the person (R4, observation.html: effective), else when it was made available."""
    period = observation.effectivePeriod
    return (
        observation.effectiveDateTime
        or (period.end or period.start if period else None)
        or observation.effectiveInstant
        or observation.issued
        or ""
    )


def family(observation: Observation) -> Family:
    """Where it is looked for. Some senders write `vital-sign`; it is meant."""
    categories = codes(observation.category)
    if "vital-signs" in categories or "vital-sign" in categories:
        return "vital-signs"
    return "laboratory" if "laboratory" in categories else "other"


def test_of(observation: Observation) -> str:
    """What makes two results comparable: the same LOINC code, else the same first code, else the same words.

    Zero-width spaces, which one generator puts into displays, do not make another test.
    """
    return code_of(observation) or (observation.code.text or "").replace("\u200b", "")


def code_of(observation: Observation) -> str:
    """The code by which results of the same test are found: LOINC's, else the first; "" when there is none."""
    return first_code(observation.code, LOINC) or first_code(observation.code)


def group(observations: Iterable[Observation]) -> list[list[Observation]]:
    """One list per test, newest first within and among them; what was withdrawn is left out."""
    groups: dict[tuple[str, str], list[Observation]] = {}
    for observation in sorted(observations, key=lambda one: instant(when(one)), reverse=True):
        if observation.status not in _LEFT_OUT:
            groups.setdefault((family(observation), test_of(observation)), []).append(observation)
    return list(groups.values())


def number(observation: Observation, component: str = "") -> Decimal | None:
    """The number measured (of the component of that LOINC code); None when there is none, or only a bound (< 5)."""
    quantity = quantity_of(observation, component)
    return quantity.value if quantity and not quantity.comparator else None


def quantity_of(observation: Observation, component: str = "") -> Quantity | None:
    """The quantity measured (of the component of that LOINC code)."""
    if not component:
        return observation.valueQuantity
    parts = (part for part in observation.component if first_code(part.code, LOINC) == component)
    return next((part.valueQuantity for part in parts), None)


def is_pressure(observation: Observation) -> bool:
    """Does it hold a systolic and a diastolic pressure?"""
    found = {first_code(part.code, LOINC) for part in observation.component if part.valueQuantity}
    return {SYSTOLIC, DIASTOLIC} <= found


def flag(observation: Observation) -> Flag:
    """What the sender says stands out; failing that, whether the number is outside the sender's own range."""
    said = [_INTERPRETED[code] for code in codes(observation.interpretation) if code in _INTERPRETED]
    if said:
        return sorted(said, key=lambda one: not one.startswith("critical"))[0]
    return "" if observation.interpretation else _outside(observation)


def _outside(observation: Observation) -> Flag:
    value, limits = number(observation), range_of(observation)
    if value is None or limits is None:
        return ""
    low, high = limits
    if high is not None and value > high:
        return "high"
    return "low" if low is not None and value < low else ""


def range_of(observation: Observation) -> tuple[Decimal | None, Decimal | None] | None:
    """(low, high) of the one normal range given, in the value's own unit; None when there is none, or several."""
    ranges = [one for one in observation.referenceRange if _is_normal(one)]
    if len(ranges) != 1 or (ranges[0].low is None and ranges[0].high is None):
        return None
    unit = observation.valueQuantity.unit if observation.valueQuantity else None
    low, high = ranges[0].low, ranges[0].high
    if any(end is not None and end.unit not in (None, unit) for end in (low, high)):
        return None
    return (low.value if low else None), (high.value if high else None)


def _is_normal(one: ObservationReferenceRange) -> bool:
    kind = first_code(one.type)
    return not one.appliesTo and one.age is None and kind in ("", "normal")


@lru_cache(maxsize=16384)
def instant(text: str) -> float:
    """Seconds since 1970 of a FHIR date, dateTime or instant; a part that is not known counts as its first.

    An unknown time comes before all others.
    """
    if not text:
        return float("-inf")
    whole = text if len(text) > 7 else text + "-01" * (2 - text.count("-"))
    moment = datetime.fromisoformat(whole)
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL)).timestamp()
