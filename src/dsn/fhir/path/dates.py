"""Dates and times that know how precisely they are known (FHIRPath N1, "Date", "DateTime", "Time").

Comparing two of them answers None where their precisions, or only one of them having a time zone, leave
the answer open. Seconds and their fraction are one precision, as the specification says.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Self

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_CLOCK = r"(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?"
_TIME = re.compile(_CLOCK, re.ASCII)
_DATETIME = re.compile(rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:T{_CLOCK}(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FhirDate:
    """A year, month or day: `parts` holds one to three numbers."""

    parts: tuple[int, ...]

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> FhirDate | None:
        """The date a text says, None when it says none (2024-02-31 is none)."""
        match = _DATE.fullmatch(text)
        if match is None:
            return None
        parts = tuple(int(part) for part in match.groups() if part is not None)
        return FhirDate(parts) if _is_day(parts) else None

    def __str__(self) -> str:
        return _day_text(self.parts)

    def as_datetime(self) -> FhirDateTime:
        """The same moment as a DateTime of the same precision (the implicit conversion of the specification)."""
        return FhirDateTime(self.parts)


@dataclass(frozen=True, slots=True)
class FhirTime:
    """A time of day: one to three numbers and the digits of the fraction of the second ("" without one)."""

    parts: tuple[int, ...]
    fraction: str = ""

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(text: str) -> FhirTime | None:
        """The time a text says, None when it says none."""
        match = _TIME.fullmatch(text)
        if match is None:
            return None
        parts = tuple(int(part) for part in match.groups()[:3] if part is not None)
        return FhirTime(parts, match.group(4) or "") if _is_clock(parts) else None

    def __str__(self) -> str:
        return _clock_text(self.parts, self.fraction)


@dataclass(frozen=True, slots=True)
class FhirDateTime:
    """A year up to a fraction of a second: one to six numbers, the fraction's digits, the zone in minutes.

    `offset` is None where no time zone was said; `utc` keeps whether it was written Z rather than +00:00.
    """

    parts: tuple[int, ...]
    fraction: str = ""
    offset: int | None = None
    utc: bool = False

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> FhirDateTime | None:
        """The moment a text says, None when it says none."""
        match = _DATETIME.fullmatch(text)
        if match is None:
            return None
        parts = tuple(int(part) for part in match.groups()[:6] if part is not None)
        zone = match.group(8)
        if not (_is_day(parts[:3]) and _is_clock(parts[3:])):
            return None
        offset = None if zone is None else _offset(zone)
        return FhirDateTime(parts, match.group(7) or "", offset, zone == "Z")

    @classmethod
    def from_clock(cls, now: datetime) -> Self:
        """The aware moment of a clock, to the millisecond."""
        shift = now.utcoffset() or timedelta()
        return cls(now.timetuple()[:6], f"{now.microsecond // 1000:03}", int(shift.total_seconds()) // 60)

    def __str__(self) -> str:
        text = _day_text(self.parts[:3])
        if len(self.parts) > 3:
            text += f"T{_clock_text(self.parts[3:], self.fraction)}"
        if self.utc:
            return f"{text}Z"
        return text if self.offset is None else f"{text}{_offset_text(self.offset)}"

    def in_utc(self) -> FhirDateTime:
        """The same moment in UTC, at the same precision; itself where there is no zone or no hour."""
        if not self.offset or len(self.parts) < 4:
            return self
        moved = _moment(self.parts) - timedelta(minutes=self.offset)
        return FhirDateTime(moved.timetuple()[: len(self.parts)], self.fraction, 0)


Temporal = FhirDate | FhirDateTime | FhirTime


def compare(left: Temporal, right: Temporal) -> int | None:
    """-1, 0 or 1; None where precision or zone leaves it open. Date and DateTime compare; Time only with Time.

    Raises `TypeError` for a Time beside a date: the caller decides what that means."""
    if isinstance(left, FhirTime) != isinstance(right, FhirTime):
        raise TypeError("a time of day compares with a time of day only")
    if isinstance(left, FhirDateTime) and isinstance(right, FhirDateTime):
        if (left.offset is None) != (right.offset is None) and len(left.parts) > 3 < len(right.parts):
            return None
        left, right = left.in_utc(), right.in_utc()
    for one, other in zip(left.parts, right.parts, strict=False):
        if one != other:
            return -1 if one < other else 1
    if len(left.parts) != len(right.parts):
        return None
    return _compare_fractions(getattr(left, "fraction", ""), getattr(right, "fraction", ""))


def equivalent(left: Temporal, right: Temporal) -> bool:
    """The `~` of dates: what `=` leaves open is not equivalent."""
    if isinstance(left, FhirTime) != isinstance(right, FhirTime):
        return False
    return compare(left, right) == 0


def shift(start: Temporal, amount: Decimal, unit: str) -> Temporal:
    """`start` moved by `amount` of a calendar unit (`week` included).

    The decimal part of an amount is dropped, but for seconds ("Date/Time Arithmetic"); a month that is too
    short gives its last day. Raises `OverflowError` past the years 1 to 9999."""
    if unit == "week":
        return shift(start, Decimal(int(amount) * 7), "day")
    if isinstance(start, FhirTime):
        return _shift_time(start, amount, unit)
    if unit in ("year", "month"):
        return _shift_months(start, int(amount) * (12 if unit == "year" else 1))
    return _shift_clock(start, amount, unit)


def _shift_time(start: FhirTime, amount: Decimal, unit: str) -> FhirTime:
    anchor = FhirDateTime((2000, 1, 1, *start.parts), start.fraction)
    moved = _shift_clock(anchor, amount, unit)
    assert isinstance(moved, FhirDateTime)
    return FhirTime(moved.parts[3:], moved.fraction)


def _shift_months(start: FhirDate | FhirDateTime, months: int) -> FhirDate | FhirDateTime:
    parts = start.parts
    if len(parts) == 1:
        # A year moves by whole years: the specification converts the amount to the precision at hand.
        return _with_parts(start, (_year(parts[0] + int(months / 12)),))
    years, month = divmod(parts[0] * 12 + parts[1] - 1 + months, 12)
    moved = (_year(years), month + 1, *parts[2:])
    if len(moved) > 2:
        moved = (*moved[:2], min(moved[2], monthrange(*moved[:2])[1]), *moved[3:])
    return _with_parts(start, moved)


def _shift_clock(start: FhirDate | FhirDateTime, amount: Decimal, unit: str) -> FhirDate | FhirDateTime:
    parts = start.parts
    if len(parts) < 3:
        return _shift_months(start, _months(amount, unit))
    micros = _micros(amount, unit, to_seconds=len(parts) == 6)
    size = (86_400_000_000, 3_600_000_000, 60_000_000, 1)[len(parts) - 3]
    fraction = getattr(start, "fraction", "")
    before = _moment(parts) + timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
    moved = before + timedelta(microseconds=int(micros / size) * size)
    kept = moved.timetuple()[: len(parts)]
    if isinstance(start, FhirDate):
        return FhirDate(kept)
    return FhirDateTime(kept, _digits(moved, fraction, len(parts)), start.offset, start.utc)


def _digits(moved: datetime, fraction: str, parts: int) -> str:
    """The fraction to show: as many digits as before, more where the amount brought some."""
    if parts < 6:
        return ""
    digits = f"{moved.microsecond:06}"
    return digits[: max(len(fraction), len(digits.rstrip("0")), 3 if moved.microsecond else 0)]


def _micros(amount: Decimal, unit: str, *, to_seconds: bool) -> int:
    if unit == "second" and to_seconds:
        return int(amount * 1_000_000)
    return (
        int(amount)
        * {
            "day": 86_400_000_000,
            "hour": 3_600_000_000,
            "minute": 60_000_000,
            "second": 1_000_000,
            "millisecond": 1_000,
        }[unit]
    )


def _months(amount: Decimal, unit: str) -> int:
    """Whole months in an amount of smaller units, a month being 30 days and a year 365 (same section)."""
    days = int(Decimal(_micros(amount, unit, to_seconds=False)) / 86_400_000_000)
    years, rest = divmod(abs(days), 365)
    months = years * 12 + rest // 30
    return months if days >= 0 else -months


def _with_parts(start: FhirDate | FhirDateTime, parts: tuple[int, ...]) -> FhirDate | FhirDateTime:
    if isinstance(start, FhirDate):
        return FhirDate(parts)
    return FhirDateTime(parts, start.fraction, start.offset, start.utc)


def _year(year: int) -> int:
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return year


def _moment(parts: tuple[int, ...]) -> datetime:
    year, month, day, hour, minute, second = (*parts, *(0, 1, 1, 0, 0, 0)[len(parts) :])
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)


def _compare_fractions(left: str, right: str) -> int:
    one, other = left.rstrip("0"), right.rstrip("0")
    return 0 if one == other else (-1 if one < other else 1)


def _is_day(parts: tuple[int, ...]) -> bool:
    try:
        date(*(*parts, *(1, 1)[len(parts) - 1 :]))
    except ValueError:
        return False
    return True


def _is_clock(parts: tuple[int, ...]) -> bool:
    return all(part < limit for part, limit in zip(parts, (24, 60, 61), strict=False))


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _offset_text(offset: int) -> str:
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"


def _day_text(parts: tuple[int, ...]) -> str:
    return "-".join((f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])))


def _clock_text(parts: tuple[int, ...], fraction: str) -> str:
    text = ":".join(f"{part:02}" for part in parts)
    return f"{text}.{fraction}" if fraction else text
