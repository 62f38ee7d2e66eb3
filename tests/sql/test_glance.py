"""Short reads in the event loop, long ones on a thread: the answer is the same, and nobody waits for the long ones."""

from __future__ import annotations

import asyncio
import threading

import pytest

from dsn.base.errors import Fault
from dsn.sql.connection import Connection
from dsn.sql.database import Database, open_database

LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000) SELECT count(*) FROM n"
)


def _asked(database: Database, sql: str) -> tuple[object, list[str]]:
    """The answer, and the threads that looked for it."""
    threads: list[str] = []

    def work(connection: Connection) -> object:
        threads.append(threading.current_thread().name)
        return connection.rows(sql)[0][0]

    found = asyncio.run(database.glance(work))
    return found, [name.partition("_")[0] for name in threads]


def test_what_is_short_is_read_where_it_is_asked(engine: str) -> None:
    """On PostgreSQL a thread waits for the server."""
    database = open_database(engine)
    own = threading.current_thread().name.partition("_")[0]
    assert _asked(database, "SELECT 7") == (7, ["reader"] if database.dialect.is_postgres else [own])
    database.close()


def test_what_takes_long_is_given_up_and_read_on_a_thread(engine: str) -> None:
    """The whole answer comes from there; the next short one is read in place again."""
    database = open_database(engine)
    own = threading.current_thread().name.partition("_")[0]
    first = ["reader"] if database.dialect.is_postgres else [own, "reader"]
    assert _asked(database, LONG) == (400_000, first)
    assert _asked(database, "SELECT 7")[1] == first[:1]
    database.close()


def test_what_the_engine_refuses_is_not_tried_twice(engine: str) -> None:
    """It is told as ever."""
    database = open_database(engine)
    tried: list[int] = []

    def work(connection: Connection) -> object:
        tried.append(1)
        return connection.rows("SELECT nothing FROM nowhere")

    with pytest.raises(Fault):
        asyncio.run(database.glance(work))
    assert tried == [1]
    database.close()
