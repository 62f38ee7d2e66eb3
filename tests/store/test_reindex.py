"""An index made anew beside a store that goes on: what is behind is known and refused, never silently short."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from tests.store.outdated import (
    ALL,
    CODE,
    found,
    left_by_another_program,
    number,
    opened_by_another_program,
    order,
    small,
)
from tests.store.shelf import Shelf, observation, on_shelf

from dsn.base.errors import Busy, Unsupported
from dsn.fhir.search import parse
from dsn.sql.connection import Connection
from dsn.store import Store, kinds
from dsn.store.changes import Create, Delete, Update
from dsn.store.reindex import fill, slices
from dsn.store.reindex.state import Phase


def test_rows_of_another_extractor_are_refused_and_then_made_anew(engine: str) -> None:
    """Searches by other parameters go on; afterwards the old rows are gone and the new ones all there."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(*(Update(observation(f"o{n}", code=f"c{n % 3}")) for n in range(9)))
        await shelf.commit(Delete("Observation", "o8"))
        await opened_by_another_program(shelf)
        behind = await slices.behind(shelf.store)
        assert [(one.name, one.phase) for one in behind] == [("Observation.code", Phase.WAITING)]
        with pytest.raises(Busy, match=r"search\.rebuilding"):
            await found(shelf, "c0")
        assert len((await shelf.store.search(parse("Observation", [("status", "final")]), ALL)).matches) == 8
        done = await slices.reindex(shelf.store)
        assert (done.names, done.done, done.total) == (("Observation.code",), 8, 8)
        assert await found(shelf, "c0") == ["o0", "o3", "o6"]
        assert await found(shelf, "ancien-c0") == []
        assert await slices.behind(shelf.store) == []
        assert (await shelf.store.check()).sound
        shelf.clock.now += 31 * 60 * 1000
        await shelf.store.sweep()
        old = "SELECT count(*) FROM ix_token WHERE code LIKE 'ancien%'"
        assert shelf.store.database.read_here(lambda connection: connection.rows(old)) == [(0,)]

    on_shelf(engine, body)


@pytest.mark.parametrize(
    "query",
    [
        [("code", "c0")],
        [("combo-code", "c0")],
        [("code:missing", "false")],
        [("code:text", "x")],
        [("_sort", "code")],
        [("has-member:Observation.code", "c0")],
        [("_has:Observation:has-member:code", "c0")],
        [("_filter", "not (code eq c0)")],
        [("_revinclude", "Observation:*")],
    ],
)
def test_a_search_that_asks_a_parameter_behind_is_refused_wherever_it_stands(
    engine: str, query: list[tuple[str, str]]
) -> None:
    """In conditions, chains, the order; an include of every reference asks references, and not codes."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o", code="c0")))
        await opened_by_another_program(shelf)
        if query[0][0] == "_revinclude":
            assert len((await shelf.store.search(parse("Observation", query), ALL)).matches) == 1
            return
        with pytest.raises(Busy, match=r"search\.rebuilding"):
            await shelf.store.search(parse("Observation", query), ALL)

    on_shelf(engine, body)


def test_a_condition_on_a_parameter_behind_makes_no_second_one(engine: str) -> None:
    """A conditional create is refused as its search is: it might find nothing where there is something."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o", code="c0")))
        await opened_by_another_program(shelf)
        query = parse("Observation", [("code", "c0")])
        with pytest.raises(Busy, match=r"search\.rebuilding"):
            await shelf.commit(Create(observation(code="c0"), if_none_exist=query))
        assert await shelf.store.counts() == {"Observation": 1}

    on_shelf(engine, body)


