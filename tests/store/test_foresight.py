"""What the commits of one group read at once, on both engines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence

import pytest
from tests.store.shelf import Shelf, observation, on_shelf

from dsn.base.errors import Conflict
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store.changes import Delete, Receipt, Update
from dsn.store.current import Current, currents


async def grouped(shelf: Shelf, *works: Callable[[], Awaitable[object]]) -> list[object]:
    """Results, or what was raised, of works that wait together for the writer and so share one transaction."""
    begun, free = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        begun.set()
        free.wait(10)

    held = shelf.store.database.writer.submit(hold)
    await asyncio.to_thread(begun.wait, 10)
    waiting = [asyncio.ensure_future(work()) for work in works]
    await asyncio.sleep(0.05)
    free.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


def update(
    shelf: Shelf, id_: str, status: str, if_match: int | None = None
) -> Callable[[], Awaitable[object]]:
    resource = observation(id_, note=[{"text": status}])
    return lambda: shelf.commit(Update(resource, if_match=if_match))


def versions(results: list[object]) -> list[int]:
    assert all(isinstance(result, Receipt) for result in results), results
    return [result.done[0].version for result in results if isinstance(result, Receipt)]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many resources each statement asked for that reads what is to be changed."""
    counts: list[int] = []

    def counted(connection: Connection, keys: Sequence[Key]) -> dict[Key, Current]:
        counts.append(len(keys))
        return currents(connection, keys)

    monkeypatch.setattr("dsn.store.foresight.currents", counted)
    return counts


def test_a_group_reads_what_it_changes_in_one_statement(engine: str, asked: list[int]) -> None:
    """Ten changes of ten results that wait together ask once for all ten."""

    async def work(shelf: Shelf) -> None:
        for number in range(10):
            await shelf.commit(Update(observation(f"o{number}")))
        asked.clear()
        found = await grouped(shelf, *(update(shelf, f"o{number}", "again") for number in range(10)))
        assert versions(found) == [2] * 10
        assert asked == [10]

    on_shelf(engine, work)


def test_each_of_a_group_stands_on_the_one_before_it(engine: str, asked: list[int]) -> None:
    """Three changes of one result, a deletion and a change after it make versions 2 to 6, in one transaction."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o")))
        asked.clear()
        found = await grouped(
            shelf,
            *(update(shelf, "o", text) for text in ("a", "b", "c")),
            lambda: shelf.commit(Delete("Observation", "o")),
            update(shelf, "o", "d"),
        )
        assert versions(found) == [2, 3, 4, 5, 6]
        assert asked == [1, 1, 1, 1, 1]  # done again one by one, after a clash, it would be more

    on_shelf(engine, work)


def test_what_failed_leaves_the_next_one_right(engine: str) -> None:
    """Of three that waited together the second expected another version: it alone is refused."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o")))
        works = (update(shelf, "o", "a", 9), update(shelf, "o", "b", 1), update(shelf, "new", "c", 0))
        refused, changed, new = await grouped(shelf, *works)
        assert isinstance(refused, Conflict)
        assert versions([changed, new]) == [2, 1]

    on_shelf(engine, work)


def test_what_others_change_in_the_same_transaction_is_seen(engine: str) -> None:
    """A work that is no commit moves a result to version 7; the changes that shared its transaction follow it."""

    def moved(connection: Connection) -> None:
        connection.run("UPDATE resource SET version = 7 WHERE version = 1")

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o")))
        _, *found = await grouped(
            shelf,
            lambda: shelf.store.database.writer.submit(moved),
            update(shelf, "o", "a"),
            update(shelf, "o", "b"),
        )
        assert versions(found) == [8, 9]

    on_shelf(engine, work)
