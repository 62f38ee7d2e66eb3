"""The write-ahead log moves into the file beside the writer: it stays small, and closing leaves none."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dsn.sql import sqlite
from dsn.sql.database import Database, open_database

PAGES = 40
MOST = 60_000_000
"""Less than is written in all, which is what a log that nobody moves would be: 72 MB and more."""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(sqlite, "CHECKPOINT_PAGES", PAGES)
    opened = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    opened.writer.call(lambda c: c.run("CREATE TABLE kept (number INTEGER PRIMARY KEY, text TEXT NOT NULL)"))
    return opened


def _write(database: Database, first: int, count: int) -> None:
    for number in range(first, first + count):
        row = (number, f"{number} " * 1000)
        database.writer.call(lambda c, row=row: c.run("INSERT INTO kept VALUES (?, ?)", row))  # type: ignore[misc]


def test_the_log_stays_small_under_steady_writing(database: Database, tmp_path: Path) -> None:
    """Two who write without a pause, and one who reads meanwhile, get on with it, and all of it is there."""
    writers = [threading.Thread(target=_write, args=(database, first, 3000)) for first in (0, 10_000)]
    for one in writers:
        one.start()
    seen, largest = 0, 0
    while any(one.is_alive() for one in writers):
        (count,) = database.read_here(lambda c: c.rows("SELECT count(*) FROM kept"))[0]
        assert int(str(count)) >= seen
        seen = int(str(count))
        largest = max(largest, (tmp_path / "a.db-wal").stat().st_size)
    assert database.read_here(lambda c: c.rows("SELECT count(*) FROM kept")) == [(6000,)]
    database.close()
    assert largest < MOST


def test_closing_moves_the_rest(database: Database, tmp_path: Path) -> None:
    """The file alone then holds everything: it may be copied."""
    _write(database, 0, 50)
    database.close()
    assert not (tmp_path / "a.db-wal").exists()
    alone = sqlite.connect(tmp_path / "a.db", readonly=True)
    assert alone.rows("SELECT count(*) FROM kept") == [(50,)]
    alone.close()
