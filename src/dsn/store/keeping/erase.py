"""Erasing for good what was deleted: versions, the rows that stood for them, their lines in the feed.

What stays of a resource is its last row: the deletion itself, with type, id, number and time, and nothing of what it
said. On SQLite the freed pages are overwritten; on PostgreSQL they are left to VACUUM, which `finish` runs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import apsw

from dsn.base import ids
from dsn.base.ids import Key
from dsn.sql import sqlite
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store import kinds, words
from dsn.store.blobs import sweep
from dsn.store.check import expected
from dsn.store.current import COLUMNS, Current
from dsn.store.lookup import Lookup
from dsn.store.schema import TABLES
from dsn.store.writes import KEYS, PLACES

SLICE = 2_000
VERSIONS = 50
"""Versions erased in one transaction: some ten milliseconds."""

Place = tuple[Key, int]
"""A version: key and number."""
START: Place = (-1, 0)


def about(
    connection: Connection, person: Key, table: str, after: Place, keys: Collection[Key] = ()
) -> tuple[list[Current], Place | None]:
    """Versions about a person, or of `keys`, among the next `SLICE` of `table` (resource: the newest ones; past); where
    to go on.

    Every version is looked at: no index says whose a version of long ago was.
    """
    order = "key, version"
    marks: str = "?, ?"
    values: tuple[int, ...] = after
    if connection.dialect.is_postgres:
        order, marks, values = f"bucket, {order}", "?, ?, ?", (max(0, ids.bucket_of_key(after[0])), *after)
    sql = f"SELECT {COLUMNS} FROM {table} WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT {SLICE}"
    rows = [Current(*row) for row in connection.rows(sql, values)]  # type: ignore[arg-type]
    found = [row for row in rows if person in row.patients or row.key in keys]
    return found, (rows[-1].key, rows[-1].version) if len(rows) == SLICE else None


def keep_nothing(connection: Connection) -> None:
    """From here on this connection overwrites what it frees."""
    if isinstance(connection, sqlite.SqliteConnection):
        connection.raw.pragma("secure_delete", True)


def erase(connection: Connection, versions: Sequence[Current]) -> int:
    """Erases these versions, which are not the newest of their resources; how many there were.

    Precondition: they gave way to others (their rows have ended), and `keep_nothing` was said.
    """
    names = Lookup(connection)
    told = "instant" if connection.dialect.is_postgres else "turn"  # the same, and has the index
    count = 0
    for was in versions:
        place = (ids.bucket_of_key(was.key), was.key, was.version)
        words.forget(connection, was.key, was.version)
        _rows_of(connection, was, names)
        _contents_of(connection, was)
        count += connection.run(f"DELETE FROM past WHERE {_PLACE}", place)
        connection.run(f"DELETE FROM feed WHERE {_PLACE} AND {told} = ?", (*place, was.instant))
    return count


_PLACE = "bucket = ? AND key = ? AND version = ?"


def _rows_of(connection: Connection, was: Current, names: Lookup) -> None:
    """The rows that stood for a version, where they have ended."""
    if was.deleted:
        return
    for table, rows in expected(was, names).items():
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        places = PLACES[table]
        ended = [tuple(row[place] for place in places) for row in rows]
        connection.many(f"DELETE FROM {table} WHERE {where} AND until IS NOT NULL", ended)


def _contents_of(connection: Connection, was: Current) -> None:
    """Contents kept beside it (attachments), unless another version has the same."""
    place = (was.key, was.version)
    sql = (
        "SELECT b.number FROM blob_use u JOIN blob b ON b.digest = u.digest WHERE u.key = ? AND u.version = ?"
    )
    numbers = [int(str(number)) for (number,) in connection.rows(sql, place)]
    connection.run("DELETE FROM blob_use WHERE key = ? AND version = ?", place)
    for number in numbers:
        while sweep.remove(connection, number, _NOW_AND_EVER):
            pass


_NOW_AND_EVER = 1 << 62
"""Later than any content was brought: what nobody has goes at once."""


def free_guards(connection: Connection, type_: str, id_: str) -> None:
    """What a resource held unique (a card number) may be held by another."""
    connection.run("DELETE FROM guard WHERE holder = ? OR holder = ?", (f"{type_}/{id_}", id_))


def finish(database: Database) -> None:
    """What was freed leaves the write-ahead log, or the tables. May take long; nobody waits for it."""
    connection = database.connect()
    try:
        if isinstance(connection, sqlite.SqliteConnection):
            connection.raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        else:
            connection.run(f"VACUUM {', '.join(table.name for table in TABLES)}")
    finally:
        connection.close()


def name_of(was: Current) -> str:
    """`Type/id`."""
    return f"{kinds.name(was.type)}/{was.id}"
