"""date: ranges of time compared with ranges of time (R4 search, date and prefix)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from dsn.fhir.search.dates import approximate, span
from dsn.fhir.search.escapes import plain
from dsn.fhir.search.kinds.prefixes import prefix_of
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import EARLIEST, LATEST, DateRow
from dsn.fhir.search.tree import DateValue, Parameter


def _date(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return lambda value, _resource: (span(value),)


def _instant(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """ "A fixed point in time with an interval smaller than the precision of the system"."""

    def convert(value: str, _resource: Any) -> Collection[Tail]:
        low = span(value)[0]
        return ((low, low + 1),)

    return convert


def _period(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return lambda value, _resource: (_of_period(value),)


def _of_period(value: Any) -> Tail:
    """ "A missing lower boundary is 'less than' any actual date. A missing upper boundary is 'greater than'".

    Of a period that ends before it starts, the time between the two (docs/clarifications/search-inverted-periods.md).
    """
    from_, until = value.start, value.end
    low = span(from_)[0] if from_ else EARLIEST
    high = span(until)[1] if until else LATEST
    return (low, high) if low < high else (span(until)[0], span(from_)[1])


def _timing(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """ "The specified scheduling details are ignored and only the outer limits matter"."""

    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        spans = [span(event) for event in value.event if event]
        bounds = value.repeat.boundsPeriod if value.repeat is not None else None
        if bounds is not None:
            spans.append(_of_period(bounds))
        if not spans:
            return ((EARLIEST, LATEST),)
        return ((min(low for low, _ in spans), max(high for _, high in spans)),)

    return convert


def parse(text: str, _parameter: Parameter, _modifier: str | None, reading: Reading) -> DateValue:
    """A prefix, then any degree of precision "populated from the left"; a space stands for a `+` lost on the way."""
    prefix, rest = prefix_of(plain(text, reading), reading)
    try:
        low, high = span(rest.replace(" ", "+"))
    except ValueError:
        raise reading.refuse("search.date-invalid", text) from None
    if prefix == "ap":
        low, high = approximate(low, high, reading.now())
    return DateValue(prefix, low, high)


def matches(row: DateRow, value: DateValue, _modifier: str | None, _world: World) -> bool:
    """The range of the row against the range of the value, by the table of prefixes."""
    return PREFIXES[value.prefix](row.low, row.high, value.low, value.high)


PREFIXES: dict[str, Callable[[int, int, int, int], bool]] = {
    # the value's range fully contains the row's
    "eq": lambda low, high, from_, to: from_ <= low and high <= to,
    "ne": lambda low, high, from_, to: not (from_ <= low and high <= to),
    # the range above (below) the value overlaps the row's
    "gt": lambda _low, high, _from, to: high > to,
    "lt": lambda low, _high, from_, _to: low < from_,
    # that range and the value's own together overlap the row's (docs/clarifications/search-from-and-until.md)
    "ge": lambda _low, high, from_, _to: high > from_,
    "le": lambda low, _high, _from, to: low < to,
    # no overlap, and the range above (below) the value contains the row's
    "sa": lambda low, _high, _from, to: low >= to,
    "eb": lambda _low, high, from_, _to: high <= from_,
    # overlap
    "ap": lambda low, high, from_, to: low < to and high > from_,
}


def order(row: DateRow) -> int:
    """By the beginning."""
    return row.low


DATE = ParameterType(
    modifiers=frozenset(("missing",)),
    row=DateRow,
    tails={"date": _date, "dateTime": _date, "instant": _instant, "Period": _period, "Timing": _timing},
    parse=parse,
    matches=matches,
    order=order,
)
