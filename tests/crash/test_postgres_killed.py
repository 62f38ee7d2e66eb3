"""The law of the database that dies under the server: refused clearly meanwhile, then all is as it was promised."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
import pytest
from tests.crash.killed import SECONDS, Account, Victim, faults, load, run
from tests.crash.test_killed import PATIENT
from tests.support.server import PostgresServer


@contextmanager
def house() -> Iterator[tuple[PostgresServer, Victim]]:
    """A database that keeps fsync, and a server of ours on it."""
    with TemporaryDirectory(prefix="dsn-killed-") as folder, _server(Path(folder)) as database:
        victim = Victim(f"postgresql://dsn@127.0.0.1:{database.port}/postgres")
        victim.start()
        try:
            with victim.client() as client:
                assert client.put("/Patient/one", content=json.dumps(PATIENT)).status_code == 201
            yield database, victim
        finally:
            victim.stop()


def _server(folder: Path) -> PostgresServer:
    folder.chmod(0o711)  # run by root, PostgreSQL is somebody else's
    return PostgresServer(folder / "postgres", durable=True)


@contextmanager
def clients(victim: Victim, account: Account, seed: int) -> Iterator[None]:
    """Four clients at work, who do not stop when they are refused."""
    stop = threading.Event()
    crowd = [
        threading.Thread(target=load, args=(victim, account, stop, seed + number)) for number in range(4)
    ]
    for one in crowd:
        one.start()
    try:
        while not account.done:
            time.sleep(0.01)
        yield
    finally:
        stop.set()
        for one in crowd:
            one.join()


def recovered(victim: Victim) -> None:
    """Waits until a read and a write are answered again, by the same process."""
    last = time.monotonic() + SECONDS
    with victim.client() as client:
        while time.monotonic() < last:
            read = client.get("/Patient/one").status_code
            written = client.put("/Patient/two", content=json.dumps({**PATIENT, "id": "two"})).status_code
            if read == 200 and written in (200, 201):
                return
            time.sleep(0.1)
    raise AssertionError("the server never recovered")


def refusal(victim: Victim) -> httpx.Response:
    """What a reader is told while the database is away."""
    with victim.client() as client:
        return client.get("/Patient/one")


def test_a_database_that_dies_is_told_and_comes_back() -> None:
    """503 with what to do while it is away; afterwards the same server reads and writes, and lost nothing."""
    with house() as (database, victim):
        account = Account()
        with clients(victim, account, 1):
            time.sleep(0.3)
            database.kill()
            while not account.refused:
                time.sleep(0.01)
        answer = refusal(victim)
        database.start_again()
        recovered(victim)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "store-away" in answer.text
        assert account.done
        assert faults(victim, account) == []
        assert account.refused, "nobody asked while it was away"
        assert all(one.startswith("503 ") for one in account.refused)


def test_sessions_ended_by_an_administrator_are_opened_again() -> None:
    """Each connection of the server is ended under it: it opens others, and nothing acknowledged is lost."""
    with house() as (_, victim):
        account = Account()
        with clients(victim, account, 2):
            for _ in range(3):
                time.sleep(0.2)
                end_sessions(victim.store)
        recovered(victim)
        assert account.done
        assert faults(victim, account) == []
        assert all(one.startswith("503 ") for one in account.refused)


def end_sessions(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dsn'"
        )


@pytest.mark.long
def test_a_database_that_dies_twenty_times() -> None:
    """Twenty deaths under load; at the end record, index and log agree."""
    chooser = random.Random(3)
    with house() as (database, victim):
        for _ in range(20):
            account = Account()
            with clients(victim, account, chooser.randrange(2**32)):
                time.sleep(chooser.uniform(0.1, 0.6))
                database.kill()
            database.start_again()
            recovered(victim)
            assert faults(victim, account) == []
        run("check", "--store", victim.store)
        run("log", "verify", "--store", victim.store)
