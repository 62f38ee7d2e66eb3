"""What one resource puts into the index: one row type per search-parameter type.

`group` is 0, or for a component of a composite the ordinal (from 1) of the element it was read from: the components
of one composite match only within one group. Instants: microseconds, [low, high). Open ends are the extremes below.

A parameter of which a resource has any row is not `:missing`. `_id` and `_lastUpdated` have no rows: the store keeps
them in its own columns. Numbers below `SHARED` (parameters of every type: `_tag`, `_profile`, …) are the same for
all types, so their rows say nothing about the type of the resource.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

EARLIEST = -(2**62)
LATEST = 2**62
SHARED = 64


class TokenRow(NamedTuple):
    """`system` "" when none was given. `display` is folded text for `:text`, "" when there is none.

    A concept of text alone has a row with `code` "", which no code equals. `:text` matches where the folded query
    stands at the start of any word of `display`. `:of-type` and `:identifier` have rows of their own, under the
    numbers of `Parameter.also`: of-type as (type system, `type code|value`).
    """

    param: int
    group: int
    system: str
    code: str
    display: str


class StringRow(NamedTuple):
    """`text` is the string as written, or "" for a row that only gives a further start to the default search.

    Long texts (`folding.LONGEST`) are cut and end in a digest, so that equal is still equal; rows without `text`
    hold the further pieces, which `:contains`, `:text` and `ends` find.

    Default search: `folded` starts with the folded query. Names and addresses have such further rows, one for each
    later word. `:exact` compares `text`; sorting looks at rows with `text` only.
    """

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
    """[low, high], both ends included: the value twice for a plain number, wider where R4 gives a range.

    The digits of a stored number make no range (docs/clarifications): a search for 5.0 finds 5. See
    `kinds.number.PREFIXES` for what each prefix asks of [low, high]; the infinities stand for open ends.
    """

    param: int
    group: int
    value: Decimal
    low: Decimal
    high: Decimal


class QuantityRow(NamedTuple):
    """As a number, with its unit; in canonical UCUM units as well (`canonical_*` None when not UCUM or unknown)."""

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
    """`type`+`id` for a reference within the record; `url` for an absolute, canonical, urn or contained (#) one.

    A canonical's `|version` is in `version`, not in `url`. A reference without a literal one (identifier or display
    only) has a row of empty strings: it is not missing, and equals nothing.
    """

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
