"""What was committed, in order: for projections, subscriptions and live screens. And the outbox of the log."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from dsn.base.clock import Instant
from dsn.base.errors import Invalid
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.keeping.turns import ADDED

_CURSOR = struct.Struct(">qqq")
START = _CURSOR.pack(0, -1, 0)


@dataclass(frozen=True, slots=True)
class News:
    """One version that was committed. `cursor` is where to go on after it."""

    cursor: bytes
    type: str
    key: Key
    version: int
    instant: Instant


def feed(connection: Connection, after: bytes, limit: int) -> list[News]:
    """What came after the cursor (`START` = everything), in the order of commits.

    On PostgreSQL only what no transaction still running can come before: nothing is ever skipped.
    Raises Invalid `cursor-invalid`.
    """
    rows = connection.rows(_sql(connection), (*_read(after), limit))
    return [_news(*(int(str(value)) for value in row)) for row in rows]


def end(connection: Connection) -> bytes:
    """The cursor after everything that `feed` would tell now."""
    settled = _SETTLED if connection.dialect.is_postgres else ""
    sql = (
        f"SELECT turn, seq, key FROM feed WHERE true{settled} ORDER BY turn DESC, seq DESC, key DESC LIMIT 1"
    )
    rows = connection.rows(sql)
    return _CURSOR.pack(*(int(str(value)) for value in rows[0])) if rows else START


_SETTLED = f" AND turn < pg_snapshot_xmin(pg_current_snapshot())::text::bigint + {ADDED}"


def _sql(connection: Connection) -> str:
    settled = _SETTLED if connection.dialect.is_postgres else ""
    return (
        "SELECT turn, seq, key, version, type, instant FROM feed"
        f" WHERE (turn, seq, key) > (?, ?, ?){settled} ORDER BY turn, seq, key LIMIT ?"
    )


def _news(turn: int, seq: int, key: Key, version: int, type_: int, instant: Instant) -> News:
    return News(_CURSOR.pack(turn, seq, key), kinds.name(type_), key, version, instant)


def place(cursor: bytes) -> tuple[int, ...]:
    """Turn, seq and key of the line that a cursor stands after. Raises Invalid `cursor-invalid`."""
    return _read(cursor)


def _read(cursor: bytes) -> tuple[int, ...]:
    try:
        return _CURSOR.unpack(cursor)
    except struct.error:
        raise Invalid("cursor-invalid") from None


def latest(connection: Connection) -> Instant:
    """The instant of the newest commit that this reader sees: a search at it is complete. 0 in an empty store."""
    column = "instant" if connection.dialect.is_postgres else "turn"
    return int(str(connection.rows(f"SELECT coalesce(max({column}), 0) FROM feed")[0][0]))


def outbox_take(connection: Connection, limit: int) -> list[tuple[int, bytes]]:
    """The oldest rows of the outbox: number and body."""
    rows = connection.rows("SELECT number, body FROM outbox ORDER BY number LIMIT ?", (limit,))
    return [(int(str(number)), body) for number, body in rows if isinstance(body, bytes)]


def outbox_drop(connection: Connection, numbers: list[int]) -> None:
    """Removes rows that have arrived where they belong."""
    dialect = connection.dialect
    connection.run(f"DELETE FROM outbox WHERE {dialect.among('number')}", (dialect.listed(numbers),))
