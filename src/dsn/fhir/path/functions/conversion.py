"""FHIRPath N1, section "Conversion": `toX()` and `convertsToX()`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from dsn.base.errors import Invalid
from dsn.fhir.path import quantity
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.functions.table import Function, Table, eager
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import boxed, only, value_of
from dsn.fhir.path.quantity import Quantity
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.values import System
from dsn.fhir.path.walk import system

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_TRUE = frozenset({"true", "t", "yes", "y", "1", "1.0"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "0.0"})


def to_boolean(value: System) -> bool | None:
    """True, false, or None for what is neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal)):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        text = value.lower()
        return True if text in _TRUE else (False if text in _FALSE else None)
    return None


def to_integer(value: System) -> int | None:
    """A whole number of 32 bits, or None."""
    if isinstance(value, (bool, int)):
        return int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value) and len(value) < 12:
        number = int(value)
        return number if -(2**31) <= number < 2**31 else None
    return None


def to_decimal(value: System) -> Decimal | None:
    """A number, or None."""
    if isinstance(value, (bool, int, Decimal)):
        return Decimal(value)
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return None


def to_text(value: System) -> str | None:
    """The text of a value, or None for what has none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, (str, int, FhirDate, FhirDateTime, FhirTime, Quantity)) else None


def to_date(value: System) -> FhirDate | None:
    """A date, the day of a moment, or None."""
    if isinstance(value, FhirDate):
        return value
    if isinstance(value, FhirDateTime):
        return FhirDate(value.parts[:3])
    return FhirDate.parse(value) if isinstance(value, str) else None


def to_datetime(value: System) -> FhirDateTime | None:
    """A moment, or None."""
    if isinstance(value, FhirDateTime):
        return value
    if isinstance(value, FhirDate):
        return value.as_datetime()
    return FhirDateTime.parse(value) if isinstance(value, str) else None


def to_time(value: System) -> FhirTime | None:
    """A time of day, or None."""
    if isinstance(value, FhirTime):
        return value
    return FhirTime.parse(value.removeprefix("T")) if isinstance(value, str) else None


def to_quantity(value: System) -> Quantity | None:
    """A quantity (numbers and Booleans of unit 1), or None."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, (bool, int, Decimal)):
        return Quantity(Decimal(value))
    return Quantity.parse(value) if isinstance(value, str) else None


def _converter(convert: Callable[[System], System | None]) -> Callable[[Scope, Items], Items]:
    def run(scope: Scope, focus: Items) -> Items:
        item = only(focus)
        value = None if item is None else system(item)
        return [] if value is None else boxed(convert(value))

    return run


def _test(convert: Callable[[System], System | None]) -> Callable[[Scope, Items], Items]:
    def run(scope: Scope, focus: Items) -> Items:
        item = only(focus)
        if item is None:
            return []
        value = system(item)
        return [value is not None and convert(value) is not None]

    return run


def _quantity_in(scope: Scope, focus: Items, unit: Items | None = None) -> Items:
    found = _converter(to_quantity)(scope, focus)
    wanted = None if unit is None else value_of(unit)
    if wanted is None or not found:
        return found
    if not isinstance(wanted, str):
        raise Invalid("fhirpath-wrong-type", found=type(wanted).__name__)
    return boxed(quantity.converted(found[0], wanted))


def _quantity_test(scope: Scope, focus: Items, unit: Items | None = None) -> Items:
    return [] if not focus else [bool(_quantity_in(scope, focus, unit))]


def _pairs() -> dict[str, Function]:
    conversions: dict[str, Callable[[System], System | None]] = {
        "Boolean": to_boolean,
        "Integer": to_integer,
        "Decimal": to_decimal,
        "String": to_text,
        "Date": to_date,
        "DateTime": to_datetime,
        "Time": to_time,
    }
    made = {f"to{name}": eager(_converter(convert)) for name, convert in conversions.items()}
    return made | {f"convertsTo{name}": eager(_test(convert)) for name, convert in conversions.items()}


TABLE: Table = {
    **_pairs(),
    "toQuantity": eager(_quantity_in, 0, 1),
    "convertsToQuantity": eager(_quantity_test, 0, 1),
}
