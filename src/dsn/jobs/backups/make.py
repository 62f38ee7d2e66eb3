"""Making a backup while the record is served: `back_up`.

On SQLite the record is copied first and the log after it, so that what the log had moved out of the record's outbox is
in the copy of the one or of the other; what is in both is dropped from the copied outbox. On PostgreSQL one snapshot
covers the tables of both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dsn import __version__
from dsn.base import clock
from dsn.jobs.backups import manifest
from dsn.jobs.backups.manifest import File, Manifest
from dsn.log.chain import Month
from dsn.log.log import Log
from dsn.log.settle import settle
from dsn.log.shelf import months_of_tables
from dsn.sql import sqlite
from dsn.sql.connection import Connection
from dsn.sql.copies import postgres as rows_of
from dsn.sql.copies import sqlite as pages_of
from dsn.sql.copies.shape import TableShape, shape
from dsn.store import feed
from dsn.store.store import Store

RECORD = "record.db"
Told = Callable[[str, int, int], None]
"""What is being done (`copy`, `digest`), bytes done, bytes in all (0 = not known)."""


async def back_up(store: Store, log: Log, folder: Path, told: Told = lambda *_: None) -> Manifest:
    """Copies record and log, as of now, into `folder`, which must be empty or absent.

    Raises Conflict `backup-folder-taken`; Busy `storage-full` when there is no room: then there is no manifest, and
    the folder is no backup. Nobody who reads or writes waits.
    """
    manifest.begin(folder)
    work = _of_postgres if store.database.dialect.is_postgres else _of_sqlite
    made = await asyncio.to_thread(work, _Source(store, log, folder, told))
    await asyncio.to_thread(manifest.write, folder, made)
    return made


@dataclass(frozen=True, slots=True)
class _Source:
    store: Store
    log: Log
    folder: Path
    told: Told

    def manifest(self, connection: Connection, months: list[Month], shapes: list[TableShape]) -> Manifest:
        """Precondition: `connection` sees the copy, or the instant that is copied."""
        (versions,) = connection.rows("SELECT (SELECT count(*) FROM resource) + (SELECT count(*) FROM past)")[
            0
        ]
        return Manifest(
            manifest.FORMAT,
            __version__,
            connection.dialect.name,
            clock.to_text(clock.now()),
            feed.latest(connection),
            int(str(versions)),
            months,
            [],
            shapes,
        )

    def digested(self, names: list[tuple[str, int]]) -> list[File]:
        """The files as the manifest names them, with their rows."""
        of = sum((self.folder / name).stat().st_size for name, _ in names)
        done = _Count(lambda done: self.told("digest", done, of))
        return [manifest.kept(self.folder, name, done.add, rows) for name, rows in names]


class _Count:
    def __init__(self, told: Callable[[int], None]) -> None:
        self._told = told
        self._done = 0

    def add(self, count: int) -> None:
        self._done += count
        self._told(self._done)


def _of_sqlite(source: _Source) -> Manifest:
    file = source.store.database.file
    assert file is not None
    copy = source.folder / RECORD
    pages_of.copy(file, copy, lambda done, of: source.told("copy", done, of))
    (source.folder / "log").mkdir(mode=0o700)
    months = source.log.shelf.months_of_files()  # now, not before: one may have begun meanwhile
    for month in months:
        from_ = source.log.shelf.file(month)
        assert from_ is not None
        pages_of.copy(from_, _month(source.folder, month), lambda done, of: source.told("copy", done, of))
    with _alone(copy) as connection:
        _settle(connection, source, months)
        made = source.manifest(connection, months, [])
    names = [RECORD, *(f"log/{month}.db" for month in months)]
    made.files.extend(source.digested([(name, -1) for name in names]))
    return made


def _settle(connection: sqlite.SqliteConnection, source: _Source, months: list[Month]) -> None:
    opened: dict[Month, sqlite.SqliteConnection] = {}

    def find(month: Month) -> Connection | None:
        if month not in opened and month in months:
            opened[month] = sqlite.connect(_month(source.folder, month), readonly=True)
        return opened.get(month)

    try:
        connection.begin()
        settle(connection, find, source.log.key)
        connection.commit()
    finally:
        for one in opened.values():
            one.close()


@contextmanager
def _alone(file: Path) -> Iterator[sqlite.SqliteConnection]:
    """A connection that leaves nothing beside the file."""
    connection = sqlite.connect(file)
    try:
        yield connection
    finally:
        pages_of.settle(connection.raw)
        connection.close()


def _month(folder: Path, month: Month) -> Path:
    return folder / "log" / f"{month}.db"


def _of_postgres(source: _Source) -> Manifest:
    connection = source.store.database.connect(readonly=True)
    try:
        with rows_of.instant(connection):
            return _tables(connection, source)
    finally:
        connection.close()


def _tables(connection: Connection, source: _Source) -> Manifest:
    shapes = shape(connection)
    size = connection.rows(
        "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = current_schema()::regnamespace"
    )[0][0]
    done = _Count(lambda done: source.told("copy", done, int(str(size))))
    (source.folder / "tables").mkdir(mode=0o700)
    names = []
    for one in shapes:
        name = table_file(one.name)
        with (source.folder / name).open("wb") as file:
            names.append((name, rows_of.copy_out(connection, one.name, file, done.add)))
    made = source.manifest(connection, months_of_tables(connection), shapes)
    made.files.extend(source.digested(names))
    return made


def table_file(table: str) -> str:
    """The file of a table, in the folder."""
    return f"tables/{table.strip(chr(34))}.copy"
