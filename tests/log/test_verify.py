"""What `log verify` finds: each way of changing the log behind its back is planted, and told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.log.ward import GAGNON, KEY, NOVEMBER, TREMBLAY, MemoryRecord, looked, opened

from dsn.base.errors import Fault
from dsn.log import rows, tables
from dsn.log.chain import sign
from dsn.log.events import Event
from dsn.log.verify import SAID, Flaw, Kind, Report, verify
from dsn.sql.connection import Connection

MONTH = "2026-11"
Plant = Callable[[Connection, dict[str, str], int], None]


def _names(connection: Connection) -> dict[str, str]:
    return {table.name: tables.name(table, MONTH, connection.dialect) for table in tables.TABLES}


def _verified(engine: str, plant: Plant | None) -> Report:
    """Six events by one writer, then the fault, then the report."""

    async def run() -> Report:
        log = opened(engine)
        for number in range(1, 7):
            await log.write(looked(number, TREMBLAY, GAGNON))
        if plant is not None:
            database = await log.shelf.write(MONTH)
            database.writer.submit(lambda c: plant(c, _names(c), log.writer))
        await log.write(looked(7))
        report = await verify(log, MemoryRecord())
        await log.close()
        return report

    return asyncio.run(run())


def _kinds(report: Report) -> set[tuple[str, int]]:
    return {(flaw.kind, flaw.seq) for flaw in report.flaws}


def test_an_untouched_log_is_whole(engine: str) -> None:
    """Nothing planted, nothing found, everything counted."""
    report = _verified(engine, None)
    assert (report.months, report.writers, report.events, report.flaws) == (1, 1, 7, ())


def test_a_changed_row_is_found(engine: str) -> None:
    """Another body under the old hash breaks the chain at that row."""
    lie = rows.encode(looked(3, TREMBLAY, GAGNON, who="quelqu’un"))

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"UPDATE {names['event']} SET body = ? WHERE seq = 3", (lie,))

    assert ("changed", 3) in _kinds(_verified(engine, plant))


def test_a_row_changed_with_its_hash_is_found_at_the_next(engine: str) -> None:
    """Who computes the row's own hash anew still breaks the link to the one after."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"UPDATE {names['event']} SET hash = ? WHERE seq = 3", (b"x" * 32,))

    assert {("changed", 3), ("changed", 4)} <= _kinds(_verified(engine, plant))


def test_a_missing_row_is_found(engine: str) -> None:
    """A hole in the numbers, and its people rows without an event."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"DELETE FROM {names['event']} WHERE seq = 2")

    kinds = _kinds(_verified(engine, plant))
    assert {("missing", 2), ("subject", 2)} <= kinds


def test_rows_in_another_order_are_found(engine: str) -> None:
    """Two rows that changed places, hashes and all."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        for before, after in ((2, 99), (5, 2), (99, 5)):
            c.run(f"UPDATE {names['event']} SET seq = ? WHERE seq = ?", (after, before))

    assert {("changed", 2), ("changed", 5)} <= _kinds(_verified(engine, plant))


def test_an_added_row_is_found(engine: str) -> None:
    """A row that no head counts."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        row = (writer, 90, NOVEMBER, "x", b"x" * 32, rows.encode(looked(1)))
        c.run(
            f"INSERT INTO {names['event']} (writer, seq, at, who, hash, body) VALUES (?, ?, ?, ?, ?, ?)", row
        )

    assert ("changed", 90) in _kinds(_verified(engine, plant))


def _cut(engine: str, plant: Plant) -> Report:
    """As `_verified`, but nothing is written after the fault."""

    async def run() -> Report:
        log = opened(engine)
        for number in range(1, 7):
            await log.write(looked(number, TREMBLAY))
        database = await log.shelf.write(MONTH)
        await database.writer.submit(lambda c: plant(c, _names(c), log.writer))
        report = await verify(log, MemoryRecord())
        await log.close()
        return report

    return asyncio.run(run())


def test_a_tail_cut_off_is_found(engine: str) -> None:
    """The last rows are gone, people rows with them: the head counts more than there are."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"DELETE FROM {names['event']} WHERE seq > 4")
        c.run(f"DELETE FROM {names['subject']} WHERE seq > 4")

    assert _kinds(_cut(engine, plant)) == {("missing", 6)}


def test_a_head_made_without_the_key_is_found(engine: str) -> None:
    """Cut off, and the head written anew to match, signed with another key."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        test = c.rows(f"SELECT hash FROM {names['event']} WHERE seq = 4")
        head = test[0][0]
        assert isinstance(head, bytes)
        c.run(f"DELETE FROM {names['event']} WHERE seq > 4")
        c.run(f"DELETE FROM {names['subject']} WHERE seq > 4")
        forged = sign(b"another key", MONTH, writer, 4, head)
        c.run(f"UPDATE {names['head']} SET seq = 4, hash = ?, signature = ?", (head, forged))

    assert _kinds(_cut(engine, plant)) == {("head", 4)}


def test_a_chain_without_a_head_is_found(engine: str) -> None:
    """Taking the head away does not hide what it would have shown."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"DELETE FROM {names['head']}")

    assert _kinds(_cut(engine, plant)) == {("no-head", 0)}


