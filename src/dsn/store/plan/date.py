"""Date parameters: ranges against ranges, by the prefixes of R4."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import DateValue, Test, Value
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import TRUE, Sql, all_of, piece
from dsn.store.schema import SPANS


def rows(test: Test, frame: Frame) -> Rows:
    """What a date test asks."""
    values = [date_value(value, test) for value in test.values]
    asked = tuple(compared(value) for value in values)
    starts = tuple(start for value, one in zip(values, asked, strict=True) for start in _starts(value, one))
    return Rows("ix_date", test.parameter.number, asked, True, Reach.RANGED, starts)


def date_value(value: Value, test: Test) -> DateValue:
    """The value as a range of time. Raises Unsupported for any other."""
    if not isinstance(value, DateValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return value


def compared(value: DateValue, low: str = "@.low", high: str = "@.high") -> Sql:
    """The stored range [low, high) against the value's, as `dsn.fhir.search.kinds.date.PREFIXES` has it."""
    start, end = value.low, value.high
    match value.prefix:
        case "eq":
            return piece(f"({low} >= {{}} AND {high} <= {{}})", start, end)
        case "ne":
            return piece(f"({low} < {{}} OR {high} > {{}})", start, end)
        case "gt":
            return piece(f"{high} > {{}}", end)
        case "lt":
            return piece(f"{low} < {{}}", start)
        case "ge":
            return piece(f"{high} > {{}}", start)
        case "le":
            return piece(f"{low} < {{}}", end)
        case "sa":
            return piece(f"{low} >= {{}}", end)
        case "eb":
            return piece(f"{high} <= {{}}", start)
        case "ap":
            return piece(f"({low} < {{}} AND {high} > {{}})", end, start)


def _starts(value: DateValue, asked: Sql) -> list[Sql]:
    """`asked` once for each span, with what it implies of `low` there: each is a walk of the index on `low`.

    A row of span k is no wider than SPANS[k], and no range ends before it begins.
    """
    widths: list[int | None] = [*SPANS, None]
    return [
        piece(f"@.grp = 0 AND @.span = {span} AND {{}} AND {{}}", _bounds(value, width), asked)
        for span, width in enumerate(widths)
    ]


def _bounds(value: DateValue, width: int | None) -> Sql:
    """What the comparison leaves for `low` in rows no wider than `width` (None = as wide as one likes)."""
    match value.prefix:
        case "eq":
            return piece("@.low >= {} AND @.low < {}", value.low, value.high)
        case "gt":
            return _above(value.high, width)
        case "ge":
            return _above(value.low, width)
        case "ap":
            return all_of([_above(value.low, width), piece("@.low < {}", value.high)])
        case "lt" | "eb":
            return piece("@.low < {}", value.low)
        case "le":
            return piece("@.low < {}", value.high)
        case "sa":
            return piece("@.low >= {}", value.high)
        case "ne":
            return TRUE


def _above(instant: int, width: int | None) -> Sql:
    """What `high > instant` says of `low`."""
    return TRUE if width is None else piece("@.low >= {}", instant - width)
