"""Dates and times that know their precision: laws, and the arithmetic of the specification."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime, Temporal, compare, equivalent, shift

moments = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))
offsets = st.integers(-12 * 60, 14 * 60)


@st.composite
def texts(draw: st.DrawFn) -> str:
    moment = draw(moments)
    size = draw(st.sampled_from([4, 7, 10, 13, 16, 19, 23]))
    text = moment.isoformat(timespec="milliseconds")[:size]
    zone = draw(st.sampled_from(["", "Z", "-05:00", "+09:30"])) if size > 10 else ""
    return text + zone


@given(texts())
def test_a_moment_is_written_as_it_was_read(text: str) -> None:
    """Reading and writing a date or moment changes no character."""
    assert str(FhirDateTime.parse(text)) == text


@given(moments, offsets, offsets)
def test_the_same_instant_is_equal_in_any_zone(moment: datetime, one: int, other: int) -> None:
    """Two spellings of one instant in two zones are equal."""
    left, right = (
        FhirDateTime.from_clock(moment.replace(tzinfo=UTC).astimezone(_zone(offset)))
        for offset in (one, other)
    )
    assert compare(left, right) == 0


def _zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset))


@given(texts(), texts())
def test_order_has_two_directions(one: str, other: str) -> None:
    """Comparing the other way round gives the opposite, and open stays open."""
    left, right = FhirDateTime.parse(one), FhirDateTime.parse(other)
    assert left is not None
    assert right is not None
    there, back = compare(left, right), compare(right, left)
    assert there == (None if back is None else -back)
    assert equivalent(left, right) == (there == 0)


@given(
    moments, st.integers(-10_000, 10_000), st.sampled_from(["day", "hour", "minute", "second", "millisecond"])
)
def test_exact_spans_go_there_and_back(moment: datetime, amount: int, unit: str) -> None:
    """A span of days or less, added and taken away again, changes nothing."""
    start = FhirDateTime.from_clock(moment.replace(tzinfo=UTC))
    there = shift(start, Decimal(amount), unit)
    assert shift(there, Decimal(-amount), unit) == start


@given(moments, st.integers(-600, 600))
def test_months_keep_the_day_or_end_the_month(moment: datetime, months: int) -> None:
    """Adding months keeps the day of the month, or takes the month's last."""
    start = FhirDate((moment.year, moment.month, moment.day))
    moved = shift(start, Decimal(months), "month")
    assert isinstance(moved, FhirDate)
    assert moved.parts[0] * 12 + moved.parts[1] == start.parts[0] * 12 + start.parts[1] + months
    assert moved.parts[2] == start.parts[2] or (moved.parts[2] < start.parts[2] and moved.parts[2] >= 28)


def read(text: str) -> Temporal:
    found = FhirTime.parse(text[1:]) if text.startswith("T") else FhirDateTime.parse(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        ("1973-12-25", "7.9", "day", "1974-01-01"),
        ("2019-03-01", "24", "month", "2021-03-01"),
        ("2026-01-31", "1", "month", "2026-02-28"),
        ("2024-02-29", "1", "year", "2025-02-28"),
        ("2014", "24", "month", "2016"),
        ("2014", "23", "month", "2015"),
        ("2014", "-1", "month", "2014"),
        ("2016", "365", "day", "2017"),
        ("2026-02", "5", "week", "2026-03"),
        ("2026-02", "4", "week", "2026-02"),
        ("2026-02", "-1", "day", "2026-02"),
        ("1973-12-25T00:00:00.000+10:00", "42.53", "second", "1973-12-25T00:00:42.530+10:00"),
        ("2026-01-01T13:00:00", "30", "minute", "2026-01-01T13:30:00"),
        ("2026-01-01T13", "90", "minute", "2026-01-01T14"),
        ("T23:30:00", "1", "hour", "T00:30:00"),
        ("T01:00:00", "48", "hour", "T01:00:00"),
        ("T00:30:00", "-1", "hour", "T23:30:00"),
        ("T14:34", "500", "millisecond", "T14:34"),
    ],
)
def test_the_arithmetic_of_the_specification(start: str, amount: str, unit: str, expected: str) -> None:
    """Adding a span gives what the specification's examples give."""
    assert shift(read(start), Decimal(amount), unit) == read(expected)


@pytest.mark.parametrize(
    "text", ["2015-02-29", "2015-13", "15-01-01", "2015-1-1", "2015-01-01T24:00", "٢٠١٥", "0000"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    """A day that does not exist, or is not written as one, is no date."""
    assert FhirDateTime.parse(text) is None
    assert FhirDate.parse(text) is None


def test_leaving_the_calendar_is_an_error() -> None:
    """Before year 1 and after 9999 there is nothing to answer."""
    with pytest.raises(OverflowError):
        shift(FhirDate((9999,)), Decimal(1), "year")
    with pytest.raises(OverflowError):
        shift(FhirDate((1, 1, 1)), Decimal(-1), "day")
