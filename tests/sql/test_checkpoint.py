"""The write-ahead log moves into the file beside the writer: it stays small, and closing leaves none."""

from __future__ import annotations

import threading
from pathlib import Path

import apsw
import pytest

from dsn.sql import checkpoint, sqlite
from dsn.sql.checkpoint import Checkpointer
from dsn.sql.database import Database, open_database

PAGES = 40
MOST = 20_000_000
"""Less than is written in all, which is what a log that nobody moves would be: 36 MB and more."""


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
    writers = [threading.Thread(target=_write, args=(database, first, 1500)) for first in (0, 10_000)]
    for one in writers:
        one.start()
    seen, largest = 0, 0
    while any(one.is_alive() for one in writers):
        (count,) = database.read_here(lambda c: c.rows("SELECT count(*) FROM kept"))[0]
        assert int(str(count)) >= seen
        seen = int(str(count))
        largest = max(largest, (tmp_path / "a.db-wal").stat().st_size)
    assert database.read_here(lambda c: c.rows("SELECT count(*) FROM kept")) == [(3000,)]
    database.close()
    assert largest < MOST


def test_the_log_stays_small_though_somebody_reads_at_every_moment(
    database: Database, tmp_path: Path
) -> None:
    """Three who begin to read before the last one has ended: a commit waits for them, now and then."""
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            database.read_here(lambda c: (c.rows("SELECT count(*) FROM kept"), done.wait(0.03)))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for one in readers:
        one.start()
    _write(database, 0, 2000)
    largest = (tmp_path / "a.db-wal").stat().st_size
    done.set()
    for one in readers:
        one.join()
    database.close()
    assert largest < MOST // 2  # of 24 MB that are written


def test_who_reads_for_long_is_waited_for_seldom(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commits go on while a reader stays, and wait each time the log has doubled; once it goes, all is as before."""
    waits: list[int] = []
    wait = Checkpointer._begin_anew

    def counted(self: Checkpointer, own: apsw.Connection) -> bool:
        waits.append(1)
        return wait(self, own)

    monkeypatch.setattr(Checkpointer, "_begin_anew", counted)
    monkeypatch.setattr(checkpoint, "PATIENCE_MS", 20)
    reader = sqlite.connect(tmp_path / "a.db", readonly=True)
    for first in (0, 10_000):
        with sqlite.snapshot(reader):
            before = reader.rows("SELECT count(*) FROM kept")
            _write(database, first, 700)
            assert reader.rows("SELECT count(*) FROM kept") == before
        assert 1 <= len(waits) < 12
        waits.clear()
        grown = (tmp_path / "a.db-wal").stat().st_size
        _write(database, first + 2000, 1500)
        assert (tmp_path / "a.db-wal").stat().st_size < grown * 1.5
        waits.clear()
    reader.close()
    database.close()


def test_closing_moves_the_rest(database: Database, tmp_path: Path) -> None:
    """The file alone then holds everything: it may be copied."""
    _write(database, 0, 50)
    database.close()
    assert not (tmp_path / "a.db-wal").exists()
    alone = sqlite.connect(tmp_path / "a.db", readonly=True)
    assert alone.rows("SELECT count(*) FROM kept") == [(50,)]
    alone.close()
