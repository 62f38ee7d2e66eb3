"""A copy of an SQLite file by SQLite's own backup, page by page, all of one instant: writers go on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import apsw

from dsn.sql.sqlite import told

_PAGES = 2_000
"""Pages copied between two words of progress: 8 MB."""

Told = Callable[[int, int], None]
"""How far it is: bytes done, bytes in all."""


def copy(source: Path, target: Path, progress: Told) -> None:
    """Copies `source` to `target`, which must not exist, as one file that stands alone.

    The reader it opens sees one instant from the first page to the last; meanwhile what others write gathers in the
    write-ahead log beside the source. Raises Busy `storage-full` or `store-away`.
    """
    try:
        reader = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            _copy(reader, target, progress)
        finally:
            reader.close()
    except apsw.Error as error:
        raise told(error) from error


def _copy(reader: apsw.Connection, target: Path, progress: Told) -> None:
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # from here on it is one instant
    (size,) = reader.execute("PRAGMA page_size").fetchall()[0]
    writer = apsw.Connection(str(target))
    try:
        with writer.backup("main", reader, "main") as backup:
            while not backup.done:
                backup.step(_PAGES)
                done = backup.page_count - backup.remaining
                progress(done * int(str(size)), backup.page_count * int(str(size)))
        settle(writer)
    finally:
        writer.close()


def settle(writer: apsw.Connection) -> None:
    """What lies in a write-ahead log moves into the file, which then needs nothing beside it."""
    writer.execute("PRAGMA journal_mode = DELETE").fetchall()


def check(file: Path) -> list[str]:
    """What SQLite finds wrong with the pages of a file that stands alone; empty when nothing is."""
    try:
        reader = apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            found = reader.execute("PRAGMA quick_check(20)").fetchall()
        finally:
            reader.close()
    except apsw.Error as error:
        return [str(told(error))]
    return [str(line) for (line,) in found if line != "ok"]
