"""One month of the log, as this process writes it: its own chain, group commits, nothing acknowledged before the disk.

Events that arrive while a group is on its way to the disk form the next group. The chain advances in the writer's
thread and is believed only once the group is durable; after a failure it is read again from the head.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from dsn.base.clock import Instant
from dsn.base.errors import Conflict, DsnError
from dsn.base.ids import Key
from dsn.log import tables
from dsn.log.chain import Hash, Month, genesis, link, sign
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.dialect import Row

_SET_HEAD = (  # nothing, once the month is sealed: then the whole group is undone
    "INSERT INTO {} (writer, seq, hash, signature) SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM {}) ON CONFLICT"
    " (writer) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature"
)
SEALED = "log-sealed"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way into the book. `moved`: the id it had in the outbox, None when it comes directly."""

    at: Instant
    who: str
    subjects: tuple[Key, ...]
    body: bytes
    moved: bytes | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a writer's chain stands: how many rows it has, and the hash of the last."""

    count: int
    head: Hash


class Book:
    """Made by `dsn.log.log.Log`; used from one event loop."""

    def __init__(self, month: Month, database: Database, writer: int, key: bytes) -> None:
        self.month = month
        self.writer = writer
        self.anchored = 0
        """How many rows the last anchor told of (`dsn.log.anchors`)."""
        self._database = database
        self._key = key
        self._tip: Tip | None = Tip(0, genesis(month, writer))
        self._pending: list[tuple[Entry, asyncio.Future[None]]] = []
        self._flushing = False
        of_month = tables.of_month(month, database.dialect)
        self._event, self._subject, self._head, self._moved, self._seal = of_month

    @property
    def tip(self) -> Tip | None:
        """Durable so far; None right after a failure, until the next group."""
        return self._tip

    def append(self, entry: Entry) -> asyncio.Future[None]:
        """Resolves once the entry is on disk, in the chain. Raises Busy then when it could not be written, Conflict
        `log-sealed` when the month takes no more."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((entry, future))
        if not self._flushing:
            self._flush()
        return future

    def _flush(self) -> None:
        group, self._pending = self._pending, []
        entries = [entry for entry, _ in group]
        try:
            written = self._database.writer.submit(partial(self._write, entries))
        except DsnError as error:
            _fail(group, error)
            return
        self._flushing = True
        written.add_done_callback(partial(self._flushed, group))

    def _flushed(self, group: list[tuple[Entry, asyncio.Future[None]]], written: asyncio.Future[Tip]) -> None:
        self._flushing = False
        error = written.exception()
        if error is None:
            self._tip = written.result()
            for _, future in group:
                if not future.done():
                    future.set_result(None)
        else:
            self._tip = None  # whether the disk has it is unknown: ask the head
            _fail(group, error)
        if self._pending:
            self._flush()

    def _write(self, entries: Sequence[Entry], connection: Connection) -> Tip:
        """In the writer's thread, inside its transaction."""
        tip = self._tip or self._found_tip(connection)
        fresh = self._unmoved(connection, list(_once(entries)))
        return self._add(connection, tip, fresh) if fresh else tip

    def _add(self, connection: Connection, tip: Tip, entries: Sequence[Entry]) -> Tip:
        count, head = tip.count, tip.head
        events: list[Row] = []
        subjects: list[Row] = []
        moved: list[Row] = []
        for entry in entries:
            count, head = count + 1, link(head, entry.body)
            events.append((self.writer, count, entry.at, entry.who, head, entry.body))
            subjects += [(person, entry.at, self.writer, count) for person in dict.fromkeys(entry.subjects)]
            if entry.moved is not None:
                moved.append((entry.moved, self.writer, count))
        connection.add(self._event, events)
        if subjects:
            connection.add(self._subject, subjects)
        if moved:
            connection.add(self._moved, moved)
        signature = sign(self._key, self.month, self.writer, count, head)
        set_head = _SET_HEAD.format(self._head.name, self._seal.name)
        if not connection.run(set_head, (self.writer, count, head, signature)):
            raise Conflict(SEALED, month=self.month)
        return Tip(count, head)

    def _unmoved(self, connection: Connection, entries: list[Entry]) -> list[Entry]:
        """Those that are not here from a move that was stopped."""
        ids: list[Row] = [(entry.moved,) for entry in entries if entry.moved is not None]
        if not ids:
            return entries
        new = {row[0] for row in connection.absent(self._moved, ids, "seq IS NOT NULL")}
        return [entry for entry in entries if entry.moved is None or entry.moved in new]

    def _found_tip(self, connection: Connection) -> Tip:
        found = connection.rows(f"SELECT seq, hash FROM {self._head.name} WHERE writer = ?", (self.writer,))
        if not found:
            return Tip(0, genesis(self.month, self.writer))
        count, head = found[0]
        assert isinstance(count, int)
        assert isinstance(head, bytes)
        return Tip(count, head)

    async def forget_moved(self, ids: Sequence[bytes]) -> None:
        """These outbox rows are gone from the outbox for good: their ids need not be kept."""
        drop = f"DELETE FROM {self._moved.name} WHERE id = "

        def work(connection: Connection) -> None:
            if connection.dialect.is_postgres:
                connection.run(drop + "ANY(?)", ([*ids],))
            else:
                connection.many(drop + "?", [(id_,) for id_ in ids])

        await self._database.writer.submit(work)


def _once(entries: Sequence[Entry]) -> Iterator[Entry]:
    """A move that was stopped and begun again may bring a row twice in one group."""
    seen: set[bytes] = set()
    for entry in entries:
        if entry.moved is None:
            yield entry
        elif entry.moved not in seen:
            seen.add(entry.moved)
            yield entry


def _fail(group: list[tuple[Entry, asyncio.Future[None]]], error: BaseException) -> None:
    for _, future in group:
        if not future.done():
            future.set_exception(error)