def test_a_month_put_back_to_an_older_state_is_found_by_its_anchor(engine: str) -> None:
    """Rows and a true, older head are put back: the month alone looks whole, the anchor says that there was more."""

    async def run() -> tuple[Report, Report]:
        log, record = opened(engine), MemoryRecord()
        for number in range(1, 4):
            await log.write(looked(number, TREMBLAY))
        await log.drain(record)

        def back(c: Connection) -> None:
            names = _names(c)
            (head,) = c.rows(f"SELECT hash FROM {names['event']} WHERE seq = 2")[0]
            assert isinstance(head, bytes)
            signature = sign(KEY, MONTH, log.writer, 2, head)
            c.run(f"DELETE FROM {names['event']} WHERE seq = 3")
            c.run(f"DELETE FROM {names['subject']} WHERE seq = 3")
            c.run(f"UPDATE {names['head']} SET seq = 2, hash = ?, signature = ?", (head, signature))

        database = await log.shelf.write(MONTH)
        await database.writer.submit(back)
        alone, anchored = await verify(log, MemoryRecord()), await verify(log, record)
        await log.close()
        return alone, anchored

    alone, anchored = asyncio.run(run())
    assert alone.flaws == ()
    assert _kinds(anchored) == {("anchor", 3)}


def test_a_month_taken_away_whole_is_found_by_its_anchor(engine: str) -> None:
    """The record remembers a writer of a month that the log has not."""

    async def run() -> Report:
        log, record = opened(engine), MemoryRecord()
        await log.write(looked(1, TREMBLAY))
        await log.drain(record)
        (name,) = record.kept
        record.kept[name.replace(MONTH, "2020-01")] = record.kept[name]
        report = await verify(log, record)
        await log.close()
        return report

    report = asyncio.run(run())
    assert [(flaw.kind, flaw.month) for flaw in report.flaws] == [("anchor", "2020-01")]


def test_another_history_up_to_the_anchor_is_found(engine: str) -> None:
    """As many rows as the anchor says, but not the same: told though every row chains."""

    async def run() -> Report:
        log, record = opened(engine), MemoryRecord()
        await log.write(looked(1, TREMBLAY))
        await log.drain(record)
        (name,) = record.kept
        record.kept[name] = "1:" + "00" * 32
        report = await verify(log, record)
        await log.close()
        return report

    assert _kinds(asyncio.run(run())) == {("anchor", 1)}


def test_anchors_are_left_now_and_then(engine: str) -> None:
    """The first rows leave one; a few more do not; the anchored log verifies while it grows."""

    async def run() -> tuple[list[str], Report]:
        log, record = opened(engine), MemoryRecord()
        seen = []
        for number in (1, 2):
            await log.write(looked(number, TREMBLAY))
            await log.drain(record)
            seen.append(next(iter(record.kept.values())).partition(":")[0])
        report = await verify(log, record)
        await log.close()
        return seen, report

    seen, report = asyncio.run(run())
    assert seen == ["1", "1"]
    assert report.flaws == ()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {subject} WHERE seq = 3 AND patient < 4611686018427387904 AND patient = 15762598695796737",
        "UPDATE {subject} SET at = at + 1 WHERE seq = 3",
        "UPDATE {subject} SET seq = 4, at = at + 9 WHERE seq = 3 AND patient = 15762598695796737",
    ],
)
def test_people_rows_that_differ_from_the_events_are_found(engine: str, statement: str) -> None:
    """A row by person that was removed, moved in time, or hung on another event."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        assert c.run(statement.format(**names)) > 0

    assert ("subject", 3) in _kinds(_verified(engine, plant))


def test_a_column_that_differs_from_its_body_is_found(engine: str) -> None:
    """Who is searched by `who` must be who is chained."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"UPDATE {names['event']} SET who = 'personne' WHERE seq = 5")

    assert _kinds(_verified(engine, plant)) == {("column", 5)}


def test_rubbish_in_a_row_is_told_and_does_not_stop_the_rest(engine: str) -> None:
    """An unreadable body is a flaw of its row; the rows after it are still judged."""

    def plant(c: Connection, names: dict[str, str], writer: int) -> None:
        c.run(f"UPDATE {names['event']} SET body = ? WHERE seq = 2", (b"\xc1",))
        c.run(f"UPDATE {names['event']} SET who = 'personne' WHERE seq = 6")

    assert {("unreadable", 2), ("changed", 2), ("column", 6)} <= _kinds(_verified(engine, plant))


def test_a_changed_outbox_row_is_found(engine: str) -> None:
    """What waits in the record's outbox is verified too, and counted."""

    async def run() -> Report:
        log = opened(engine)
        store = MemoryRecord()
        store.put(log.pack(looked(1)))
        store.put(b"lie" * 20)
        report = await verify(log, store)
        await log.close()
        return report

    report = asyncio.run(run())
    assert report.waiting == 2
    assert report.flaws == (Flaw("outbox", "", 0, 2),)


def test_every_kind_of_flaw_is_said_in_both_languages() -> None:
    """A sentence of its own for each, with where it is."""
    assert set(SAID) == set(get_args(Kind))
    for kind in SAID:
        flaw = Flaw(kind, MONTH, 255, 3)
        french, english = flaw.said("fr"), flaw.said("en")
        assert french != english
        assert "3" in french or "00ff" in french or (kind == "seal" and MONTH in french)
        assert "{" not in french + english


_text = st.text(max_size=20)
_events = st.builds(
    Event,
    at=st.integers(0, 2**46),
    who=_text,
    function=_text,
    act=st.sampled_from(["read", "search", "open", "write", "refused"]),
    subjects=st.lists(st.integers(0, 2**63 - 1), max_size=3).map(tuple),
    query=_text,
    why=_text,
    actor=st.sampled_from(["real", "training", "robot"]),
)


@given(_events)
def test_an_event_reads_back_from_its_canonical_bytes(event: Event) -> None:
    """decode(encode(e)) = e, for every event."""
    assert rows.decode(rows.encode(event)) == event


@given(st.binary(max_size=40))
def test_no_bytes_but_an_event_are_read(body: bytes) -> None:
    """Anything else is a fault, never another exception."""
    with pytest.raises(Fault):
        rows.decode(body)
