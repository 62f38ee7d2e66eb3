"""date: the examples of the R4 search page, and the laws of its prefixes."""

from __future__ import annotations

from typing import TypeGuard

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid
from dsn.fhir.search import extract, parse
from dsn.fhir.search.dates import span
from dsn.fhir.search.kinds.date import PREFIXES
from dsn.fhir.search.rows import EARLIEST, LATEST, DateRow, IndexRow


def observed(**effective: object) -> object:
    return made("Observation", "it", **effective)


def is_found(query: str, **effective: object) -> bool:
    return finds(f"Observation?date={query}", observed(**effective)) == ["it"]


@pytest.mark.parametrize(
    ("query", "moment", "found"),
    [
        ("eq2013-01-14", "2013-01-14T00:00:00-05:00", True),
        ("eq2013-01-14", "2013-01-14T10:00:00-05:00", True),
        ("eq2013-01-14", "2013-01-15T00:00:00-05:00", False),
        ("2013-01-14", "2013-01-14", True),
        ("ne2013-01-14", "2013-01-15T00:00:00-05:00", True),
        ("ne2013-01-14", "2013-01-14T00:00:00-05:00", False),
        ("ne2013-01-14", "2013-01-14T10:00:00-05:00", False),
        ("lt2013-01-14T10:00", "2013-01-14", True),
        ("gt2013-01-14T10:00", "2013-01-14", True),
        ("lt2013-01-14", "2013-01-14", False),
        ("gt2013-01-14", "2013-01-14", False),
        ("ge2013-01-14", "2013-01-14", True),
        ("le2013-01-14", "2013-01-14", True),
        ("ge2013-01-14T10:00", "2013-01-13", False),
    ],
)
def test_each_prefix_answers_as_the_page_says(query: str, moment: str, found: bool) -> None:
    """The dates of the page's table are found or not as the table says."""
    assert is_found(query, effectiveDateTime=moment) is found


FROM_JANUARY = {"start": "2013-01-21"}
FROM_15_MARCH = {"start": "2013-03-15"}
UNTIL_JANUARY = {"end": "2013-01-21"}


@pytest.mark.parametrize(
    ("query", "period", "found"),
    [
        ("ge2013-03-14", FROM_JANUARY, True),
        ("le2013-03-14", FROM_JANUARY, True),
        ("sa2013-03-14", FROM_15_MARCH, True),
        ("sa2013-03-14", FROM_JANUARY, False),
        ("sa2013-03-14", UNTIL_JANUARY, False),
        ("eb2013-03-14", FROM_15_MARCH, False),
        ("eb2013-03-14", FROM_JANUARY, False),
        ("eb2013-03-14", UNTIL_JANUARY, True),
        ("le2013-03-14", {"start": "2013-03-14T10:00:00-04:00"}, True),
        ("ge2013-03-14", {"end": "2013-03-14T10:00:00-04:00"}, True),
        ("lt2013-03-14", {"start": "2013-03-14T10:00:00-04:00"}, False),
        ("gt2013-03-14", {"end": "2013-03-14T10:00:00-04:00"}, False),
        ("eq2013", {"start": "2013-02-01", "end": "2013-02-03"}, True),
        ("eq2013-02-01", {"start": "2013-02-01", "end": "2013-02-03"}, False),
        ("eq2013", FROM_JANUARY, False),
    ],
)
def test_open_periods_reach_as_far_as_time(query: str, period: dict[str, str], found: bool) -> None:
    """A missing end lies after any date, a missing start before any, as in the page's examples."""
    assert is_found(query, effectivePeriod=period) is found


def test_the_last_day_of_a_period_belongs_to_it() -> None:
    """A period that ends on a day ends with that day, not at its beginning."""
    assert is_found(
        "ge2013-02-03T23:00:00-05:00", effectivePeriod={"start": "2013-02-01", "end": "2013-02-03"}
    )
    assert not is_found("ge2013-02-04", effectivePeriod={"start": "2013-02-01", "end": "2013-02-03"})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ap2013-02-01", True),
        ("eq2013", True),
        ("gt2013-02-02", True),
        ("lt2013-02-02", True),
        ("sa2013", False),
    ],
)
def test_a_period_that_ends_before_it_starts_is_the_time_between(query: str, found: bool) -> None:
    """From whichever comes first to the end of the other, so that neither date written is lost to the search."""
    assert is_found(query, effectivePeriod={"start": "2013-02-03", "end": "2013-01-30"}) is found


def test_only_the_outer_limits_of_a_timing_matter() -> None:
    """ "A schedule that specifies every second day between 31-Jan 2013 and 24-Mar 2013 includes 1-Feb 2013"."""
    bounds = {"repeat": {"boundsPeriod": {"start": "2013-01-31", "end": "2013-03-24"}, "frequency": 1}}
    assert is_found("ap2013-02-01", effectiveTiming=bounds)
    assert not is_found("eb2013-02-01", effectiveTiming=bounds)
    events = {"event": ["2013-01-31", "2013-03-24"]}
    assert is_found("gt2013-03-23", effectiveTiming=events)
    assert not is_found("gt2013-03-24", effectiveTiming=events)
    assert is_found("gt2100", effectiveTiming={"code": {"text": "au besoin"}})