@pytest.mark.parametrize("killed_after", range(6))
def test_commits_go_on_and_a_kill_loses_nothing(
    engine: str, killed_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after any slice, with changes before, between and after: what is found then is what is there."""
    small(monkeypatch)

    class Killed(Exception):
        pass

    def kill(at: slices.Progress) -> None:
        if at.slices > killed_after:
            raise Killed

    async def body(shelf: Shelf) -> None:
        await shelf.commit(*(Update(observation(f"o{n}", code=f"c{n % 3}")) for n in range(12)))
        await shelf.commit(*(Update(observation(f"p{n}", code="c5")) for n in range(60)))
        await opened_by_another_program(shelf)
        await shelf.commit(Update(observation("o1", code="c0")), Update(observation("new", code="c0")))
        with pytest.raises(Killed):
            await slices.reindex(shelf.store, told=kill)
        await shelf.commit(
            Update(observation("o2", code="c0")),
            Delete("Observation", "o3"),
            Update(observation("o9", code="c9")),
        )
        with pytest.raises(Busy):
            await found(shelf, "c0")
        await shelf.reopen()
        await slices.reindex(shelf.store)
        assert await found(shelf, "c0") == ["new", "o0", "o1", "o2", "o6"]
        assert await found(shelf, "c9") == ["o9"]
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)


def test_two_that_make_it_anew_at_once_help_each_other(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes' worth of work over one store, and commits between: nothing twice, nothing lost."""
    small(monkeypatch)

    async def body(shelf: Shelf) -> None:
        await shelf.commit(*(Update(observation(f"o{n}", code=f"c{n % 3}")) for n in range(40)))
        await opened_by_another_program(shelf)
        other = await Store.open(shelf.url, clock=shelf.clock)
        try:

            async def changes() -> None:
                for n in range(0, 40, 4):
                    await shelf.commit(Update(observation(f"o{n}", code="autre")))

            await asyncio.gather(slices.reindex(shelf.store), slices.reindex(other), changes())
            assert await found(shelf, "autre") == sorted(f"o{n}" for n in range(0, 40, 4))
            assert await found(shelf, "c1") == sorted(f"o{n}" for n in range(1, 40, 3) if n % 4)
            assert (await shelf.store.check()).sound
        finally:
            await other.close()

    on_shelf(engine, body)


def test_rows_of_a_newer_program_are_not_written_over(engine: str) -> None:
    """An older program refuses the store instead of adding rows of the old kind."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o")))

        def newer(connection: Connection) -> None:
            connection.run("UPDATE extractor SET version = 99 WHERE param = ?", (CODE,))

        left_by_another_program(shelf, newer)
        with pytest.raises(Unsupported, match="store-newer"):
            await Store.open(shelf.url)

    on_shelf(engine, body)


def test_slices_are_small_while_others_have_the_store_open(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Beside another process no transaction takes more rows than the first slice and what the pace allows."""
    url = f"sqlite:///{tmp_path_factory.mktemp('slices') / 'dsn.db'}"

    async def body(shelf: Shelf) -> None:
        for part in range(4):
            await shelf.commit(*(Update(observation(f"o{part}-{n}", code=f"c{n % 3}")) for n in range(400)))
        other = await Store.open(url)
        steps: list[slices.Progress] = []
        try:
            await slices.reindex(shelf.store, [CODE], steps.append, grace=0)
        finally:
            await other.close()
        taken = [after.done - before.done for before, after in pairwise(steps)]
        assert max(taken) <= slices.LARGEST
        assert sum(taken) == 1600
        assert steps[-1].rows >= 1600

    on_shelf(url, body)


def test_contained_resources_are_made_anew_with_what_holds_them(engine: str) -> None:
    """Their rows hang on keys of their own; they come with their type, whatever the type of the holder."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(order("acide"))
        await opened_by_another_program(shelf, number("Medication", "code"))
        assert not (await shelf.store.check()).missing
        await slices.reindex(shelf.store)
        query = parse("MedicationRequest", [("medication.code", "acide")])
        assert len((await shelf.store.search(query, ALL)).matches) == 1
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)


def test_what_changes_between_reading_and_writing_is_read_again(engine: str) -> None:
    """A slice that a reader worked out, and a commit that came first: the rows are those of the newest version."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o", code="c0")), Update(observation("p", code="c0")))
        store = shelf.store
        type_ = kinds.number("Observation")
        found = store.database.read_here(
            lambda connection: fill.read(connection, (0, fill.LOWEST), [type_], 9)
        )
        await shelf.commit(Update(observation("o", code="c1")), Delete("Observation", "p"))

        def write(connection: Connection) -> None:
            connection.run("DELETE FROM ix_token WHERE param = ?", (CODE,))
            store.ledger.item()
            fill.write(connection, store.ledger.vocabulary, found, {CODE})

        store.database.writer.call(write)
        assert found.count == 2
        assert (await store.check()).sound

    on_shelf(engine, body)
