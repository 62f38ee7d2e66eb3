"""Long work on PostgreSQL pauses while others are there; alone, and on SQLite, it does not."""

from __future__ import annotations

import asyncio

import pytest

from dsn.sql.database import REST, open_database


def test_who_works_long_beside_others_pauses_on_postgresql(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many times as long as it worked, and only while another has the database open."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    database = open_database(engine)
    is_alone = database.is_alone
    asyncio.run(database.give_way(1.5))
    assert pauses == []
    monkeypatch.setattr(database, "is_alone", lambda: False)
    asyncio.run(database.give_way(1.5))
    assert pauses == ([1.5 * REST] if database.dialect.is_postgres else [])
    assert is_alone()
    database.close()
