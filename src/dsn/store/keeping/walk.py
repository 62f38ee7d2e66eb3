"""Walking the record as it stood at one instant, in the order of keys: however long it takes, and begun again anywhere.

Read from the versions themselves, which stay; not from the rows that searches read, which are swept after half an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.errors import Busy
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store import feed, kinds, side
from dsn.store.blobs.keep import expanded
from dsn.store.changes import Version
from dsn.store.current import COLUMNS, Current, to_version

SLICE = 500
LARGEST = 32 << 20
"""Bytes of one slice, contents of attachments included: what an export holds in memory."""
START: Key = -1
_PATIENCE = 1200
_WAIT = 0.025


@dataclass(frozen=True, slots=True)
class Walked:
    """Some versions, in the order of keys; `after` is where to go on, None at the end.

    `now`: of those that have changed since, people and labels of the newest version, by which access is judged too.
    """

    versions: tuple[Version, ...]
    after: Key | None
    now: Mapping[Key, tuple[frozenset[Key], int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Walk:
    """What to walk: versions in force at `at`, recorded from `since` on, of `types` (empty = all), deletions included.

    `keys`: only these, in order; None = all there are.
    """

    at: Instant
    since: Instant = 0
    types: frozenset[str] = frozenset()
    keys: Sequence[Key] | None = None

    def step(self, connection: Connection, after: Key) -> Walked:
        """What comes after `after`: at most `SLICE` resources looked at, perhaps none of them wanted."""
        rows = _rows(connection, after) if self.keys is None else _chosen(connection, self.keys, after)
        last = rows[-1].key if len(rows) == SLICE else None
        then = [row for row in rows if row.instant > self.at]
        before = _before(connection, [row.key for row in then if row.version > 1], self.at)
        numbers = {kinds.number(type_) for type_ in self.types}
        stood = (row if row.instant <= self.at else before.get(row.key) for row in rows)
        wanted = [
            row
            for row in stood
            if row is not None and row.instant >= self.since and (not numbers or row.type in numbers)
        ]
        now = {row.key: (frozenset(row.patients), row.labels) for row in then}
        versions, cut = _whole(connection, wanted)
        return Walked(versions, last if cut is None else cut, now)


def _whole(connection: Connection, rows: Sequence[Current]) -> tuple[tuple[Version, ...], Key | None]:
    """The versions with their contents, `LARGEST` bytes or one too large; where it was cut, if it was."""
    found: list[Version] = []
    size = 0
    for number, row in enumerate(rows, 1):
        version = expanded(connection, to_version(row))
        found.append(version)
        size += len(version.body)
        if size >= LARGEST and number < len(rows):
            return tuple(found), row.key
    return tuple(found), None


def _rows(connection: Connection, after: Key) -> list[Current]:
    """In the order of their key, whose top bits are the bucket by which PostgreSQL has them in order."""
    values: tuple[int, ...]
    if connection.dialect.is_postgres:
        where, order, values = (
            "(bucket, key) > (?, ?)",
            "bucket, key",
            (max(0, ids.bucket_of_key(after)), after),
        )
    else:
        where, order, values = "key > ?", "key", (after,)
    sql = f"SELECT {COLUMNS} FROM resource WHERE {where} ORDER BY {order} LIMIT {SLICE}"
    return [Current(*row) for row in connection.rows(sql, values)]  # type: ignore[arg-type]


def _chosen(connection: Connection, keys: Sequence[Key], after: Key) -> list[Current]:
    """Of the chosen keys, those that have a resource (a key may only have been promised)."""
    dialect = connection.dialect
    found: list[Current] = []
    left = [key for key in keys if key > after]
    while left and len(found) < SLICE:
        some, left = left[: SLICE - len(found)], left[SLICE - len(found) :]
        sql = f"SELECT {COLUMNS} FROM resource WHERE {dialect.among('key')}"
        rows = connection.rows(sql, (dialect.listed(some),))
        found += sorted((Current(*row) for row in rows), key=lambda row: row.key)  # type: ignore[arg-type]
    return found


def _before(connection: Connection, keys: Sequence[Key], at: Instant) -> dict[Key, Current]:
    """The versions in force at `at` of resources that have changed since."""
    if not keys:
        return {}
    dialect = connection.dialect
    sql = f"SELECT {COLUMNS} FROM past WHERE {dialect.among('key')} AND instant <= ? ORDER BY key, version"
    rows = connection.rows(sql, (dialect.listed(keys), at))
    return {row.key: row for row in (Current(*row) for row in rows)}  # type: ignore[arg-type]  # the last one stays


def keys_of(connection: Connection, people: Collection[Key], at: Instant) -> list[Key] | None:
    """What belonged to these people at `at` or since, in order; None when rows from then were swept."""
    if side.horizon(connection) > at:
        return None
    sql = f"SELECT DISTINCT key FROM member WHERE {connection.dialect.among('patient')}"
    return sorted(int(str(key)) for (key,) in connection.rows(sql, (connection.dialect.listed(people),)))


async def settled(database: Database) -> Instant:
    """The newest instant of which nothing is still to come: no transaction runs that could commit at or before it.

    Raises Busy `store-busy` when one runs for half a minute.
    """
    if not database.dialect.is_postgres:
        return await database.read(feed.latest)
    latest, bound = await database.read(_latest)
    for _ in range(_PATIENCE):
        if await database.read(_oldest) >= bound:
            return latest
        await asyncio.sleep(_WAIT)
    raise Busy("store-busy")


def _latest(connection: Connection) -> tuple[Instant, int]:
    sql = "SELECT coalesce(max(instant), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM feed"
    latest, bound = connection.rows(sql)[0]
    return int(str(latest)), int(str(bound))


def _oldest(connection: Connection) -> int:
    return int(str(connection.rows("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0][0]))
