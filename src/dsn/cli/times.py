"""Moments as operators type them."""

from __future__ import annotations

from datetime import datetime

from dsn.base import clock
from dsn.base.clock import LOCAL, Instant
from dsn.base.errors import Invalid


def instant_of(text: str) -> Instant:
    """`2026-11-21`, `2026-11-21T08:00` (local time) or with a zone. Raises Invalid `moment-unreadable`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("moment-unreadable", given=text) from None
    return clock.from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=LOCAL))
