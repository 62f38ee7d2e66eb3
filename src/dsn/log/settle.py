"""What a copy of the record and a later copy of the log both hold: a write's row that moved between the two."""

from __future__ import annotations

from collections.abc import Callable

from dsn.log import outbox, tables
from dsn.log.chain import Month
from dsn.log.log import month_of
from dsn.sql.connection import Connection
from dsn.store import feed

Find = Callable[[Month], Connection | None]


def settle(record: Connection, find: Find, key: bytes) -> int:
    """Drops from the copied outbox what the copied log has already; how many. `find`: the copy of a month.

    Compared by its bytes, which name the request: `moved` forgets an id as soon as the living outbox has dropped it.
    """
    arrived = [
        number
        for number, packed in feed.outbox_take(record, 2**31 - 1)
        if _has(find, outbox.unpack(packed, key))
    ]
    feed.outbox_drop(record, arrived)
    return len(arrived)


def _has(find: Find, waiting: outbox.Waiting) -> bool:
    month = month_of(waiting.event.at)
    connection = find(month)
    if connection is None:
        return False
    event = tables.name(tables.EVENT, month, connection.dialect)
    sql = f"SELECT 1 FROM {event} WHERE who = ? AND at = ? AND body = ? LIMIT 1"
    return bool(connection.rows(sql, (waiting.event.who, waiting.event.at, waiting.body)))