def test_a_day_is_the_day_of_the_wards() -> None:
    """A dateTime late in the evening in Québec belongs to that day there, whatever the day in UTC."""
    assert is_found("2020-01-01", effectiveDateTime="2020-01-02T03:30:00Z")
    assert not is_found("2020-01-02", effectiveDateTime="2020-01-02T03:30:00Z")


def test_days_when_clocks_change_are_as_long_as_they_are() -> None:
    """The range of a day follows the wall clock: 23 hours in March, 25 in November."""
    hour = 3_600 * 1_000_000
    assert [(high - low) // hour for low, high in map(span, ("2026-03-08", "2026-11-01"))] == [23, 25]


def test_a_space_stands_for_the_plus_that_a_form_lost() -> None:
    """`+05:00` sent unescaped arrives with a space, and is read all the same."""
    assert is_found("eq2020-01-01T10:00:00 05:00", effectiveDateTime="2020-01-01T10:00:00+05:00")


def test_about_a_date_is_a_tenth_of_the_way_to_now() -> None:
    """`ap` takes what overlaps the date widened by 10 % of the gap between now and it."""
    assert is_found("ap2016-01-01", effectiveDateTime="2016-11-01")
    assert not is_found("ap2016-01-01", effectiveDateTime="2017-03-01")


@pytest.mark.parametrize(
    "text", ["2013-13", "2013-02-30", "20130114", "2013-01-14T10", "hier", "2013-01-14T25:00", "zz2013", "ge"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """Neither a day that does not exist nor another way of writing is taken for a date."""
    with pytest.raises(Invalid) as refusal:
        parse("Observation", [("date", text)])
    assert refusal.value.values["source"] == f"date={text}"


def test_an_instant_is_a_point() -> None:
    """An `instant` has no width, a dateTime to the second lasts one."""
    report = made(
        "DiagnosticReport", issued="2020-01-01T00:00:00.000Z", effectiveDateTime="2020-01-01T00:00:00Z"
    )
    widths = {row.high - row.low for row in extract(report) if isinstance(row, DateRow)}
    assert widths == {1, 1_000_000}


days = st.dates().map(lambda day: day.isoformat())
moments = st.builds(
    lambda moment, zone: moment.isoformat(timespec="seconds") + zone,
    st.datetimes(),
    st.sampled_from(["Z", "-05:00", "+14:00", ""]),
)
dates = st.one_of(days, days.map(lambda d: d[:7]), days.map(lambda d: d[:4]), moments)


@given(dates)
def test_every_date_is_a_range_within_time(text: str) -> None:
    """Any date has a range that is not empty and does not leave the ends of time."""
    low, high = span(text)
    assert EARLIEST < low < high <= LATEST


@given(days)
def test_a_day_lies_in_its_month_and_its_year(text: str) -> None:
    """The range of a day lies within that of its month, and that within its year's."""
    (year, year_end), (month, month_end), (day, day_end) = map(span, (text[:4], text[:7], text))
    assert year <= month <= day < day_end <= month_end <= year_end


ranges = st.tuples(st.integers(0, 40), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(ranges, ranges)
def test_prefixes_keep_their_promises(row: tuple[int, int], value: tuple[int, int]) -> None:
    """ne is not eq; ge holds wherever gt or eq do; each holds for every point it is made of."""
    answer = {name: judge(*row, *value) for name, judge in PREFIXES.items()}
    points, wanted = set(range(*row)), set(range(*value))
    assert answer["eq"] is (points <= wanted)
    assert answer["ne"] is not answer["eq"]
    assert answer["gt"] is any(point >= value[1] for point in points)
    assert answer["lt"] is any(point < value[0] for point in points)
    assert answer["ge"] is any(point >= value[0] for point in points)
    assert answer["le"] is any(point < value[1] for point in points)
    assert answer["ge"] >= (answer["gt"] or answer["eq"])
    assert answer["le"] >= (answer["lt"] or answer["eq"])
    assert answer["sa"] is all(point >= value[1] for point in points)
    assert answer["eb"] is all(point < value[0] for point in points)
    assert answer["ap"] is bool(points & wanted)


stored = dates.filter(lambda text: len(text) != len("2013-01-14T10:00:00"))  # R4 wants a zone there


@given(stored, stored)
def test_a_period_is_a_range_that_holds_both_its_dates(start: str, end: str) -> None:
    """Whatever its dates, it does not end before it begins; in their order, it lasts from the first to the second."""
    (row,) = (
        each for each in extract(observed(effectivePeriod={"start": start, "end": end})) if _is_date(each)
    )
    (from_, from_end), (until, until_end) = span(start), span(end)
    assert row.low < row.high
    assert row.low <= from_
    assert row.high >= until_end
    if from_ < until_end:
        assert (row.low, row.high) == (from_, until_end)
    else:
        assert (row.low, row.high) == (until, from_end)


@given(stored, stored, st.sampled_from(sorted(PREFIXES)), dates)
def test_periods_are_judged_alike_whichever_date_comes_first(
    one: str, other: str, prefix: str, asked: str
) -> None:
    """Of two dates that do not overlap, either order of writing gives the same answer to every search."""
    (low, high), (from_, until) = span(one), span(other)
    assume(high <= from_ or until <= low)
    forth, back = ({"start": one, "end": other}, {"start": other, "end": one})
    query = f"{prefix}{asked}"
    assert is_found(query, effectivePeriod=forth) is is_found(query, effectivePeriod=back)


def _is_date(row: IndexRow) -> TypeGuard[DateRow]:
    return isinstance(row, DateRow)
