"""A store to measure on: a scratch SQLite, or a PostgreSQL with its durability on, both gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.server import PostgresServer

from bench.place import SERVER_CORE

Settle = Callable[[], None]
"""Puts the database server onto the serving core, which application and database share while they serve."""


@contextmanager
def store(engine: str, folder: Path) -> Iterator[tuple[str, Settle]]:
    """The URL of an empty store, and what keeps its database on the serving core from then on."""
    if engine == "sqlite":
        yield f"sqlite:///{folder}/bench.db", lambda: None
        return
    # scratch folders are closed to the plain user that PostgreSQL runs as when we are root
    for closed in (folder, folder.parent):
        os.chmod(closed, 0o711)
    with PostgresServer(folder / "postgres", durable=True) as server:
        # its children take over where the postmaster may run, so pinning it pins every later connection
        url = f"postgresql://dsn@127.0.0.1:{server.port}/postgres"
        yield url, lambda: os.sched_setaffinity(server.process.pid, {SERVER_CORE})
