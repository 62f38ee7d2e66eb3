"""The only clock. Instants are whole milliseconds since 1970 in UTC; text is FHIR's `instant` form.

Everything that needs the time is handed a `Clock`, so that tests and replays can hold it still.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Instant = int
Clock = Callable[[], Instant]

LOCAL = ZoneInfo("America/Montreal")
"""The wall clock of the wards: days, shifts and what people read are in this zone."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> Instant:
    """Milliseconds since 1970, UTC. May go back when the machine's clock is set: never an order of events."""
    return time.time_ns() // 1_000_000


def to_text(instant: Instant) -> str:
    """`2026-05-09T04:00:00.000Z`: FHIR `instant`, always UTC, always three decimals, so it sorts as text."""
    minute, rest = divmod(instant, 60_000)
    return f"{_minute_text(minute)}{rest // 1000:02d}.{rest % 1000:03d}Z"


@lru_cache(maxsize=1024)  # every read of the record says an instant, and most are near one another
def _minute_text(minute: int) -> str:
    return to_datetime(minute * 60_000).strftime("%Y-%m-%dT%H:%M:")


def to_datetime(instant: Instant) -> datetime:
    """The same instant, aware, in UTC."""
    return _EPOCH + timedelta(milliseconds=instant)


def from_datetime(moment: datetime) -> Instant:
    """Milliseconds of an aware datetime (cut, not rounded). Raises ValueError when it is naive."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no instant")
    return (moment - _EPOCH) // timedelta(milliseconds=1)
