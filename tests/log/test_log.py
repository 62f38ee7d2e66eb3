"""The log keeps every act before it is answered, by person and by who, and moves the outbox exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.log.ward import DAY, GAGNON, NOVEMBER, TREMBLAY, MemoryRecord, looked, opened
from tests.support.covers import covers

from dsn.base.errors import Busy, Fault
from dsn.log.events import Event
from dsn.log.log import Log, month_of
from dsn.log.verify import verify


def _with_log(engine: str, work: Callable[[Log], Awaitable[None]]) -> None:
    async def run() -> None:
        log = opened(engine)
        try:
            await work(log)
        finally:
            await log.close()

    asyncio.run(run())


@covers("F48")
def test_an_event_is_found_by_the_person_it_showed(engine: str) -> None:
    """« Qui a consulté » : the event comes back whole, for each of its people and for nobody else."""
    event = Event(
        NOVEMBER, "dre-tremblay", "api.search", "search", (TREMBLAY, GAGNON), "demo-hopital", "", "soins",
        "access-s38", "fhir", "127.0.0.1", "r1", "Observation?code=718-7", "training",
    )  # fmt: skip

    async def work(log: Log) -> None:
        await log.write(event)
        assert await log.by_person(TREMBLAY, NOVEMBER, NOVEMBER + 1) == [event]
        assert await log.by_person(GAGNON, 0, NOVEMBER + DAY) == [event]
        assert await log.by_person(TREMBLAY + 1, 0, NOVEMBER + DAY) == []

    _with_log(engine, work)


def test_the_end_of_the_range_is_exclusive(engine: str) -> None:
    """[since, until): an event at until is not in it, one at since is."""

    async def work(log: Log) -> None:
        await log.write(looked(5, TREMBLAY))
        assert await log.by_person(TREMBLAY, NOVEMBER, NOVEMBER + 5) == []
        assert len(await log.by_person(TREMBLAY, NOVEMBER + 5, NOVEMBER + 6)) == 1
        assert await log.by_person(TREMBLAY, NOVEMBER + 6, NOVEMBER + 5) == []

    _with_log(engine, work)


def test_events_are_found_by_who_over_months_newest_first(engine: str) -> None:
    """An account's acts of several months come in one list; another account's are not in it."""

    async def work(log: Log) -> None:
        for number, at in enumerate((NOVEMBER, NOVEMBER - 60 * DAY, NOVEMBER + 60 * DAY)):
            await log.write(looked(number, TREMBLAY, at=at))
        await log.write(looked(9, TREMBLAY, who="dr-nguyen"))
        found = await log.by_who("inf-gagnon", 0, 2**45)
        assert [event.request for event in found] == ["r2", "r0", "r1"]
        assert await log.shelf.months() == ["2026-09", "2026-11", "2027-01"]

    _with_log(engine, work)


def test_a_written_event_is_there_for_another_process_at_once(engine: str) -> None:
    """Durable means that a log opened beside the first finds the row before the first is closed."""

    async def work(log: Log) -> None:
        await log.write(looked(1, TREMBLAY))
        other = opened(engine)
        assert len(await other.by_person(TREMBLAY, 0, 2**45)) == 1
        await other.close()

    _with_log(engine, work)


def test_many_at_once_share_groups_and_none_is_lost(engine: str) -> None:
    """Two logs (two processes) write together; each event is there once and both chains verify."""

    async def work(log: Log) -> None:
        other = opened(engine)
        await asyncio.gather(
            *(one.write(looked(n, TREMBLAY)) for n in range(150) for one in (log, other)),
        )
        assert len(await log.by_person(TREMBLAY, 0, 2**45)) == 300
        await other.close()
        report = await verify(log, MemoryRecord())
        assert (report.writers, report.events, report.flaws) == (2, 300, ())

    _with_log(engine, work)


def test_a_closed_log_refuses(engine: str) -> None:
    """What cannot be written is refused, so that the caller shows nothing: in an open month and in a new one."""

    async def run() -> None:
        log = opened(engine)
        await log.write(looked())
        await log.close()
        for at in (NOVEMBER, NOVEMBER + 60 * DAY):
            with pytest.raises(Busy):
                await log.write(looked(1, at=at))

    asyncio.run(run())


def test_a_cancelled_reader_does_not_stop_the_others(engine: str) -> None:
    """Who goes away before the disk answered leaves the group to the rest."""

    async def work(log: Log) -> None:
        gone = asyncio.ensure_future(log.write(looked(1, TREMBLAY)))
        stays = asyncio.ensure_future(log.write(looked(2, TREMBLAY)))
        await asyncio.sleep(0)
        gone.cancel()
        await stays
        await log.write(looked(3, TREMBLAY))
        assert len(await log.by_person(TREMBLAY, 0, 2**45)) in (2, 3)
        assert (await verify(log, MemoryRecord())).flaws == ()

    _with_log(engine, work)


def test_after_a_failed_group_the_chain_goes_on(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group that could not be written is refused to its callers, and the next one chains to what is on disk."""

    async def work(log: Log) -> None:
        await log.write(looked(1, TREMBLAY))
        (book,) = log.books
        whole = book._add

        def torn(*_: object) -> object:
            raise Busy("storage-full")

        monkeypatch.setattr(book, "_add", torn)
        with pytest.raises(Busy):
            await log.write(looked(2, TREMBLAY))
        monkeypatch.setattr(book, "_add", whole)
        await log.write(looked(3, TREMBLAY))
        report = await verify(log, MemoryRecord())
        assert (report.events, report.flaws) == (2, ())

    _with_log(engine, work)


