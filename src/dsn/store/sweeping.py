"""Sweeping: rows that ended more than half an hour ago go. What ended is known from the feed and the past versions.

Tables are never walked: a version that gave way says which rows stood for it. Found by a reader, removed by the writer
in small slices, from a cursor that is kept; what a slice did not reach is done by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store import aliases, words
from dsn.store.blobs import sweep as orphans
from dsn.store.check import expected
from dsn.store.current import COLUMNS, Current
from dsn.store.index import Tuple
from dsn.store.lookup import Lookup
from dsn.store.schema import IX_WORD
from dsn.store.side import SWEPT, horizon, set_setting, setting
from dsn.store.writes import KEYS, PLACES

KEPT_MS = 30 * 60 * 1000
"""How long rows stay after they ended: as long as a page can be turned."""
IDEMPOTENCY_MS = 30 * 24 * 3600 * 1000
_CURSOR = "sweep-cursor"
_LINES = 4000
"""Lines of the feed a reader looks at in one go."""
_VERSIONS = 100
"""Versions whose rows the writer removes in one go: some ten milliseconds."""


@dataclass(slots=True)
class Slice:
    """Rows to remove by table, because they ended by `before`; where the next slice begins; is there more?"""

    before: Instant
    cursor: str
    more: bool
    ended: Instant = 0
    rows: dict[str, list[Tuple]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))


def find(connection: Connection, now: Instant) -> Slice:
    """The next slice; reads only."""
    before = now - KEPT_MS
    after = setting(connection, _CURSOR) or "0 0 0 0"
    lines = _feed(connection, tuple(int(part) for part in after.split()), before)
    found = Slice(before, after, len(lines) == _LINES)
    names = Lookup(connection)
    versions = 0
    for line in lines:
        instant, _, _, key, version = line
        if version > 1:
            if versions == _VERSIONS:
                found.more = True
                break
            versions += 1
            found.ended = max(found.ended, instant)
            _add(connection, found, key, version - 1, names)
        found.cursor = " ".join(map(str, line[:4]))
    return found


def _feed(connection: Connection, after: tuple[int, ...], before: Instant) -> list[tuple[int, ...]]:
    """The order of commits: on SQLite by the turn, which is the instant there and has the index."""
    first = "instant" if connection.dialect.is_postgres else "turn"
    rows = connection.rows(
        f"SELECT instant, turn, seq, key, version FROM feed WHERE {first} >= ? AND {first} <= ?"
        f" AND ({first}, turn, seq, key) > (?, ?, ?, ?) ORDER BY {first}, turn, seq, key LIMIT ?",
        (after[0], before, *after, _LINES),
    )
    return [tuple(int(str(value)) for value in row) for row in rows]


def _add(connection: Connection, found: Slice, key: Key, version: int, names: Lookup) -> None:
    """The rows that stood for a version that gave way, by what is their key."""
    sql = f"SELECT {COLUMNS} FROM past WHERE bucket = ? AND key = ? AND version = ?"
    for row in connection.rows(sql, (ids.bucket_of_key(key), key, version)):
        was = Current(*row)  # type: ignore[arg-type]  # the columns are of these types
        if was.deleted:
            return
        gone = expected(was, names)
        gone[IX_WORD.name] = {*words.rows_of(was)}
        for table, rows in gone.items():
            places = PLACES[table]
            found.rows.setdefault(table, []).extend(tuple(one[place] for place in places) for one in rows)


def remove(connection: Connection, found: Slice) -> None:
    """Removes those of the slice's rows that ended in time; pages from before can then no longer be turned."""
    for table, rows in found.rows.items():
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        connection.many(f"DELETE FROM {table} WHERE {where} AND until <= {found.before:d}", rows)
    set_setting(connection, _CURSOR, found.cursor)
    if found.rows:
        set_setting(connection, SWEPT, str(max(found.ended, horizon(connection))))


def forget_receipts(connection: Connection, now: Instant) -> None:
    """Receipts older than thirty days, and groups of merged people that ended."""
    connection.run("DELETE FROM idempotency WHERE instant <= ?", (now - IDEMPOTENCY_MS,))
    aliases.sweep(connection, now - KEPT_MS)


async def sweep(database: Database, now: Instant) -> int:
    """Everything that ended by then, slice by slice, receipts and contents that nobody has, too; how many gave way."""
    count = 0
    while True:
        found = await database.read(lambda connection: find(connection, now))
        await database.writer.submit(partial(remove, found=found))
        count += found.count
        if not found.more:
            break
    await database.writer.submit(lambda connection: forget_receipts(connection, now))
    for number in await database.read(lambda connection: orphans.find(connection, now)):
        while await database.writer.submit(partial(orphans.remove, number=number, now=now)):
            pass
    return count
