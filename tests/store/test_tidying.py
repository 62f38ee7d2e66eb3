"""A store made smaller while it is served: it answers the same, nobody waits, and what was interrupted is cleared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from tests.store.shelf import Shelf, observation, on_shelf, patient
from tests.support.postgres import Postgres

from dsn.access.scope import Scope
from dsn.base.errors import Busy, Conflict
from dsn.fhir.search import parse
from dsn.sql import indexes
from dsn.sql.connection import Connection
from dsn.sql.indexes import Index
from dsn.store import Store, tidying
from dsn.store.changes import Update
from dsn.store.tidying import Step, Tidied, Told, is_worth_it, nobody, tidy

ALL = Scope("tests", None, "tests")
SMALL = 50_000
"""Bytes from which an index of a test is worth it."""
LEFT = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
BUILDING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state = 'active' AND query LIKE 'REINDEX%'"
)
WAITING = f"{BUILDING} AND wait_event_type = 'Lock'"


@pytest.fixture
def served(postgres: Postgres) -> str:
    """The URL of an empty PostgreSQL database, for what SQLite has not."""
    return postgres.url(postgres.create())


async def filled(shelf: Shelf, count: int = 600) -> None:
    """People and results in no order, some changed since: loose indexes, and rows to sweep."""
    await shelf.commit(Update(patient("roy")))
    names = [f"o{n * 7919 % count}" for n in range(count)]
    for at in range(0, count, 20):
        await shelf.commit(*(Update(observation(name, code=f"c{name[1:]}")) for name in names[at : at + 20]))
    shelf.clock.now += 1000
    await shelf.commit(*(Update(observation(name, code="autre")) for name in names[:90]))
    shelf.clock.now += 31 * 60 * 1000


async def tidied(shelf: Shelf, told: Told = nobody, *, least: int) -> Tidied:
    """As the store does it, with another least."""
    return await tidy(shelf.store.database, shelf.clock(), told, least=least)


async def codes(shelf: Shelf, code: str) -> int:
    """How many results have a code."""
    page = await shelf.store.search(parse("Observation", [("code", code), ("_count", "500")]), ALL)
    return len(page.matches)


def asked(store: Store, sql: str) -> int:
    """One number from the store."""
    return int(str(store.database.read_here(lambda connection: connection.rows(sql))[0][0]))


async def until(true: Callable[[], bool]) -> None:
    """Waits for it, twenty seconds at most."""
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to it within twenty seconds")


@asynccontextmanager
async def reader(store: Store) -> AsyncIterator[None]:
    """Somebody in the midst of reading the index of codes, who takes long."""
    connection = store.database.connect()
    connection.run("BEGIN")
    connection.rows("SELECT count(*) FROM ix_token")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


def test_a_tidied_store_is_smaller_and_answers_the_same(engine: str) -> None:
    """Rows that ended are gone, indexes are smaller on PostgreSQL, and every row stands for its body."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf)
        steps: list[Step] = []
        assert await codes(shelf, "autre") == 90
        done = await tidied(shelf, steps.append, least=SMALL)
        assert done.swept > 90
        assert done.rebuilt == len({step.index for step in steps})
        if shelf.store.database.file is None:
            begun, ended = steps[::2], steps[1::2]
            assert [step.index for step in begun] == [step.index for step in ended]
            assert [step.after for step in begun] == [None] * done.rebuilt
            assert "ix_token_param_key" in {step.index for step in ended}
            assert sum(step.after or 0 for step in ended) < 0.9 * sum(step.before for step in ended)
        assert (await codes(shelf, "autre"), await codes(shelf, "c599")) == (90, 1)
        report = await shelf.store.check()
        assert (report.missing, report.surplus) == ([], {})
        assert asked(shelf.store, "SELECT count(*) FROM ix_token WHERE until <= 1771000000000") == 0

    on_shelf(engine, work)


def test_what_is_small_enough_is_left_and_a_second_call_finds_nothing(served: str) -> None:
    """Neither small indexes nor those that were just built anew; `whole` builds them all the same."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf)
        assert (await shelf.store.tidy()).rebuilt == 0
        first = await tidied(shelf, least=SMALL)
        assert first.rebuilt > 0
        assert (await tidied(shelf, least=SMALL)).rebuilt == 0
        assert (await shelf.store.tidy(whole=True)).rebuilt > first.rebuilt

    on_shelf(served, work)


@pytest.mark.parametrize(
    ("index", "then", "worth"),
    [
        (Index("i", "t", 9_000_000, 1e5), None, True),
        (Index("i", "t", 7_000_000, 1e5), None, False),
        (Index("i", "t", 9_000_000, 1e5), 90.0, False),
        (Index("i", "t", 9_000_000, 1e5), 83.0, False),
        (Index("i", "t", 9_000_000, 1e5), 80.0, True),
        (Index("i", "t", 9_000_000, -1.0), 80.0, False),
    ],
)
def test_an_index_is_worth_it_when_it_is_large_and_a_tenth_heavier(
    index: Index, then: float | None, worth: bool
) -> None:
    """Never built anew: when it is large; else by what a row weighed then. Rows nobody counted say nothing."""
    assert is_worth_it(index, then) is worth


def test_an_index_that_grew_loose_again_is_built_anew_again(served: str) -> None:
    """What was swept left its room empty: a row weighs more than when it was built."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf)
        first: list[Step] = []
        await tidied(shelf, first.append, least=SMALL)
        for code in ("encore", "toujours"):
            await shelf.commit(*(Update(observation(f"o{n}", code=code)) for n in range(600)))
        shelf.clock.now += 31 * 60 * 1000
        steps: list[Step] = []
        await tidied(shelf, steps.append, least=SMALL)
        assert {step.index for step in first} & {step.index for step in steps}

    on_shelf(served, work)


