"""quantity: numbers with a unit, compared in canonical UCUM units where there are any (R4 search, quantity)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from dsn.base.errors import DsnError
from dsn.fhir import ucum
from dsn.fhir.search.escapes import plain, split
from dsn.fhir.search.folding import LONGEST, bounded
from dsn.fhir.search.kinds.number import EXACT, in_range, read
from dsn.fhir.search.kinds.prefixes import prefix_of
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import QuantityRow
from dsn.fhir.search.tree import NumberValue, Parameter, QuantityValue

UCUM = "http://unitsofmeasure.org"
CURRENCY = "urn:iso:std:iso:4217"
_ANY = Decimal("Infinity")
_LEAST = Decimal("1E-30")
"""What keeps an excluded end apart: `< 5` reaches up to 5 less this, closer than any R4 decimal (18 digits)."""
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def _quantity(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        number = value.value
        if number is None:
            return ()
        low, high = _reach(number, value.comparator) if value.comparator else (number, number)
        return (tail(number, low, high, value.system or "", value.code or "", value.unit or ""),)

    return convert


def _reach(number: Decimal, comparator: str) -> tuple[Decimal, Decimal]:
    """`<` and its like mean "the actual value is less than the given value": all of that range."""
    if comparator == "<":
        return -_ANY, EXACT.subtract(number, _LEAST)
    if comparator == ">":
        return EXACT.add(number, _LEAST), _ANY
    return (-_ANY, number) if comparator == "<=" else (number, _ANY)


def _money(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        number = value.value
        currency = value.currency or ""
        if number is None:
            return ()
        return (tail(number, number, number, CURRENCY if currency else "", currency, currency),)

    return convert


def _range(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        low = value.low.value if value.low is not None else None
        high = value.high.value if value.high is not None else None
        unit = value.low if low is not None else value.high
        if low is None and high is None:
            return ()
        from_, to = -_ANY if low is None else low, _ANY if high is None else high
        if (
            from_ > to
        ):  # as a period that ends before it starts (docs/clarifications/search-inverted-periods.md)
            from_, to = to, from_
        shown = to if low is None else from_
        return (tail(shown, from_, to, unit.system or "", unit.code or "", unit.unit or ""),)

    return convert


def _sampled(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """From the least to the greatest sample; `L` and `U` are below and above what could be measured."""

    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        samples, origin = _samples(value), value.origin
        if not samples:
            return ()
        unit = (origin.system or "", origin.code or "", origin.unit or "")
        return (tail(min(samples), min(samples), max(samples), *unit),)

    return convert


def _samples(value: Any) -> list[Decimal]:
    written = (value.data or "").split()
    base = _or(value.origin.value, Decimal(0))
    factor = _or(value.factor, Decimal(1))
    found = [base + Decimal(each) * factor for each in written if _NUMBERS.fullmatch(each)]
    if "L" in written:
        found.append(_or(value.lowerLimit, -_ANY))
    if "U" in written:
        found.append(_or(value.upperLimit, _ANY))
    return found


def _or(number: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if number is None else number


def tail(number: Decimal, low: Decimal, high: Decimal, system: str, code: str, unit: str) -> Tail:
    """The row's end, in canonical units too."""
    if len(system) + len(code) + len(unit) > LONGEST:
        system, code, unit = bounded(system), bounded(code), bounded(unit)
    if system == UCUM and code and (found := canonical(number, code)):
        value, base = found
        if low is number and high is number:
            return number, low, high, system, code, unit, value, value, value, base
        return number, low, high, system, code, unit, value, _end(low, code), _end(high, code), base
    return number, low, high, system, code, unit, None, None, None, None


_KEPT = 20_000
_canonical: dict[tuple[Decimal, str], tuple[Decimal, str] | None] = {}


def canonical(number: Decimal, code: str) -> tuple[Decimal, str] | None:
    """`number` in UCUM base units with their code; None when UCUM does not know `code`."""
    key = (number, code)
    try:
        return _canonical[key]
    except KeyError:
        pass
    try:
        found = ucum.canonical(number, code) if number.is_finite() else _infinite(number, code)
    except DsnError:
        found = None
    if len(_canonical) >= _KEPT:
        _canonical.clear()
    if len(code) <= LONGEST:
        _canonical[key] = found
    return found


def _infinite(number: Decimal, code: str) -> tuple[Decimal, str]:
    return number, ucum.canonical(Decimal(1), code)[1]


def _end(number: Decimal, code: str) -> Decimal:
    found = canonical(number, code)
    return found[0] if found else number


def parse(text: str, _parameter: Parameter, _modifier: str | None, reading: Reading) -> QuantityValue:
    """`[prefix][number]`, `[prefix][number]|[system]|[code]`, `[prefix][number]||[code]`."""
    parts = [plain(part, reading) for part in split(text, "|")]
    if len(parts) not in (1, 3) or (len(parts) == 3 and not parts[2] and parts[1]):
        raise reading.refuse("search.quantity-invalid", text)
    prefix, rest = prefix_of(parts[0], reading)
    number = read(prefix, rest, reading)
    if len(parts) == 1 or not parts[2]:
        return QuantityValue(number, None, None, None, None)
    base = _in_base(number, parts[2]) if parts[1] == UCUM else None
    return QuantityValue(number, bounded(parts[1]) or None, bounded(parts[2]), *(base or (None, None)))


def _in_base(number: NumberValue, code: str) -> tuple[NumberValue, str] | None:
    """The value in UCUM base units: its range is converted, not taken from the converted digits."""
    ends = [canonical(end, code) for end in (number.exact, number.low, number.high)]
    found = [end for end in ends if end is not None]
    if len(found) < 3:
        return None
    (exact, base), (low, _), (high, _) = found
    return NumberValue(number.prefix, exact, low, high), base


def matches(row: QuantityRow, value: QuantityValue, _modifier: str | None, _world: World) -> bool:
    """In canonical units when both have the same; else as written, the unit being the same.

    `5.4||mg`: "either the code or the stated human unit are mg".
    """
    if value.canonical is not None and row.canonical_code == value.canonical_code:
        return _canonically(row, value.canonical)
    if value.code is not None and not _same_unit(row, value):
        return False
    return in_range(row.low, row.high, value.number)


def _canonically(row: QuantityRow, value: NumberValue) -> bool:
    assert row.canonical_low is not None
    assert row.canonical_high is not None
    return in_range(row.canonical_low, row.canonical_high, value)


def _same_unit(row: QuantityRow, value: QuantityValue) -> bool:
    if value.system is None:
        return value.code in (row.code, row.unit)
    return (row.system, row.code) == (value.system, value.code)


def order(row: QuantityRow) -> Decimal:
    """By value in canonical units, or as written where there are none."""
    return row.value if row.canonical_value is None else row.canonical_value


def _all(names: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names, _quantity)


QUANTITY = ParameterType(
    modifiers=frozenset(("missing",)),
    row=QuantityRow,
    tails={
        **_all(("Quantity", "Age", "Count", "Distance", "Duration", "MoneyQuantity", "SimpleQuantity")),
        "Money": _money,
        "Range": _range,
        "SampledData": _sampled,
    },
    parse=parse,
    matches=matches,
    order=order,
)
