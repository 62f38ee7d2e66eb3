"""Reading the log: by the person looked at, by the one who looked."""

from __future__ import annotations

from functools import partial

from dsn.base import clock
from dsn.base.clock import Instant
from dsn.base.ids import Key, bucket_of_key
from dsn.log import rows, tables
from dsn.log.chain import Month
from dsn.log.events import Event
from dsn.log.shelf import Shelf
from dsn.sql.connection import Connection


async def by_person(shelf: Shelf, person: Key, since: Instant, until: Instant) -> list[Event]:
    """See `Log.by_person`."""
    found: list[Event] = []
    for month in await _months(shelf, since, until):
        found += await shelf.read(month, partial(_of_person, month, person, since, until))
    return sorted(found, key=lambda event: -event.at)


async def by_who(shelf: Shelf, who: str, since: Instant, until: Instant) -> list[Event]:
    """See `Log.by_who`."""
    found: list[Event] = []
    for month in await _months(shelf, since, until):
        found += await shelf.read(month, partial(_of_who, month, who, since, until))
    return sorted(found, key=lambda event: -event.at)


async def _months(shelf: Shelf, since: Instant, until: Instant) -> list[Month]:
    if since >= until:
        return []
    first = clock.to_datetime(since).strftime("%Y-%m")
    return [month for month in await shelf.months() if first <= month]  # what came late lies in a later one


def _of_person(
    month: Month, person: Key, since: Instant, until: Instant, connection: Connection
) -> list[Event]:
    event = tables.name(tables.EVENT, month, connection.dialect)
    subject = tables.name(tables.SUBJECT, month, connection.dialect)
    found = connection.rows(
        f"SELECT e.body FROM {subject} s JOIN {event} e ON e.writer = s.writer AND e.seq = s.seq"
        " WHERE s.bucket = ? AND s.patient = ? AND s.at >= ? AND s.at < ?",
        (bucket_of_key(person), person, since, until),
    )
    return [rows.decode(body) for (body,) in found if isinstance(body, bytes)]


def _of_who(month: Month, who: str, since: Instant, until: Instant, connection: Connection) -> list[Event]:
    event = tables.name(tables.EVENT, month, connection.dialect)
    found = connection.rows(
        f"SELECT body FROM {event} WHERE who = ? AND at >= ? AND at < ?", (who, since, until)
    )
    return [rows.decode(body) for (body,) in found if isinstance(body, bytes)]
