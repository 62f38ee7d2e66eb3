"""The turn between processes that write one file, and who has it open."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from tests.support.postgres import Postgres

from dsn.sql.database import open_database
from dsn.sql.turn import Presence, Turn

_HOG = """
import os, sys, time
from pathlib import Path
from dsn.sql.turn import Turn
turn = Turn(Path(sys.argv[1]))
told = os.open(sys.argv[2], os.O_WRONLY)
print("ready", flush=True)
for number in range(100_000):
    with turn:
        os.pwrite(told, b"%9d" % number, 0)
        time.sleep(0.005)
"""
"""Takes the turn again as soon as it lets go, and writes down how often it had it."""


def test_one_at_a_time(tmp_path: Path) -> None:
    """Two holders of one file's turn never hold it together."""
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        turn = Turn(tmp_path / "dsn.db")
        for _ in range(30):
            with turn:
                inside.append(1)
                time.sleep(0.001)
                most.append(len(inside))
                inside.pop()
        turn.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 90
    assert max(most) == 1


def test_a_greedy_process_cannot_starve_another(tmp_path: Path) -> None:
    """Who lets go and wants it back at once queues behind whoever waits: it never has it twice before us."""
    path, told = tmp_path / "dsn.db", tmp_path / "told"
    told.write_text("0")
    with subprocess.Popen([sys.executable, "-c", _HOG, str(path), str(told)], stdout=subprocess.PIPE) as hog:
        assert hog.stdout is not None
        hog.stdout.readline()
        turn = Turn(path)
        waits = []
        for _ in range(20):
            before = int(told.read_text())
            with turn:
                waits.append(int(told.read_text()) - before)
        hog.kill()
    turn.close()
    assert sum(waits) <= 2 * len(waits)  # the one under way, and one that began before we could ask


def test_presence_tells_whether_others_have_it_open(tmp_path: Path) -> None:
    """Alone until somebody else opens it, and again when they have gone."""
    first = Presence(tmp_path / "dsn.db")
    assert first.is_alone()
    second = Presence(tmp_path / "dsn.db")
    assert not first.is_alone()
    assert not second.is_alone()
    second.close()
    assert first.is_alone()
    first.close()


def test_a_database_knows_whether_it_is_alone(tmp_path: Path) -> None:
    """What large batches of an import depend on."""
    url = f"sqlite:///{tmp_path / 'dsn.db'}"
    first = open_database(url)
    assert first.is_alone()
    second = open_database(url)
    assert not first.is_alone()
    second.close()
    assert first.is_alone()
    first.close()


def test_on_postgresql_only_another_process_of_the_product_counts(postgres: Postgres) -> None:
    """Someone who looks with psql changes nothing; another server does, whatever part of it has the database open."""
    name = postgres.create()
    first, second = open_database(postgres.url(name)), open_database(postgres.url(name))
    assert first.is_alone()
    for called, alone in (("psql", True), ("dsn-0123456789ab", False)):
        with psycopg.connect(postgres.url(name), application_name=called):
            assert first.is_alone() is alone
    first.close()
    second.close()
    postgres.drop(name)


def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads the file, or what lies beside it while it is open."""
    database = open_database(f"sqlite:///{tmp_path / 'dsn.db'}")
    database.writer.call(lambda connection: connection.run("CREATE TABLE thing (x INTEGER)"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    database.close()
    assert set(modes.values()) == {0o600}
    assert {"dsn.db", "dsn.db-wal"} <= modes.keys()
