"""Dates, hours, ages and numbers as people here write them: AAAA-MM-JJ, 24 hours, a decimal comma in French."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from dsn.base import clock

_TWO = Decimal("0.01")
_SHOWN_DECIMALS = 3


class Figures:
    """How one language writes figures."""

    def __init__(self, language: str) -> None:
        self.language = language

    def number(self, value: Decimal | int | float) -> str:
        """As recorded up to three decimals; longer ones (computed by a machine) at two, or three digits if small."""
        text = _shorten(value if isinstance(value, Decimal) else Decimal(str(value)))
        return text if self.language == "en" else text.replace(".", ",")

    def day(self, text: str | None) -> str:
        """The day of a FHIR date, dateTime or instant, in local time, as far as it is known; "" for None."""
        return _local(text)[:10] if text else ""

    def moment(self, text: str | None) -> str:
        """`2026-05-09 14:05` in local time; only the day when no hour is known; "" for None."""
        return _local(text) if text else ""

    def instant(self, milliseconds: clock.Instant) -> str:
        """A clock instant as `moment` writes it."""
        return clock.to_datetime(milliseconds).astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")


@lru_cache(maxsize=8192)
def _local(text: str) -> str:
    if "T" not in text:
        return text
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(clock.LOCAL)
    return moment.strftime("%Y-%m-%d %H:%M")


def _shorten(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= _SHOWN_DECIMALS:
        return f"{value:f}"
    if abs(value) >= 1:
        return f"{value.quantize(_TWO):f}"
    return f"{value:.3g}" if abs(value) >= _TWO else f"{value:.2e}"


def age(birth: str, at: date) -> tuple[int, str]:
    """Completed years, months (under two years) or days (under one month), with which: `years`, `months`, `days`.

    `birth` is a FHIR date; where its month or day is not known it counts as the first.
    """
    parts = [int(part) for part in birth.split("-")] + [1, 1]
    born = date(parts[0], parts[1], parts[2])
    months = (at.year - born.year) * 12 + at.month - born.month - (at.day < born.day)
    if months < 1:
        return max((at - born).days, 0), "days"
    return (months // 12, "years") if months >= 24 else (months, "months")
