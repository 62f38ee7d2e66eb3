"""What one resource puts into the index: one row type per search-parameter type.

`group` is 0, or for a component of a composite the ordinal (from 1) of the element it was read from: the components
of one composite match only within one group. Instants: microseconds, [low, high). Open ends are the extremes below.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

EARLIEST = -(2**62)
LATEST = 2**62


class TokenRow(NamedTuple):
    """`system` "" when none was given. `display` is folded text for `:text`, "" when there is none."""

    param: int
    group: int
    system: str
    code: str
    display: str


class StringRow(NamedTuple):
    param: int
    group: int
    folded: str
    text: str


class DateRow(NamedTuple):
    param: int
    group: int
    low: int
    high: int


class NumberRow(NamedTuple):
    """[low, high] is the implicit range of `value` by its digits."""

    param: int
    group: int
    value: Decimal
    low: Decimal
    high: Decimal


class QuantityRow(NamedTuple):
    """In canonical UCUM units as well (`canonical_*` None when not UCUM or unknown)."""

    param: int
    group: int
    value: Decimal
    low: Decimal
    high: Decimal
    system: str
    code: str
    unit: str
    canonical_value: Decimal | None
    canonical_low: Decimal | None
    canonical_high: Decimal | None
    canonical_code: str | None


class ReferenceRow(NamedTuple):
    """`type`+`id` for a reference within the record; `url` for an absolute, canonical, urn or contained (#) one."""

    param: int
    group: int
    type: str
    id: str
    version: str
    url: str


class UriRow(NamedTuple):
    param: int
    group: int
    uri: str


class PositionRow(NamedTuple):
    param: int
    group: int
    latitude: Decimal
    longitude: Decimal


IndexRow = TokenRow | StringRow | DateRow | NumberRow | QuantityRow | ReferenceRow | UriRow | PositionRow
