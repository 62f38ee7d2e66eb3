"""A connection that died is known by asking: who only reads is not told of what is over."""

from __future__ import annotations

import psycopg
import pytest
from tests.support.postgres import Postgres

from dsn.base.errors import Busy
from dsn.sql.database import open_database

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def served(postgres: Postgres) -> str:
    """The URL of an empty PostgreSQL database."""
    return postgres.url(postgres.create())


def test_a_read_is_done_again_where_its_connection_had_died(served: str) -> None:
    """The server had let it go since the last one, and is there."""
    database = open_database(served)
    assert database.read_here(lambda c: c.rows("SELECT 1")) == [(1,)]
    with psycopg.connect(served) as other:
        other.execute(OTHERS.encode())
    assert database.read_here(lambda c: c.rows("SELECT 1")) == [(1,)]
    database.close()


def test_what_is_refused_for_another_reason_is_not_done_again(served: str) -> None:
    """Only a dead connection is a reason."""
    database = open_database(served)
    asked: list[int] = []

    def work(_: object) -> None:
        asked.append(1)
        raise Busy("store-busy")

    with pytest.raises(Busy):
        database.read_here(work)
    assert asked == [1]
    database.close()
