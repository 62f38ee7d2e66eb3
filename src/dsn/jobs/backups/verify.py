"""Is a backup whole? Its files are as they were written, they open, and the log's chains in it hold."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dsn.base.errors import DsnError, Fault, Invalid
from dsn.jobs.backups import manifest
from dsn.jobs.backups.make import RECORD, table_file
from dsn.jobs.backups.manifest import File, Manifest
from dsn.log import outbox, tables
from dsn.log.chain import Month
from dsn.log.keys import LOG_KEY
from dsn.log.verify import Flaw, check_month, known_of
from dsn.sql import sqlite
from dsn.sql.connection import Connection
from dsn.sql.copies import rows as copied
from dsn.sql.copies import sqlite as pages_of
from dsn.sql.dialect import POSTGRES, Row, Value
from dsn.sql.tables import Table, create
from dsn.store import feed, side
from dsn.store.side_tables import OUTBOX, SETTING

_SLICE = 2_000
Told = Callable[[int, int], None]
"""Bytes gone through, bytes in all."""


@dataclass(slots=True)
class Findings:
    """What is wrong: files (each with the code of a sentence), and the log's chains. `events`: rows of the log read."""

    manifest: Manifest
    files: list[DsnError] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    events: int = 0

    @property
    def whole(self) -> bool:
        return not self.files and not self.flaws


def verify_backup(folder: Path, told: Told = lambda *_: None) -> Findings:
    """Reads all of it; changes nothing. Raises NotFound `backup-absent`, Invalid `backup-unreadable`, `backup-newer`.

    When a file is not as it was written, the log's chains are not looked at: what they would tell is told already.
    """
    found = Findings(manifest.read(folder))
    _digests(folder, found, told)
    if not found.files:
        with _opened(folder, found.manifest) as record:
            _chains(folder, found, record)
    return found


def _digests(folder: Path, found: Findings, told: Told) -> None:
    done = 0

    def add(count: int) -> None:
        nonlocal done
        done += count
        told(done, found.manifest.size)

    for file in found.manifest.files:
        found.files += _wrong(folder, file, add)
    known = {folder / file.name for file in found.manifest.files} | {folder / manifest.NAME}
    more = sorted(path for path in folder.rglob("*") if path.is_file() and path not in known)
    found.files += [Invalid("backup-surplus", file=str(path.relative_to(folder))) for path in more]


def _wrong(folder: Path, file: File, told: Callable[[int], None]) -> list[DsnError]:
    path = folder / file.name
    if not path.is_file() or manifest.digest_of(path, told) != file.sha256:
        return [Invalid("backup-changed", file=file.name)]
    if path.suffix == ".db":
        return [Invalid("backup-damaged", file=file.name, reason=line) for line in pages_of.check(path)[:1]]
    try:
        with path.open("rb") as rows:
            counted = sum(1 for _ in copied.rows(rows))
    except Invalid as error:
        return [error]
    return [] if counted == file.rows else [Invalid("backup-changed", file=file.name)]


def _chains(folder: Path, found: Findings, record: Connection) -> None:
    key = bytes.fromhex(side.setting(record, LOG_KEY) or "")
    known = known_of(side.settings(record, "log."))
    for number, packed in feed.outbox_take(record, 2**31 - 1):
        try:
            outbox.unpack(packed, key)
        except Fault:
            found.flaws.append(Flaw("outbox", "", 0, number))
    for month in found.manifest.months:
        with _month(folder, found.manifest, month) as connection:
            one = check_month(month, key, known, connection)
        found.flaws += one.flaws
        found.events += one.events


@contextmanager
def _opened(folder: Path, known: Manifest) -> Iterator[Connection]:
    """The record of the backup, as far as the log needs it: its settings and its outbox."""
    if known.engine == "sqlite":
        with _reading(folder / RECORD) as connection:
            yield connection
    else:
        with _rebuilt(folder, [(SETTING, "setting"), (OUTBOX, "outbox")]) as connection:
            yield connection


@contextmanager
def _month(folder: Path, known: Manifest, month: Month) -> Iterator[Connection]:
    if known.engine == "sqlite":
        with _reading(folder / "log" / f"{month}.db") as connection:
            yield connection
    else:
        named = [(table, tables.name(table, month, POSTGRES)) for table in tables.TABLES]
        with _rebuilt(folder, named) as connection:
            yield connection


@contextmanager
def _reading(file: Path) -> Iterator[Connection]:
    connection = sqlite.connect(file, readonly=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _rebuilt(folder: Path, named: list[tuple[Table, str]]) -> Iterator[Connection]:
    """Tables of a PostgreSQL backup, in a passing SQLite file: so the same eyes read them, and no server is needed."""
    with tempfile.TemporaryDirectory(prefix="dsn-verify-") as place:
        connection = sqlite.connect(Path(place) / "tables.db", synchronous="OFF")
        try:
            for table, name in named:
                for statement in create(table, connection.dialect):
                    connection.run(statement)
                _load(connection, table, folder / table_file(name))
            yield connection
        finally:
            connection.close()


def _load(connection: Connection, table: Table, path: Path) -> None:
    with path.open("rb") as file:
        rows = copied.rows(file)
        while some := [_row(table, fields) for fields in islice(rows, _SLICE)]:
            connection.begin()
            connection.fill(table, some)
            connection.commit()


def _row(table: Table, fields: copied.Fields) -> Row:
    """Without the stored bucket, which SQLite computes. Columns stand in the order in which the table was made."""
    given = fields[1:] if table.bucket_from else fields
    return tuple(_value(column.kind, value) for column, value in zip(table.columns, given, strict=True))


def _value(kind: str, value: bytes | None) -> Value:
    if value is None or kind == "blob":
        return value
    return value.decode() if kind == "text" else int.from_bytes(value, "big", signed=True)