def test_the_outbox_moves_once(engine: str) -> None:
    """Rows of two months are moved, found, and gone from the outbox; a second drain moves nothing."""

    async def work(log: Log) -> None:
        store = MemoryRecord()
        store.put(log.pack(looked(1, TREMBLAY)))
        store.put(log.pack(looked(2, TREMBLAY, at=NOVEMBER - 60 * DAY)))
        assert await log.drain(store) == 2
        assert store.rows == {}
        assert await log.drain(store) == 0
        assert len(await log.by_person(TREMBLAY, 0, 2**45)) == 2

    _with_log(engine, work)


def test_a_crash_between_moving_and_dropping_moves_nothing_twice(engine: str) -> None:
    """The rows are in the log and still in the outbox; a new process drains again, and each is there once."""

    async def work(log: Log) -> None:
        store = MemoryRecord(breaks_on_drop=True)
        for number in range(3):
            store.put(log.pack(looked(number, TREMBLAY)))
        with pytest.raises(ConnectionError):
            await log.drain(store)
        store.breaks_on_drop = False
        successor = opened(engine)
        await successor.drain(store)
        assert len(await successor.by_person(TREMBLAY, 0, 2**45)) == 3
        assert (await verify(successor, store)).flaws == ()
        await successor.close()

    _with_log(engine, work)


def test_a_changed_outbox_row_is_not_moved(engine: str) -> None:
    """Who alters a waiting row cannot make the log lie: draining stops with the fault."""

    async def work(log: Log) -> None:
        store = MemoryRecord()
        packed = bytearray(log.pack(looked(1, TREMBLAY)))
        packed[-1] ^= 1
        store.put(bytes(packed))
        with pytest.raises(Fault) as caught:
            await log.drain(store)
        assert caught.value.code == "log-outbox-changed"
        assert await log.by_person(TREMBLAY, 0, 2**45) == []

    _with_log(engine, work)


def test_a_month_whose_making_was_cut_short_is_empty_and_no_obstacle(tmp_path: Path) -> None:
    """The power went after the file was there and before its tables were: searching and verifying go on."""
    url = f"sqlite:///{tmp_path / 'dsn.db'}"

    async def work(log: Log) -> None:
        await log.write(looked(1, TREMBLAY))
        (tmp_path / "dsn.db.log" / "2026-10.db").touch()
        assert len(await log.by_person(TREMBLAY, 0, 2**45)) == 1
        report = await verify(log, MemoryRecord())
        assert (report.months, report.flaws) == (2, ())
        await log.write(looked(1, TREMBLAY, at=NOVEMBER - 20 * DAY))
        assert len(await log.by_person(TREMBLAY, 0, 2**45)) == 2

    _with_log(url, work)


def test_months_are_those_of_utc() -> None:
    """The last evening of October in Montréal is November."""
    assert month_of(1_793_491_200_000 - 1) == "2026-10"
    assert month_of(1_793_491_200_000) == "2026-11"


def test_a_move_that_was_cancelled_and_begun_again_moves_each_row_once(engine: str) -> None:
    """The second move finds the first one's rows still on their way to the disk."""

    async def play() -> None:
        log, record = opened(engine), MemoryRecord()
        await log.write(
            looked(9, GAGNON)
        )  # so that the month is open, and the moves get as far as the writer
        for number in range(5):
            record.put(log.pack(looked(number, TREMBLAY)))
        for _ in range(3):
            first = asyncio.create_task(log.drain(record))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            first.cancel()
        await log.drain(record)
        assert record.rows == {}
        assert len(await log.by_person(TREMBLAY, NOVEMBER, NOVEMBER + DAY)) == 5
        await log.close()

    asyncio.run(play())
