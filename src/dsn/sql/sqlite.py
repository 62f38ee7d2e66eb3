"""SQLite through APSW: write-ahead log, every commit on disk before it is acknowledged."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, cast

import apsw

from dsn.base.errors import Busy, Fault
from dsn.sql.checkpoint import Checkpointer
from dsn.sql.connection import Planning
from dsn.sql.dialect import SQLITE, Dialect, Parameters, Row
from dsn.sql.items import Items
from dsn.sql.tables import Table

PAGE = 4096
CHECKPOINT_PAGES = 8000
"""How much log is gathered before it moves into the file: 32 MB. See `dsn.sql.checkpoint` for who moves it."""
_WAIT_MS = 10_000
_STEPS = 5_000
"""Instructions of the engine between two looks at the clock: some tenth of a millisecond."""
_SKIP = " ON CONFLICT DO NOTHING"


class TooLong(Exception):
    """What is read takes longer than a `glance` may."""


class SqliteConnection:
    """See `dsn.sql.connection.Connection`."""

    dialect: Dialect = SQLITE

    def __init__(self, connection: apsw.Connection) -> None:
        self.raw = connection
        self._items = Items(connection.execute)
        self._pages = 0
        self._glancing = False
        self._checkpointer: Checkpointer | None = None

    def rows(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> list[Row]:
        try:
            return cast("list[Row]", self.raw.execute(sql, cast("tuple[None]", parameters)).fetchall())
        except apsw.Error as error:
            if self._glancing and isinstance(error, apsw.InterruptError):
                raise TooLong from None
            raise told(error) from error

    def run(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> int:
        try:
            if self._items.waiting:
                self._items.mark()
            self.raw.execute(sql, cast("tuple[None]", parameters))
        except apsw.Error as error:
            raise told(error) from error
        return self.raw.changes()

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        try:
            if self._items.waiting:
                self._items.mark()
            self.raw.executemany(sql, cast("list[tuple[None]]", rows))
        except apsw.Error as error:
            raise told(error) from error

    def add(
        self, table: Table, rows: Sequence[Parameters], known: Literal["refuse", "skip"] = "refuse"
    ) -> None:
        self.many(_insert(table) + _SKIP * (known == "skip"), rows)

    def fill(self, table: Table, rows: Sequence[Parameters]) -> None:
        self.many(_insert(table), sorted(rows, key=_place(table)))  # neighbours share their page

    def change(
        self,
        table: Table,
        columns: tuple[str, ...],
        key: tuple[str, ...],
        rows: Sequence[Parameters],
        also: str = "",
    ) -> None:
        self.many(_update(table.name, columns, key, also), rows)

    def absent(self, table: Table, rows: Sequence[Row], also: str) -> list[Row]:
        return [row for row in rows if not self.rows(_exact(table, len(row), also), row)]

    def together(self) -> AbstractContextManager[None]:
        return nullcontext()

    @property
    def broken(self) -> bool:
        return False

    def begin(self) -> None:
        self.run("BEGIN IMMEDIATE")

    def begin_item(self) -> None:
        self._items.begin()

    def keep_item(self) -> None:
        try:
            self._items.keep()
        except apsw.Error as error:
            raise told(error) from error

    def undo_item(self) -> bool:
        if not self.raw.in_transaction:  # a full disk
            return False
        self._items.undo()
        return True

    def checkpoint_beside(self, connect: Callable[[], SqliteConnection]) -> SqliteConnection:
        """From now on the log is moved by another thread, through a connection of its own, not by each commit."""
        self._checkpointer = Checkpointer(lambda: connect().raw, _WAIT_MS)
        self.raw.set_wal_hook(self._grown)
        return self

    def _grown(self, _: apsw.Connection, name: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK

    def commit(self) -> None:
        self.run("COMMIT")
        if self._checkpointer is not None:
            self._checkpointer.grown(self._pages, CHECKPOINT_PAGES, self.raw)

    def rollback(self) -> None:
        self._items.forget()
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """The engine is asked now and then whether `seconds` are over; from then on `rows` raises TooLong."""
        until = time.perf_counter() + seconds
        self.raw.set_progress_handler(lambda: time.perf_counter() > until, _STEPS)
        self._glancing = True
        try:
            yield
        finally:
            self._glancing = False
            self.raw.set_progress_handler(None)

    def stop(self) -> None:
        self.raw.interrupt()

    def close(self) -> None:
        if self._checkpointer is not None:
            self._checkpointer.close()
        self.raw.close()


def connect(
    path: Path | str, *, readonly: bool = False, vfs: str | None = None, synchronous: str = "FULL"
) -> SqliteConnection:
    """Opens (and makes, unless `readonly`) the database at `path`.

    `synchronous` and `vfs` are for the tests that prove what FULL is worth; production leaves them alone.
    """
    flags = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        raw = apsw.Connection(str(path), flags=flags, vfs=vfs, statementcachesize=400)
        raw.set_busy_timeout(_WAIT_MS)
        for name, value in _pragmas(readonly, synchronous):
            raw.pragma(name, value)
    except apsw.Error as error:
        raise told(error) from error
    return SqliteConnection(raw)


def _pragmas(readonly: bool, synchronous: str) -> Iterator[tuple[str, str | int]]:
    if not readonly:
        yield "page_size", PAGE
        yield "journal_mode", "wal"
        yield "synchronous", synchronous
        yield "wal_autocheckpoint", CHECKPOINT_PAGES
    yield "cache_size", -32_768
    yield "mmap_size", 1 << 31
    yield "temp_store", "memory"


@cache
def _insert(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} ({', '.join(table.names)}) VALUES ({marks})"


@cache
def _place(table: Table) -> Callable[[Parameters], Any]:
    """Where a row goes among the others of its table."""
    return itemgetter(*(table.names.index(name) for name in table.key))


@cache
def _update(table: str, columns: tuple[str, ...], key: tuple[str, ...], also: str) -> str:
    setting = ", ".join(f"{column} = ?" for column in columns)
    where = " AND ".join([*(f"{column} = ?" for column in key), *([also] if also else [])])
    return f"UPDATE {table} SET {setting} WHERE {where}"


@cache
def _exact(table: Table, columns: int, also: str) -> str:
    where = " AND ".join(f"{column} IS ?" for column in table.names[:columns])
    return f"SELECT 1 FROM {table.name} WHERE {where} AND {also} LIMIT 1"


@contextmanager
def snapshot(connection: SqliteConnection) -> Iterator[SqliteConnection]:
    """All reads inside see the same instant."""
    connection.run("BEGIN")
    try:
        yield connection
    finally:
        connection.rollback()


@contextmanager
def glance(connection: SqliteConnection, seconds: float) -> Iterator[SqliteConnection]:
    """A snapshot for reads that are to be short: the engine gives up after `seconds`, and `rows` raises TooLong."""
    with snapshot(connection), connection.hurried(seconds):
        yield connection


def told(error: apsw.Error) -> Busy | Fault:
    """An error of the engine as one of ours."""
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return Busy("store-busy")
    if isinstance(error, apsw.FullError):
        return Busy("storage-full")
    if isinstance(error, apsw.CantOpenError | apsw.IOError):
        return Busy("store-away")
    return Fault("sql-failed", reason=str(error))
