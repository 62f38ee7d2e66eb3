"""Putting a backup back: into an empty place, all of it or nothing, each file against its digest on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from dsn.base.errors import Conflict, Invalid
from dsn.jobs.backups import manifest
from dsn.jobs.backups.make import RECORD, table_file
from dsn.jobs.backups.manifest import Bytes, File, Manifest, sync
from dsn.sql.connection import Connection
from dsn.sql.copies import postgres as rows_of
from dsn.sql.database import file_of, open_database
from dsn.store.keeping import turns

_READ = 1 << 20
Told = Callable[[int, int], None]
"""Bytes done, bytes in all."""


def restore(folder: Path, url: str, told: Told = lambda *_: None) -> Manifest:
    """Puts the backup back at `url`, of the same engine. A process of its own: it waits for the disk.

    Raises NotFound `backup-absent`; Invalid `backup-unreadable`, `backup-newer`, `backup-other-engine`,
    `backup-changed`; Conflict `restore-not-empty`. When it fails, or is killed, there is no store at `url`.
    """
    known = manifest.read(folder)
    file = file_of(url)
    if (known.engine == "sqlite") != (file is not None):
        raise Invalid("backup-other-engine", engine=known.engine)
    done = 0

    def add(count: int) -> None:
        nonlocal done
        done += count
        told(done, known.size)

    if file is not None:
        _files(folder, known, file, add)
    else:
        _tables(folder, known, url, add)
    return known


def _files(folder: Path, known: Manifest, target: Path, told: Bytes) -> None:
    """Everything is made under a passing name first; the record takes its own name last."""
    passing = target.with_name(f"{target.name}.restoring")
    log = target.with_name(f"{target.name}.log")
    if passing.exists() and not target.exists():  # one that was stopped: what it made is no store
        shutil.rmtree(passing)
        shutil.rmtree(log, ignore_errors=True)
    if target.exists() or log.exists() or target.with_name(f"{target.name}-wal").exists():
        raise Conflict("restore-not-empty", place=str(target))
    passing.mkdir(parents=True, mode=0o700)
    try:
        for file in known.files:
            _copy(folder, file, passing / file.name, told)
    except BaseException:
        shutil.rmtree(passing)
        raise
    with suppress(FileNotFoundError):  # a record that nobody ever looked at has no log
        (passing / "log").rename(log)
    (passing / RECORD).rename(target)
    sync(target.parent)
    shutil.rmtree(passing)


def _copy(folder: Path, file: File, target: Path, told: Bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    total = sha256()
    try:
        with (folder / file.name).open("rb") as source, target.open("wb") as copy:
            target.chmod(0o600)
            while block := source.read(_READ):
                total.update(block)
                copy.write(block)
                told(len(block))
    except FileNotFoundError:
        raise Invalid("backup-changed", file=file.name) from None
    sync(target)
    sync(target.parent)
    if total.hexdigest() != file.sha256:
        raise Invalid("backup-changed", file=file.name)


def _tables(folder: Path, known: Manifest, url: str, told: Bytes) -> None:
    """In one transaction: until it commits the database is as empty as it was."""
    database = open_database(url)
    connection = database.connect()
    try:
        connection.begin()
        try:
            _fill(connection, folder, known, told)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
        connection.run("ANALYZE")
    finally:
        connection.close()
        database.close()


def _fill(connection: Connection, folder: Path, known: Manifest, told: Bytes) -> None:
    rows_of.make_all(connection, known.shape)
    files = {file.name: file for file in known.files}
    for one in known.shape:
        file = files.get(table_file(one.name))
        if file is None or not (folder / file.name).exists():
            raise Invalid("backup-changed", file=table_file(one.name))
        with _Digested(folder / file.name) as source:
            rows = rows_of.copy_in(connection, one.name, source, told)
        if (source.hexdigest(), rows) != (file.sha256, file.rows):
            raise Invalid("backup-changed", file=file.name)
    rows_of.finish(connection, known.shape)
    turns.go_on(connection)


class _Digested:
    """A file that is read once, with the digest of what was read."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._total = sha256()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self._total.update(block)
        return block

    def hexdigest(self) -> str:
        return self._total.hexdigest()

    def __enter__(self) -> _Digested:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
