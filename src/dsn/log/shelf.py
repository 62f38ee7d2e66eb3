"""Where the months of the log lie: a file per month beside the record, or tables per month in its PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from dsn.base.errors import DsnError
from dsn.log import tables
from dsn.log.chain import Month
from dsn.sql.connection import Connection
from dsn.sql.database import Database, open_database
from dsn.sql.migrate import Step, migrate
from dsn.sql.tables import create

T = TypeVar("T")

_TRIES = 4
_FILE = re.compile(r"(\d{4}-\d{2})\.db")
_FORMAT = re.compile(r"log (\d{4}-\d{2})")


class Shelf:
    """Opens months for writing and reading. `url` is the record's own; `vfs` and `synchronous` are for tests that
    prove what a durable write is worth (see `dsn.sql.sqlite.connect`)."""

    def __init__(self, url: str, vfs: str | None = None, synchronous: str = "FULL") -> None:
        self._folder = _folder_of(url)
        self._disk = (vfs, synchronous)
        self._shared = None if self._folder is not None else open_database(_local_durability(url))
        self._open: dict[Month, Database] = {}

    @property
    def folder(self) -> Path | None:
        """Where the files of an embedded log lie; None for PostgreSQL."""
        return self._folder

    async def write(self, month: Month) -> Database:
        """The database in which this month is written, its tables made."""
        database = self._open.get(month)
        if database is None:
            database = self._shared or self._opened(month)
            await asyncio.to_thread(_prepare, database, month)
            self._open[month] = database
        return database

    async def read(self, month: Month, work: Callable[[Connection], T]) -> T:
        """Does `work` on a connection for reading, in another thread. The month must exist."""
        database = self._open.get(month) or self._shared
        if database is not None:
            return await database.read(work)
        return await asyncio.to_thread(self._read_closed, month, work)

    def _read_closed(self, month: Month, work: Callable[[Connection], T]) -> T:
        database = self._opened(month)
        try:
            _prepare(database, month)  # the power may have gone while the file was made
            return database.read_here(work)
        finally:
            database.close()

    async def months(self) -> list[Month]:
        """The months that have a book, oldest first."""
        if self._shared is not None:
            return await self._shared.read(months_of_tables)
        return self.months_of_files()

    def months_of_files(self) -> list[Month]:
        """The same at once, where months are files."""
        assert self._folder is not None
        names = (_FILE.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(match[1] for match in names if match)

    def _opened(self, month: Month) -> Database:
        vfs, synchronous = self._disk
        return open_database(f"sqlite:///{quote(str(self._file(month)))}", vfs=vfs, synchronous=synchronous)

    def _file(self, month: Month) -> Path:
        assert self._folder is not None
        return self._folder / f"{month}.db"

    def file(self, month: Month) -> Path | None:
        """The file of a month; None where the months are tables of the record's own database."""
        return self._file(month) if self._folder is not None else None

    def name(self, month: Month) -> str:
        """Where a month lies, for messages."""
        return str(self._file(month)) if self._folder is not None else f"log_{month}"

    def close(self) -> None:
        """Finishes what is queued."""
        databases = [self._shared] if self._shared is not None else list(self._open.values())
        for database in databases:
            database.close()


def _prepare(database: Database, month: Month) -> None:
    for _ in range(_TRIES - 1):
        try:
            return _migrate(database, month)
        except DsnError:  # on PostgreSQL: another process made one of the same tables at the same moment
            continue
    return _migrate(database, month)


def _migrate(database: Database, month: Month) -> None:
    def make(connection: Connection) -> None:
        for table in tables.of_month(month, connection.dialect):
            for statement in create(table, connection.dialect):
                connection.run(statement)

    connection = database.connect()
    try:
        if database.turn is None:
            migrate(connection, f"log {month}", [Step(1, "events, subjects, heads", make)])
        else:
            with database.turn:
                migrate(connection, f"log {month}", [Step(1, "events, subjects, heads", make)])
    finally:
        connection.close()


def months_of_tables(connection: Connection) -> list[Month]:
    """The months that have tables in this database, oldest first."""
    if not connection.rows(
        "SELECT 1 FROM pg_tables WHERE tablename = 'format' AND schemaname = current_schema()"
    ):
        return []
    names = (_FORMAT.fullmatch(str(name)) for (name,) in connection.rows("SELECT name FROM format"))
    return sorted(match[1] for match in names if match)


def _folder_of(url: str) -> Path | None:
    """`<store>.log/` beside an SQLite store; None for PostgreSQL."""
    if not url.startswith("sqlite:///"):
        return None
    folder = Path(unquote(url.removeprefix("sqlite:///")) + ".log")
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(folder.parent)
    return folder


def _sync_folder(folder: Path) -> None:
    """A new name in a folder is on disk once the folder is: SQLite sees to its own files, this is for theirs."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _local_durability(url: str) -> str:
    """A log row waits for this machine's disk and not for a standby: a lost standby must stop no reading."""
    base, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("options=")]
    options = [part.removeprefix("options=") for part in query.split("&") if part.startswith("options=")]
    options.append("-c%20synchronous_commit%3Dlocal")
    return f"{base}?{'&'.join([*kept, 'options=' + '%20'.join(options)])}"
