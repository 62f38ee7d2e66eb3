"""Primitives whose parts are remembered: what was seen before changes no answer."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dsn.fhir.primitives import CHECKS

_DAYS = st.builds("{:04}-{:02}-{:02}".format, st.integers(2019, 2024), st.integers(0, 13), st.integers(0, 32))
_CLOCKS = {
    "T10:00:00Z": True,
    "T23:59:60.5-05:00": True,
    "T10:00:00+14:00": True,
    "T10:00:00": False,
    "T10:00Z": False,
    "T24:00:00Z": False,
    "T10:00:00+14:30": False,
    " 10:00:00Z": False,
    "T": False,
}


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@given(st.lists(st.tuples(_DAYS, st.sampled_from(list(_CLOCKS)), st.sampled_from(["dateTime", "instant"]))))
def test_a_moment_is_a_day_and_a_time_of_day(moments: list[tuple[str, str, str]]) -> None:
    """In any order of asking, the same text twice, a right day with a wrong time and the other way round."""
    for day, clock, code in moments + moments[::-1]:
        assert bool(CHECKS[code](day + clock)) is (is_day(day) and _CLOCKS[clock])
        assert bool(CHECKS[code](day)) is (is_day(day) and code == "dateTime")
