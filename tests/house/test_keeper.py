"""The tests' PostgreSQL goes when the run goes, however the run goes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.house.tree import ROOT
from tests.support.server import PostgresServer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the server's own user can reach when we are root."""
    with tempfile.TemporaryDirectory(prefix="dsn-keeper-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_the_server_ends_with_the_run(folder: Path) -> None:
    """When the process that owns the run is killed, the server stops and its folder is gone."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as owner:
        run = folder / "run"
        run.mkdir(mode=0o711)
        command = [sys.executable, "-m", "tests.support.keeper", str(run), str(owner.pid)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as keeper:
            assert keeper.stdout is not None
            port = int(keeper.stdout.readline())
            assert answers(port)
            owner.kill()
            assert keeper.wait(30) == 0
    assert not answers(port)
    assert not run.exists()


def test_a_durable_server_keeps_its_word(folder: Path) -> None:
    """A server for tests of power cuts syncs as in production; the others do not."""
    with PostgresServer(folder / "durable", durable=True) as server, connect(server.port) as link:
        assert link.execute("SHOW fsync").fetchone() == ("on",)
        assert link.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_the_run_does_not_wait_for_the_disk(postgres_url: str) -> None:
    """The run's own server gives speed for durability."""
    with psycopg.connect(postgres_url) as link:
        assert link.execute("SHOW fsync").fetchone() == ("off",)


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("postgres").url("postgres"))


def answers(port: int) -> bool:
    try:
        connect(port).close()
    except psycopg.OperationalError:
        return False
    return True


def connect(port: int) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(f"postgresql://dsn@127.0.0.1:{port}/postgres")
