"""Days on which clinics are closed: week-ends, the statutory holidays of Québec, and the week between the years."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXED = frozenset(((1, 1), (1, 2), (6, 24), (7, 1), *((12, day) for day in range(24, 32))))


def workday(day: date) -> date:
    """`day`, or the next day on which a clinic is open."""
    while closed(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def closed(day: date) -> bool:
    if day.weekday() > 4 or (day.month, day.day) in _FIXED:
        return True
    return day in _moving(day.year)


@lru_cache(maxsize=120)
def _moving(year: int) -> frozenset[date]:
    """Good Friday and Easter Monday, Patriots' Day, Labour Day, Thanksgiving."""
    easter = _easter(year)
    patriots = date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday())
    return frozenset(
        (
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            patriots,
            _monday(date(year, 9, 1)),
            _monday(date(year, 10, 1)) + timedelta(days=7),
        )
    )


def _monday(day: date) -> date:
    """The first Monday from `day` on."""
    return day + timedelta(days=-day.weekday() % 7)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, four = divmod(century, 4)
    shift = (century + 8) // 25
    moon = (19 * golden + century - leap - (century - shift + 1) // 3 + 15) % 30
    quarter, left = divmod(rest, 4)
    week = (32 + 2 * four + 2 * quarter - moon - left) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
