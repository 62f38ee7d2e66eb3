"""number: decimals and integers; the digits of the search value make its range (R4 search, number)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Context, Decimal
from typing import Any

from dsn.fhir.search.escapes import plain
from dsn.fhir.search.kinds.prefixes import prefix_of
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import NumberRow
from dsn.fhir.search.tree import NumberValue, Parameter, Prefix

WRITTEN = re.compile(r"[+-]?\d{1,1000}(?:\.\d{1,1000})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
"""How R4 writes a decimal, exponents allowed."""
EXACT = Context(prec=4000)
"""Arithmetic that rounds nothing R4 can write: ends of ranges are compared exactly."""
_TENTH = Decimal("0.1")


def _number(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        number = Decimal(value)
        return ((number, number, number),)

    return convert


def parse(text: str, _parameter: Parameter, _modifier: str | None, reading: Reading) -> NumberValue:
    """A prefix, then a decimal, exponents allowed."""
    prefix, rest = prefix_of(plain(text, reading), reading)
    return read(prefix, rest, reading)


def read(prefix: Prefix, text: str, reading: Reading) -> NumberValue:
    """The number with its implicit range: half a unit of its last digit on either side (100: [99.5, 100.5))."""
    text = text.strip()  # a `+` sent unescaped arrives as a space
    if not WRITTEN.fullmatch(text):
        raise reading.refuse("search.number-invalid", text)
    return ranged(prefix, Decimal(text))


def ranged(prefix: Prefix, exact: Decimal) -> NumberValue:
    """`exact` with the range its digits imply; for `ap` at least a tenth of it on either side."""
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Decimal((0, (5,), exponent - 1))
    if prefix == "ap":
        half = max(half, EXACT.multiply(abs(exact), _TENTH))
    return NumberValue(prefix, exact, EXACT.subtract(exact, half), EXACT.add(exact, half))


def in_range(low: Decimal, high: Decimal, value: NumberValue) -> bool:
    """Whether [low, high] of a row answers `value`."""
    return PREFIXES[value.prefix](low, high, value)


def matches(row: NumberRow, value: NumberValue, _modifier: str | None, _world: World) -> bool:
    """ "When a comparison prefix is provided, the implicit precision of the number is ignored"."""
    return in_range(row.low, row.high, value)


PREFIXES: dict[str, Callable[[Decimal, Decimal, NumberValue], bool]] = {
    # the value's range fully contains the row's: "[99.5 ... 100.5)"
    "eq": lambda low, high, value: value.low <= low and high < value.high,
    "ne": lambda low, high, value: not (value.low <= low and high < value.high),
    # the range above (below) exactly the value overlaps the row's
    "gt": lambda _low, high, value: high > value.exact,
    "lt": lambda low, _high, value: low < value.exact,
    "ge": lambda _low, high, value: high >= value.exact,
    "le": lambda low, _high, value: low <= value.exact,
    # the range above (below) exactly the value contains the row's
    "sa": lambda low, _high, value: low > value.exact,
    "eb": lambda _low, high, value: high < value.exact,
    # overlap
    "ap": lambda low, high, value: low <= value.high and high >= value.low,
}


def order(row: NumberRow) -> Decimal:
    """By value."""
    return row.value


NUMBER = ParameterType(
    modifiers=frozenset(("missing",)),
    row=NumberRow,
    tails=dict.fromkeys(("integer", "decimal", "positiveInt", "unsignedInt"), _number),
    parse=parse,
    matches=matches,
    order=order,
)
