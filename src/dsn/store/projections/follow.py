"""Keeping projections up with the feed: where each one stands is committed with the rows it has made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from dsn.base.errors import NotFound
from dsn.sql.connection import Connection
from dsn.sql.tables import create
from dsn.store import feed, read
from dsn.store.feed import START, News
from dsn.store.projections.projection import Projection, Told
from dsn.store.side_tables import PROJECTION
from dsn.store.store import Store

SLICE = 300
"""Lines of the feed in one transaction."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to where a projection has come. `rebuilding`: it has not reached the end since it was begun anew."""

    cursor: bytes
    rebuilding: bool


class Projections:
    """The projections of one store. Made by `open`, which makes those anew whose version has changed."""

    def __init__(self, store: Store, projections: Iterable[Projection]) -> None:
        self._store = store
        self._by_name = {projection.name: projection for projection in projections}

    @classmethod
    async def open(cls, store: Store, projections: Iterable[Projection]) -> Projections:
        """Tables that are there and of this program's version."""
        found = cls(store, projections)
        for projection in found._by_name.values():
            await store.database.writer.submit(partial(_shaped, projection=projection))
        return found

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    async def advance(self) -> int:
        """Does what the feed has news of, for all of them; how many lines. What comes meanwhile waits for the next
        time, or an import beside would keep this writing without a pause."""
        return sum([await self._to_end(projection) for projection in self._by_name.values()])

    async def is_ready(self, name: str) -> bool:
        """May its rows be shown? Not before it has once come to the end of the feed."""
        standing = await self._store.database.read(lambda connection: standing_of(connection, name))
        return standing is not None and not standing.rebuilding

    async def rebuild(self, name: str, told: Callable[[int], None] = lambda lines: None) -> int:
        """Makes one anew from the first commit on; how many lines of the feed. One that was stopped goes on.

        `told` hears how many lines are done. Raises NotFound `projection-unknown`.
        """
        projection = self._by_name.get(name)
        if projection is None:
            raise NotFound("projection-unknown", name=name, known=self.names)
        if await self.is_ready(name):
            await self._store.database.writer.submit(lambda connection: _begin(connection, projection))
        return await self._to_end(projection, told)

    async def _to_end(self, projection: Projection, told: Callable[[int], None] = lambda lines: None) -> int:
        done, more = 0, True
        while more:
            count, more = await self._step(projection)
            done += count
            told(done)
        return done

    async def _step(self, projection: Projection) -> tuple[int, bool]:
        """One slice: how many lines, and whether to go on. Another process may do the same one: whoever comes second
        does nothing."""
        before, changes = await self._store.database.read(lambda connection: _read(connection, projection))
        if before is None or not (changes or before.rebuilding):
            return 0, False
        count = await self._store.database.writer.submit(
            lambda connection: _write(connection, projection, before, changes)
        )
        return count, count >= SLICE or (before.rebuilding and count > 0)


def standing_of(connection: Connection, name: str, *, lock: bool = False) -> Standing | None:
    """Where a projection stands; None when there is no such one yet."""
    held = " FOR UPDATE" if lock and connection.dialect.is_postgres else ""
    found = connection.rows(f"SELECT cursor, rebuilding FROM projection WHERE name = ?{held}", (name,))
    if not found or not isinstance(found[0][0], bytes):
        return None
    return Standing(found[0][0], bool(found[0][1]))


def _shaped(connection: Connection, projection: Projection) -> None:
    found = connection.rows("SELECT version FROM projection WHERE name = ?", (projection.name,))
    if not found or found[0][0] != projection.version:
        _begin(connection, projection)


def _begin(connection: Connection, projection: Projection) -> None:
    """Empty tables, and the feed from its start."""
    connection.run("DELETE FROM projection WHERE name = ?", (projection.name,))
    for table in projection.tables:
        connection.run(f"DROP TABLE IF EXISTS {table.name}")
        for statement in create(table, connection.dialect):
            connection.run(statement)
    connection.add(PROJECTION, [(projection.name, projection.version, START, 1)])


def _read(connection: Connection, projection: Projection) -> tuple[Standing | None, Sequence[Told]]:
    standing = standing_of(connection, projection.name)
    if standing is None:
        return None, ()
    news = feed.feed(connection, standing.cursor, SLICE)
    return standing, _told(connection, projection, news)


def _told(connection: Connection, projection: Projection, news: Sequence[News]) -> list[Told]:
    if not projection.bodies:
        return [Told(one, None) for one in news]
    found = read.versions(connection, [(one.key, one.version) for one in news])
    return [Told(one, found.get((one.key, one.version))) for one in news]


def _write(connection: Connection, projection: Projection, before: Standing, changes: Sequence[Told]) -> int:
    if standing_of(connection, projection.name, lock=True) != before:
        return len(changes)
    if not changes:
        sql = "UPDATE projection SET rebuilding = 0 WHERE name = ? AND rebuilding = 1"
        connection.run(sql, (projection.name,))
        return 0
    projection.apply(connection, changes)
    sql = "UPDATE projection SET cursor = ? WHERE name = ?"
    connection.run(sql, (changes[-1].news.cursor, projection.name))
    return len(changes)
