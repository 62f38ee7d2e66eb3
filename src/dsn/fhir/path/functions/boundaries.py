"""Precision: `precision()`, `lowBoundary()`, `highBoundary()`, `comparable()` (FHIRPath 3.0)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from dsn.base.errors import Invalid
from dsn.fhir.path import quantity
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.functions.collections import whole_number
from dsn.fhir.path.functions.table import Table, eager
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import boxed, value_of
from dsn.fhir.path.quantity import Quantity
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.values import System
from dsn.fhir.path.walk import type_name

_WIDE = Context(prec=60)
_LOWEST_ZONE, _HIGHEST_ZONE = 14 * 60, -12 * 60
_DATE_DIGITS = (4, 6, 8)
_MOMENT_DIGITS = (4, 6, 8, 10, 12, 14)
_CLOCK_DIGITS = (2, 4, 6)


def _precision(scope: Scope, focus: Items) -> Items:
    value = value_of(focus)
    return [] if value is None else [precision(value)]


def precision(value: System) -> int:
    """Digits: of a number, those after the point; of a date or time, all of them, fraction included.

    Raises `Invalid` for what has no precision."""
    if isinstance(value, (FhirDate, FhirDateTime)):
        digits = _MOMENT_DIGITS[len(value.parts) - 1]
        return digits + len(getattr(value, "fraction", ""))
    if isinstance(value, FhirTime):
        return _CLOCK_DIGITS[len(value.parts) - 1] + len(value.fraction)
    if isinstance(value, Quantity):
        return _places(value.value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _places(Decimal(value))
    raise Invalid("fhirpath-wrong-type", found=type_name(value))


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _boundary(high: bool) -> Callable[..., Items]:
    def run(scope: Scope, focus: Items, digits: Items | None = None) -> Items:
        value = value_of(focus)
        wanted = None if digits is None else whole_number(digits)
        return [] if value is None else boxed(boundary(value, wanted, high=high))

    return run


def boundary(value: System, digits: int | None, *, high: bool) -> System | None:
    """The least (or greatest) value that `value` may stand for, to `digits` digits; None past the digits there are.

    Raises `Invalid` for what has no boundary."""
    if isinstance(value, Quantity):
        edge = _number_edge(value.value, digits, high)
        return None if edge is None else Quantity(edge, value.unit, value.calendar)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _number_edge(Decimal(value), digits, high)
    if isinstance(value, FhirDate):
        return _date_edge(value, 8 if digits is None else digits, high)
    if isinstance(value, FhirDateTime):
        return _moment_edge(value, 17 if digits is None else digits, high)
    if isinstance(value, FhirTime):
        return _time_edge(value, 9 if digits is None else digits, high)
    raise Invalid("fhirpath-wrong-type", found=type_name(value))


def _number_edge(value: Decimal, digits: int | None, high: bool) -> Decimal | None:
    places = 8 if digits is None else digits
    if not 0 <= places <= 31:
        return None
    half = Decimal(5).scaleb(-_places(value) - 1)
    edge = _WIDE.add(value, half if high else -half)
    found = edge.quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_CEILING if high else ROUND_FLOOR, context=_WIDE
    )
    return abs(found) if found == 0 else found


def _filled(parts: tuple[int, ...], high: bool) -> tuple[int, ...]:
    """All six numbers of a moment, those unsaid at their least or greatest."""
    year, month, *rest = (*parts, *((12,) if high else (1,)))[:2] + parts[2:]
    day = rest[0] if rest else (monthrange(year, month)[1] if high else 1)
    clock = (*parts[3:], *((23, 59, 59) if high else (0, 0, 0))[len(parts[3:]) :])
    return (year, month, day, *clock)


def _fraction(text: str, high: bool, digits: int) -> str:
    return (text + ("9" if high else "0") * 3)[:digits]


def _date_edge(value: FhirDate, digits: int, high: bool) -> FhirDate | FhirDateTime | None:
    if digits in _DATE_DIGITS:
        return FhirDate(_filled(value.parts, high)[: _DATE_DIGITS.index(digits) + 1])
    return _moment_edge(value.as_datetime(), digits, high)


def _moment_edge(value: FhirDateTime, digits: int, high: bool) -> FhirDateTime | FhirDate | None:
    filled = _filled(value.parts, high)
    if digits in _DATE_DIGITS:
        return FhirDateTime(filled[: _DATE_DIGITS.index(digits) + 1])
    if digits not in (*_MOMENT_DIGITS, 17):
        return None
    zone = value.offset if value.offset is not None else (_HIGHEST_ZONE if high else _LOWEST_ZONE)
    if digits == 17:
        return FhirDateTime(filled, _fraction(value.fraction, high, 3), zone, value.utc)
    return FhirDateTime(filled[: _MOMENT_DIGITS.index(digits) + 1], "", zone, value.utc)


def _time_edge(value: FhirTime, digits: int, high: bool) -> FhirTime | None:
    filled = (*value.parts, *((23, 59, 59) if high else (0, 0, 0))[len(value.parts) :])
    if digits == 9:
        return FhirTime(filled, _fraction(value.fraction, high, 3))
    return FhirTime(filled[: _CLOCK_DIGITS.index(digits) + 1]) if digits in _CLOCK_DIGITS else None


def _comparable(scope: Scope, focus: Items, other: Items) -> Items:
    left, right = value_of(focus), value_of(other)
    if left is None or right is None:
        return []
    if not (isinstance(left, Quantity) and isinstance(right, Quantity)):
        raise Invalid("fhirpath-wrong-type", found=type_name(left))
    return [quantity.comparable(left, right)]


TABLE: Table = {
    "precision": eager(_precision),
    "lowBoundary": eager(_boundary(False), 0, 1),
    "highBoundary": eager(_boundary(True), 0, 1),
    "comparable": eager(_comparable, 1),
}
