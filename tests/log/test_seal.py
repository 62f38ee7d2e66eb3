"""Sealed months: verified sooner, no less surely; nothing is written to them, nothing that comes late is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.log.ward import DAY, GAGNON, KEY, NOVEMBER, TREMBLAY, MemoryRecord, looked, opened

from dsn.log import seal, tables
from dsn.log.log import Log, month_after, month_of
from dsn.log.verify import Report, verify

OCTOBER = NOVEMBER - 30 * DAY
LATER = NOVEMBER + 120 * DAY
MONTH = "2026-10"


async def _filled(engine: str, record: MemoryRecord) -> Log:
    """Six events of October and one of November; October is sealed."""
    log = opened(engine)
    for number in range(1, 7):
        await log.write(looked(number, TREMBLAY, GAGNON, at=OCTOBER))
    await log.write(looked(7, TREMBLAY))
    assert await log.seal(record, NOVEMBER) == [MONTH]
    return log


def _after(
    engine: str, act: Callable[[Log, MemoryRecord], object] | None = None, *, whole: bool = False
) -> Report:
    async def run() -> Report:
        record = MemoryRecord()
        log = await _filled(engine, record)
        if act is not None:
            found = act(log, record)
            if asyncio.iscoroutine(found):
                await found
        report = await verify(log, record, whole=whole)
        await log.close()
        return report

    return asyncio.run(run())


def test_a_month_that_is_over_is_sealed_once(engine: str) -> None:
    """Not before its days of grace are over; again does nothing; the log verifies by the seal and row by row."""

    async def run() -> None:
        record = MemoryRecord()
        log = await _filled(engine, record)
        assert await log.seal(record, NOVEMBER) == []
        assert await log.seal(record, NOVEMBER + 25 * DAY + seal.GRACE - DAY) == []
        assert await log.seal(record, NOVEMBER + 25 * DAY + seal.GRACE) == ["2026-11"]
        for whole in (False, True):
            report = await verify(log, record, whole=whole)
            assert (report.months, report.events, report.flaws) == (2, 7, ())
        assert sorted(record.kept) == [f"{seal.PREFIX}2026-10", f"{seal.PREFIX}2026-11"]
        await log.close()

    asyncio.run(run())


def test_what_comes_late_goes_to_the_next_open_month_and_is_found_there(engine: str) -> None:
    """Directly or from the outbox, moved once; searched by person it stands among its own days; all verifies."""

    async def run() -> None:
        record = MemoryRecord()
        log = await _filled(engine, record)
        await log.write(looked(50, TREMBLAY, at=OCTOBER, who="retard"))
        record.put(log.pack(looked(51, GAGNON, at=OCTOBER, who="retard")))
        record.breaks_on_drop = True
        with pytest.raises(ConnectionError):
            await log.drain(record)
        record.breaks_on_drop = False
        await log.drain(record)
        october = (OCTOBER, OCTOBER + DAY)
        assert len(await log.by_who("retard", *october)) == 2
        assert len(await log.by_person(TREMBLAY, *october)) == 7
        assert (await log.shelf.months()) == ["2026-10", "2026-11"]
        for whole in (False, True):
            assert (await verify(log, record, whole=whole)).flaws == ()
        other = opened(engine)  # another process, which has not yet met the seal
        await asyncio.gather(*(other.write(looked(60 + n, at=OCTOBER, who="tard")) for n in range(5)))
        assert len(await other.by_who("tard", *october)) == 5
        assert (await verify(other, record, whole=True)).flaws == ()
        await other.close()
        await log.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {event} SET who = 'personne' WHERE seq = 3",
        "DELETE FROM {event} WHERE seq = 6",
        "DELETE FROM {subject} WHERE seq = 2 AND patient > 0",
        "UPDATE {subject} SET at = at + 1 WHERE seq = 2",
        "UPDATE {head} SET seq = 5",
        "INSERT INTO {event} (writer, seq, at, who, hash, body)"
        " SELECT -9, 1, at, who, hash, body FROM {event} WHERE seq = 1",
        "UPDATE {seal} SET events = 5",
        "UPDATE {seal} SET signature = digest",
        "DELETE FROM {seal}",
    ],
)
def test_whatever_is_changed_in_a_sealed_month_breaks_the_seal(engine: str, statement: str) -> None:
    """Each row, each head, the seal itself: found without going row by row first."""

    async def harm(log: Log, record: MemoryRecord) -> None:
        database = await log.shelf.write(MONTH)
        names = {table.name: tables.name(table, MONTH, database.dialect) for table in tables.TABLES}
        assert await database.writer.submit(lambda c: c.run(statement.format(**names))) > 0

    assert ("seal", MONTH) in {(flaw.kind, flaw.month) for flaw in _after(engine, harm).flaws}


def test_another_seal_than_the_record_remembers_is_found(engine: str) -> None:
    """A month put back whole, seal and all, by who has the key: the record remembers another."""

    def forget(log: Log, record: MemoryRecord) -> None:
        record.kept[f"{seal.PREFIX}{MONTH}"] = "00" * 32

    assert {flaw.kind for flaw in _after(engine, forget).flaws} == {"seal"}


def test_a_sealed_month_that_is_gone_is_found(engine: str) -> None:
    """The record remembers the seal of a month that the log has not."""

    def remember(log: Log, record: MemoryRecord) -> None:
        record.kept[f"{seal.PREFIX}2020-01"] = "00" * 32

    assert [(flaw.kind, flaw.month) for flaw in _after(engine, remember).flaws] == [("seal", "2020-01")]


def test_a_month_sealed_while_the_power_went_is_told_again(engine: str) -> None:
    """Sealed, and the record not yet told: the next round tells it; until then the month is read row by row."""

    async def run() -> None:
        record = MemoryRecord()
        log = await _filled(engine, record)
        digest = record.kept.pop(f"{seal.PREFIX}{MONTH}")
        assert (await verify(log, record)).flaws == ()
        assert await log.seal(record, NOVEMBER) == [MONTH]
        assert record.kept == {f"{seal.PREFIX}{MONTH}": digest}
        await log.close()

    asyncio.run(run())


def test_both_engines_seal_the_same_rows_with_the_same_digest(engine: str) -> None:
    """Rows of a fixed writer: what is hashed does not hang on who keeps it."""

    async def run() -> bytes:
        log = opened(engine)
        log.writer = 5
        for number in range(1, 4):
            await log.write(looked(number, GAGNON, TREMBLAY, at=OCTOBER))
        put = seal.put(await log.shelf.write(MONTH), MONTH, KEY, NOVEMBER)
        await log.close()
        return put.digest

    assert asyncio.run(run()).hex()[:16] == "23c98801f3971f06"


def test_months_follow_one_another() -> None:
    """December is followed by January."""
    assert [month_after("2026-11"), month_after("2026-12")] == ["2026-12", "2027-01"]
    assert month_of(LATER) == "2027-03"
