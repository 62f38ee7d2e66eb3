"""The range of time a FHIR date, dateTime or instant stands for: [low, high) in microseconds since 1970 UTC.

"Dates do not have time zones … the servers local time zone should be assumed" (R4 search, date): a day is that of the
wards' wall clock, `clock.LOCAL`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from dsn.base.clock import LOCAL
from dsn.fhir.search.rows import LATEST

_TEXT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS_BEFORE_1970 = date(1970, 1, 1).toordinal()
SECOND: Final = 1_000_000
_KEPT = 20_000
_LONGEST = 40
_spans: dict[str, tuple[int, int]] = {}


def span(text: str) -> tuple[int, int]:
    """[low, high) of `2013`, `2013-01`, `2013-01-14`, `2013-01-14T10:00` (seconds optional) and any fraction.

    Raises ValueError when it is no such thing, or no day of the calendar. A leap second is the next second.
    """
    known = _spans.get(text)
    if known is None:
        known = _span(text)
        if len(_spans) >= _KEPT:
            _spans.clear()
        if len(text) <= _LONGEST:
            _spans[text] = known
    return known


def _span(text: str) -> tuple[int, int]:
    found = _TEXT.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if hour is None:
        return _days(int(year), month, day)
    moment, width = _moment(
        datetime(int(year), int(month), int(day), int(hour), int(minute)), second, fraction
    )
    low = _instant(moment.replace(tzinfo=_zone(zone)))
    if second == "60":
        low += SECOND
    return low, low + width


def _moment(start: datetime, second: str | None, fraction: str | None) -> tuple[datetime, int]:
    """The start, and how long it lasts by its precision; fractions are cut at the microsecond."""
    if second is None:
        return start, 60 * SECOND
    start = start.replace(second=min(int(second), 59))
    if fraction is None:
        return start, SECOND
    digits = fraction[:6]
    return start.replace(microsecond=int(digits.ljust(6, "0"))), int(10 ** (6 - len(digits)))


def _zone(zone: str | None) -> tzinfo:
    if zone is None:
        return LOCAL
    if zone == "Z":
        return UTC
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return timezone(-offset if zone[0] == "-" else offset)


def _days(year: int, month: str | None, day: str | None) -> tuple[int, int]:
    first = date(year, int(month or 1), int(day or 1))
    if day is not None:
        return _midnight(first), _midnight_after(first.toordinal() + 1)
    if month is not None:
        return _midnight(first), _first_of(year + first.month // 12, first.month % 12 + 1)
    return _midnight(first), _first_of(year + 1, 1)


def _first_of(year: int, month: int) -> int:
    return _midnight(date(year, month, 1)) if year <= date.max.year else LATEST


def _midnight_after(ordinal: int) -> int:
    return _midnight(date.fromordinal(ordinal)) if ordinal <= date.max.toordinal() else LATEST


def _midnight(day: date) -> int:
    if day.year in (date.min.year, date.max.year):  # where a zone may lead out of the calendar
        return (day.toordinal() - _DAYS_BEFORE_1970) * 86_400 * SECOND
    return _instant(datetime(day.year, day.month, day.day, tzinfo=LOCAL))


def _instant(moment: datetime) -> int:
    since = moment.replace(tzinfo=UTC) - _EPOCH - (moment.utcoffset() or timedelta())
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def approximate(low: int, high: int, now: int) -> tuple[int, int]:
    """The range widened on both sides by "10% of the gap between now and the date" (R4 search, `ap`)."""
    gap = now - high if now >= high else low - now if now < low else 0
    return low - gap // 10, high + gap // 10
