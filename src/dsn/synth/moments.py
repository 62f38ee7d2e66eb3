"""Instants of Québec's clock, written with the offset of their day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=200)
def _summer(year: int) -> tuple[date, date]:
    """From the second Sunday of March to the first of November (before 2007: April to October)."""
    if year >= 2007:
        start, end = date(year, 3, 8), date(year, 11, 1)
    else:
        start, end = date(year, 4, 1), date(year, 10, 25)
    return tuple(day + timedelta(days=(6 - day.weekday()) % 7) for day in (start, end))  # type: ignore[return-value]


def moment(day: date, hour: int, minute: int, second: int = 0) -> str:
    """The instant at that hour of Montréal (the hour of the change itself is not asked for at night)."""
    start, end = _summer(day.year)
    offset = "-04:00" if start <= day < end else "-05:00"
    return f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}{offset}"


def later(day: date, minutes: int) -> str:
    """The instant `minutes` after midnight of `day`; past 1,440 it is the next day's."""
    days, rest = divmod(minutes, 1440)
    return moment(day + timedelta(days=days), rest // 60, rest % 60)
