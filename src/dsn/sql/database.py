"""A database by its URL: one writer, readers beside it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import unquote

from dsn.base.errors import Busy, Invalid
from dsn.sql import postgres, sqlite
from dsn.sql.connection import Connection
from dsn.sql.dialect import POSTGRES, SQLITE, Dialect
from dsn.sql.turn import Presence, Turn
from dsn.sql.writer import GroupWriter

T = TypeVar("T")

READERS = 4
GLANCE = 0.010
"""Seconds that a read may hold the event loop."""
REST = 2.0
"""How long who gives way pauses, in times of what was worked: a third of the time is theirs."""
_SHAPE_LOCK = 0x64736E


class Database:
    """Open it with `open_database`. Readers connect on first use, each in its own thread."""

    def __init__(
        self,
        dialect: Dialect,
        connect: Callable[[bool], Connection],
        turn: Turn | None,
        presence: Presence | None = None,
        file: Path | None = None,
    ) -> None:
        self.dialect = dialect
        self.file = file
        """The file of an SQLite database."""
        self.turn = turn
        self._presence = presence
        self._connect = connect
        self._local = threading.local()
        self._opened: list[Connection] = []
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writer: GroupWriter | None = None
        self._closed = False

    @property
    def writer(self) -> GroupWriter:
        """The one writer of this process; started at first use."""
        if self._writer is None:
            self._writer = GroupWriter(self._connect_writer, self.turn)
        return self._writer

    def _connect_writer(self) -> Connection:
        connection = self._connect(False)
        if isinstance(connection, sqlite.SqliteConnection):
            connection.checkpoint_beside(lambda: cast("sqlite.SqliteConnection", self._connect(False)))
        return connection

    def connect(self, *, readonly: bool = False) -> Connection:
        """One more connection, the caller's to close. Who writes through it holds `turn`."""
        return self._connect(readonly)

    def here(self) -> Connection:
        """This thread's own connection for reading: in the event loop, for point reads on SQLite only."""
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.broken:
            connection = self._local.connection = self._connect(True)
            self._opened.append(connection)
        return connection

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Does `work` on a reader's thread; all its reads see one instant on SQLite. Keep it under a second."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.read_here, work)

    async def glance(self, work: Callable[[Connection], T]) -> T:
        """As `read`, for what nearly always takes a millisecond: on SQLite in the event loop, as long as it may.

        A thread would cost half as much again, and searches that wait for each other's turn at the interpreter. What
        takes longer than `GLANCE` is given up, and done again on a reader's thread: nobody waits for it.
        """
        if self.file is not None:
            connection = cast("sqlite.SqliteConnection", self.here())
            try:
                with sqlite.glance(connection, GLANCE):
                    return work(connection)
            except sqlite.TooLong:
                pass
        return await self.read(work)

    def read_here(self, work: Callable[[Connection], T]) -> T:
        """The same in the calling thread.

        On PostgreSQL once more, where the connection turns out to have died: each thread learns only by asking that
        the server had gone and come back.
        """
        connection = self.here()
        if isinstance(connection, sqlite.SqliteConnection):
            with sqlite.snapshot(connection):
                return work(connection)
        try:
            return work(connection)
        except Busy:
            if not connection.broken:
                raise
        return work(self.here())

    @contextmanager
    def exclusive(self, connection: Connection) -> Iterator[None]:
        """Nobody else does what is done under this, in any process: for changes of shape."""
        if self.turn is not None:
            with self.turn:
                yield
            return
        connection.rows("SELECT 1 FROM pg_advisory_lock(?)", (_SHAPE_LOCK,))
        try:
            yield
        finally:
            connection.rows("SELECT 1 FROM pg_advisory_unlock(?)", (_SHAPE_LOCK,))

    def is_alone(self) -> bool:
        """Has no other process of the product this database open?"""
        if self._presence is not None:
            return self._presence.is_alone()
        return not self.here().rows(postgres.OTHERS)

    async def give_way(self, worked: float) -> None:
        """A pause after a slice of long work that took `worked` seconds, while others have this database open.

        PostgreSQL does the work of an import or an export where it does that of who is served, and knows no
        priorities; on SQLite each process works for itself, and the system's do.
        """
        if self.dialect.is_postgres and not self.is_alone():
            await asyncio.sleep(worked * REST)

    def close(self) -> None:
        """Finishes what is queued and closes every connection. Closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        self._pool.shutdown()
        for connection in self._opened:
            connection.close()
        if self._writer is not None:
            self._writer.close()  # last, and able to write: so it moves its log into the file
        if self.turn is not None:
            self.turn.close()
        if self._presence is not None:
            self._presence.close()


def open_database(url: str, *, vfs: str | None = None, synchronous: str = "FULL") -> Database:
    """Opens `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://…`.

    Raises Invalid `store-url` for anything else, Busy `store-away` when it cannot be reached. `vfs` and `synchronous`:
    see `sqlite.connect`.
    """
    if url.startswith(("postgresql://", "postgres://")):
        postgres.connect(url).close()
        return Database(POSTGRES, lambda readonly: postgres.connect(url), None)
    path = file_of(url)
    if path is None:
        raise Invalid("store-url", url=url.partition("@")[2] or url)

    def connect(readonly: bool) -> Connection:
        return sqlite.connect(path, readonly=readonly, vfs=vfs, synchronous=synchronous)

    if vfs is None:
        _make(path)
    connect(False).close()
    return Database(SQLITE, connect, Turn(path), Presence(path), path)


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for a URL of another engine."""
    return Path(unquote(url.removeprefix("sqlite:///"))) if url.startswith("sqlite:///") else None


def _make(path: Path) -> None:
    """A new file is its owner's alone, and so is what SQLite puts beside it: records and keys lie in it."""
    with suppress(OSError):  # the engine then says what is wrong with the place
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
