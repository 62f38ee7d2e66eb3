"""Point reads that arrive together are one statement: on PostgreSQL a read is a thread, a socket and a plan.

While one group is on its way the next one gathers, so that a group is as large as there are readers waiting and nobody
waits for company. What a read finds was committed before the statement began, which is after the read was asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import NamedTuple, cast

from dsn.base import ids
from dsn.base.errors import Busy
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.dialect import Row
from dsn.store import kinds
from dsn.store.blobs.keep import expanded
from dsn.store.changes import Version
from dsn.store.current import COLUMNS, to_version
from dsn.store.names import pack

AT_ONCE = 2
"""Groups on their way: one at the database while another is made into versions."""
MOST = 100
"""Reads in a group, so that none waits long for the others."""

_READ = ", ".join(f"r.{column}" for column in COLUMNS.split(", "))
_NEWEST = (
    f"SELECT {_READ} FROM {{}} CROSS JOIN resource r WHERE r.bucket = (k.wanted >> 51) AND r.key = k.wanted"
)
_NAMED = (
    "SELECT d.type, d.name, d.key FROM unnest(?::bigint[], ?::bytea[]) AS u(type, name)"
    " CROSS JOIN directory d WHERE d.type = u.type AND d.name = u.name"
)


class Asked(NamedTuple):
    """One read: by key where the id is ours, else by its place in the directory. `whole` as in `dsn.store.read`."""

    type: str
    key: Key | None
    place: tuple[int, bytes] | None
    whole: bool


Found = Version | None | Exception


class Together:
    """The reads of one process; used from its event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Asked, asyncio.Future[Version | None]]] = []
        self._going = 0

    async def newest(self, type_: str, id_: str, *, whole: bool) -> Version | None:
        """As `dsn.store.read.newest`. Raises Busy."""
        key = ids.to_key(id_)
        asked = Asked(type_, key, None if key is not None else (kinds.number(type_), pack(id_)), whole)
        future: asyncio.Future[Version | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._going < AT_ONCE:
            self._send()
        return await future

    def _send(self) -> None:
        group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
        self._going += 1
        work = partial(newest, asked=[asked for asked, _ in group])
        done = asyncio.ensure_future(self._database.read(work))
        done.add_done_callback(partial(self._come, [future for _, future in group]))

    def _come(
        self, waiting: Sequence[asyncio.Future[Version | None]], done: asyncio.Future[list[Found]]
    ) -> None:
        self._going -= 1
        error = Busy("store-closed") if done.cancelled() else done.exception()
        found = done.result() if error is None else [error] * len(waiting)
        for future, one in zip(waiting, found, strict=True):
            if future.done():
                continue  # its caller went away
            if isinstance(one, BaseException):
                future.set_exception(one)
            else:
                future.set_result(one)
        if self._waiting:
            self._send()


def newest(connection: Connection, asked: Sequence[Asked]) -> list[Found]:
    """The newest versions in the order asked for; a deletion is one, None is what never was or is of another type.

    What one of them raises is in its place: the others have their answer.
    """
    named = _named(connection, {one.place for one in asked if one.place is not None})
    keys = [one.key if one.place is None else named.get(one.place) for one in asked]
    rows = _rows(connection, {key for key in keys if key is not None})
    return [_version(connection, one, rows.get(key or -1)) for one, key in zip(asked, keys, strict=True)]


def _version(connection: Connection, asked: Asked, row: Row | None) -> Found:
    try:
        version = to_version(row) if row is not None else None
        if version is None or version.type != asked.type:
            return None
        return expanded(connection, version) if asked.whole else version
    except Exception as error:  # of this one alone
        return error


def _rows(connection: Connection, keys: Iterable[Key]) -> dict[Key, Row]:
    wanted = sorted(keys)
    if not wanted:
        return {}
    dialect = connection.dialect
    sql = _NEWEST.format(dialect.unnest("k", "wanted"))
    return {cast("int", row[0]): row for row in connection.rows(sql, (dialect.listed(wanted),), "once")}


def _named(connection: Connection, places: Collection[tuple[int, bytes]]) -> dict[tuple[int, bytes], Key]:
    """Keys of clients' ids, of those that were ever written or named."""
    if not places:
        return {}
    lists = ([type_ for type_, _ in places], [name for _, name in places])
    return {
        (cast("int", type_), cast("bytes", name)): cast("int", key)
        for type_, name, key in connection.rows(_NAMED, lists, "once")
    }
