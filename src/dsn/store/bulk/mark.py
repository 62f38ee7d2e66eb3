"""How far an import is, kept in the record itself by the transaction that brought it there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from dsn.base.errors import Invalid
from dsn.sql.connection import Connection
from dsn.store.side import set_setting

PREFIX = "import."


class Mark(msgspec.Struct):
    """Everything up to this line of this file (its place among the files, from 0) is in the record, or was refused.

    The counts are those of the report so far. `told`: bytes of the file of refusals that are told for good.
    """

    file: int = 0
    line: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: int = 0
    told: int = 0

    def passed(self, file: int, line: int) -> bool:
        """Was this done before?"""
        return (file, line) <= (self.file, self.line)


def name_of(files: Sequence[Path]) -> str:
    """The setting under which an import of these files is kept: of their names, sizes and times, as they are now."""
    total = sha256()
    for path in files:
        stat = path.stat()
        total.update(f"{path.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return PREFIX + total.hexdigest()[:32]


def parsed(kept: str | None) -> Mark:
    """What the setting says; the beginning when there is none."""
    return msgspec.json.decode(kept, type=Mark) if kept else Mark()


def keep(connection: Connection, name: str, mark: Mark) -> None:
    """In the transaction of the batch that brought the import so far."""
    set_setting(connection, name, msgspec.json.encode(mark).decode())


class Refusals:
    """A file of what was refused, a line of JSON each; without a path nothing is kept. For one thread at a time."""

    def __init__(self, path: Path | None, told: int) -> None:
        """`told`: how much of it stays from an earlier run. Raises Invalid `import-report-lost` when it has less."""
        self._file: BinaryIO | None = None
        if path is None:
            return
        if told and (not path.exists() or path.stat().st_size < told):
            raise Invalid("import-report-lost", file=str(path))
        self._file = path.open("r+b" if told else "wb")
        self._file.truncate(told)

    def put(self, after: int, lines: Sequence[dict[str, Any]]) -> int:
        """Writes `lines` after the first `after` bytes and waits for the disk; how long the file is then.

        The same again writes the same: the transaction that this belongs to may be done twice.
        """
        if self._file is None or not lines:
            return after
        block = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        self._file.seek(after)
        self._file.truncate()
        self._file.write(block)
        self._file.flush()
        os.fsync(self._file.fileno())
        return after + len(block)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
