"""One writer thread: who waits together shares a transaction, who fails fails alone."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

import pytest

from dsn.base.errors import Busy, Conflict
from dsn.sql.connection import Connection, Gate
from dsn.sql.database import Database, open_database


@pytest.fixture
def database(engine: str) -> Iterator[Database]:
    opened = open_database(engine)
    opened.writer.call(lambda c: c.run("CREATE TABLE kept (name TEXT PRIMARY KEY, number INTEGER NOT NULL)"))
    yield opened
    opened.close()


def _add(name: str) -> Callable[[Connection], int]:
    return lambda c: c.run("INSERT INTO kept (name, number) VALUES (?, 1)", (name,))


def _kept(database: Database) -> list[str]:
    rows = database.read_here(lambda c: c.rows("SELECT name FROM kept ORDER BY name"))
    return [str(name) for (name,) in rows]


def test_a_result_in_hand_is_visible_to_every_reader(database: Database) -> None:
    """What `call` returned has been committed."""
    assert database.writer.call(_add("a")) == 1
    assert _kept(database) == ["a"]


def test_one_that_fails_is_undone_alone(database: Database) -> None:
    """The work beside it in the same group stays, and its caller gets the error it raised."""

    def half(connection: Connection) -> None:
        connection.run("INSERT INTO kept VALUES ('half', 1)")
        raise Conflict("taken")

    async def both() -> Sequence[int | BaseException | None]:
        first = database.writer.submit(_add("first"))
        second = database.writer.submit(half)
        third = database.writer.submit(_add("third"))
        return await asyncio.gather(first, second, third, return_exceptions=True)

    one, two, three = asyncio.run(both())
    assert (one, three) == (1, 1)
    assert isinstance(two, Conflict)
    assert _kept(database) == ["first", "third"]


def test_a_statement_the_engine_refuses_spares_the_rest_of_the_group(database: Database) -> None:
    """A broken unique key is one caller's error, not its neighbours'."""

    async def three() -> Sequence[int | BaseException | None]:
        works = [database.writer.submit(_add(name)) for name in ("a", "a", "b")]
        return await asyncio.gather(*works, return_exceptions=True)

    results = asyncio.run(three())
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert _kept(database) == ["a", "b"]


def test_a_question_the_engine_refuses_spares_the_rest_of_the_group(database: Database) -> None:
    """Asked before anything was written in its piece: PostgreSQL then gives up the group, which is done again."""

    async def three() -> Sequence[Any]:
        works = [_add("a"), lambda c: c.rows("SELECT nothing FROM nowhere"), _add("b")]
        return await asyncio.gather(*map(database.writer.submit, works), return_exceptions=True)

    results = asyncio.run(three())
    assert [isinstance(result, Exception) for result in results] == [False, True, False]
    assert _kept(database) == ["a", "b"]


def test_what_was_undone_can_be_written_by_the_next(database: Database) -> None:
    """Each piece has its own savepoint: what one lost, its neighbour after it may take."""

    def lost(connection: Connection) -> None:
        connection.run("INSERT INTO kept VALUES ('a', 7)")
        raise Conflict("taken")

    async def both() -> Sequence[Any]:
        works = [database.writer.submit(work) for work in (lost, _add("a"), lost)]
        return await asyncio.gather(*works, return_exceptions=True)

    assert [isinstance(result, Conflict) for result in asyncio.run(both())] == [True, False, False]
    assert database.read_here(lambda c: c.rows("SELECT name, number FROM kept")) == [("a", 1)]


def test_who_waits_together_shares_a_transaction(database: Database) -> None:
    """While one commit is held up, whatever arrives is committed by the next one, together."""
    commits: list[int] = []
    started, go = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        started.set()
        go.wait()

    def count(connection: Connection) -> None:
        commits.append(id(connection))

    gate = _Counting(database.writer._gate)
    database.writer._gate = gate

    async def crowd() -> None:
        held = database.writer.submit(first)
        await asyncio.to_thread(started.wait)
        waiting = [database.writer.submit(count) for _ in range(100)]
        go.set()
        await asyncio.gather(held, *waiting)

    asyncio.run(crowd())
    assert len(commits) == 100
    assert gate.entered == 2


class _Counting(AbstractContextManager[None]):
    """Counts the transactions that pass through a gate."""

    def __init__(self, inner: Gate) -> None:
        self.inner = inner
        self.entered = 0

    def __enter__(self) -> None:
        self.entered += 1
        self.inner.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.inner.__exit__(kind, error, trace)


def test_work_queued_before_closing_is_done(database: Database) -> None:
    """Closing finishes what was accepted, and refuses what comes after."""

    async def late() -> int:
        queued = database.writer.submit(_add("queued"))
        await asyncio.to_thread(database.writer.close)
        return await queued

    assert asyncio.run(late()) == 1
    with pytest.raises(Busy, match="store-closed"):
        database.writer.call(lambda c: c.run("DELETE FROM kept"))
    assert _kept(database) == ["queued"]


def test_a_caller_that_went_away_does_not_stop_the_work(database: Database) -> None:
    """A cancelled future is left alone; its work, once queued, is done."""

    async def leave() -> None:
        future = database.writer.submit(_add("left"))
        future.cancel()
        await database.writer.submit(lambda c: None)

    asyncio.run(leave())
    assert _kept(database) == ["left"]