def test_who_reads_and_who_writes_goes_on_meanwhile(engine: str) -> None:
    """While it waits for a reader who takes long, others commit and search; then it comes to its end."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf, 200)
        postgres = shelf.store.database.dialect.is_postgres
        async with reader(shelf.store):
            running = asyncio.create_task(tidied(shelf, least=0))
            if postgres:
                await until(lambda: asked(shelf.store, WAITING) > 0)
            async with asyncio.timeout(20):
                await shelf.commit(*(Update(observation(f"x{n}", code="neuf")) for n in range(50)))
                assert await codes(shelf, "neuf") == 50
            assert running.done() is False or not postgres
        await running
        assert await codes(shelf, "neuf") == 50
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_what_was_stopped_is_cleared_by_the_next_call(served: str) -> None:
    """Stopped in the midst of an index: half of one stays, which the next call drops before it goes on."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf, 200)
        async with reader(shelf.store):
            running = asyncio.create_task(tidied(shelf, least=0))
            await until(lambda: asked(shelf.store, LEFT) > 0)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                async with asyncio.timeout(20):
                    await running
        assert asked(shelf.store, LEFT) == 1
        assert asked(shelf.store, BUILDING) == 0
        assert (await tidied(shelf, least=0)).rebuilt > 10
        assert asked(shelf.store, LEFT) == 0
        assert (await shelf.store.check()).sound

    on_shelf(served, work)


def test_two_at_once_are_refused(served: str) -> None:
    """The second would drop what the first is building; once the first is done it may."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf, 60)
        other = shelf.store.database.connect()
        assert indexes.claim(other)
        with pytest.raises(Busy, match="tidy-running"):
            await shelf.store.tidy()
        other.close()
        await until(
            lambda: asked(shelf.store, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
        )
        await shelf.store.tidy()

    on_shelf(served, work)


def test_what_another_program_builds_is_not_cleared(served: str) -> None:
    """An index that somebody else is building beside us is no leftover."""

    async def work(shelf: Shelf) -> None:
        await filled(shelf, 60)
        other = shelf.store.database.connect()
        async with reader(shelf.store):
            building = asyncio.create_task(
                asyncio.to_thread(other.run, "REINDEX INDEX CONCURRENTLY ix_token_param_key")
            )
            await until(lambda: asked(shelf.store, LEFT) > 0)
            mine = shelf.store.database.connect()
            mine.run("SET lock_timeout = '5s'")
            assert indexes.clear(mine, ["ix_token"]) == []
            mine.close()
        await building
        other.close()
        assert asked(shelf.store, LEFT) == 0

    on_shelf(served, work)


def test_partitions_are_looked_at_and_other_programs_tables_are_not(served: str) -> None:
    """The indexes of each part of a table that is cut up; a table that is not named is nobody's of ours."""

    async def work(shelf: Shelf) -> None:
        def make(connection: Connection) -> None:
            connection.run("CREATE TABLE cut (n bigint PRIMARY KEY) PARTITION BY RANGE (n)")
            connection.run("CREATE TABLE cut_low PARTITION OF cut FOR VALUES FROM (0) TO (500)")
            connection.run("CREATE TABLE cut_high PARTITION OF cut FOR VALUES FROM (500) TO (1000)")
            connection.run("CREATE TABLE other (n bigint PRIMARY KEY)")
            for table in ("cut", "other"):
                connection.run(f"INSERT INTO {table} SELECT * FROM generate_series(0, 999)")

        shelf.store.database.writer.call(make)
        steps: list[Step] = []
        await shelf.store.tidy(steps.append, whole=True, tables=["cut"])
        built = {step.index for step in steps}
        assert {"cut_low_pkey", "cut_high_pkey"} <= built
        assert "other_pkey" not in built

    on_shelf(served, work)


def test_the_file_is_rewritten_only_when_nobody_else_has_it_open(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Without `whole` its log is moved into it; with it, it is shorter; beside another process it is refused."""
    url = f"sqlite:///{tmp_path_factory.mktemp('tidy') / 'dsn.db'}"

    async def work(shelf: Shelf) -> None:
        await filled(shelf)
        file = shelf.store.database.file
        assert file is not None
        log = file.with_name("dsn.db-wal")
        await shelf.store.tidy()
        whole = file.stat().st_size
        assert log.stat().st_size == 0
        other = await Store.open(url)
        with pytest.raises(Conflict, match="store-open"):
            await shelf.store.tidy(whole=True)
        await other.close()
        done = await shelf.store.tidy(whole=True)
        assert file.stat().st_size < whole
        assert done.after == file.stat().st_size
        assert await codes(shelf, "autre") == 90
        assert (await shelf.store.check()).sound

    on_shelf(url, work)


def test_the_figures_that_choose_an_index_stay(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite plans by figures of a province, whatever somebody's store holds: tidying counts nothing anew."""
    url = f"sqlite:///{tmp_path_factory.mktemp('tidy') / 'dsn.db'}"
    figures = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2, 3"

    async def work(shelf: Shelf) -> None:
        await filled(shelf, 60)
        before = shelf.store.database.read_here(lambda connection: connection.rows(figures))
        await shelf.store.tidy(whole=True)
        assert shelf.store.database.read_here(lambda connection: connection.rows(figures)) == before

    on_shelf(url, work)


def test_eight_megabytes_are_the_least() -> None:
    """What documentation says."""
    assert tidying.LEAST == 8_000_000
