"""`dsn reindex`: parameters made anew, a slice at a time beside whoever else writes, from where it was left.

One pass takes up every parameter asked for: their old rows go, then the types they belong to are walked once. Where it
stands is in the store, read and moved within each slice: two that do it at once help each other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dsn.fhir.search.versions import lines
from dsn.sql.connection import Connection
from dsn.store.reindex import extractors, fill, state
from dsn.store.reindex.clear import clear
from dsn.store.reindex.state import Phase, Rebuild
from dsn.store.store import Store

SMALLEST = 40
"""Resources made anew in the first transaction; beside others as many more as fit into a slice, at most `LARGEST`."""
LARGEST = 400
ALONE = 2_000
"""While nobody else has the store open."""
ROWS = 10
"""Rows that go in the time one resource is made anew."""
SLICE_MS = 15.0
"""How long a transaction may take beside others: the fair turn then comes round within 20 ms."""
GRACE = 1.5
"""Seconds before the rows of a parameter that was answered so far go: longer than any search lasts."""


_START = (0, fill.LOWEST)


@dataclass(frozen=True, slots=True)
class Progress:
    """`names` of the parameters of this pass, `done` resources of `total`; `slices` so far, and `rows` they added."""

    names: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    slices: int = 0
    rows: int = 0


Told = Callable[[Progress], None]


async def reindex(
    store: Store, numbers: Iterable[int] = (), told: Told = lambda at: None, *, grace: float = GRACE
) -> Progress:
    """Makes these parameters anew, after what was begun before; without any, all that are behind.

    Until a parameter is done its searches are refused with Busy `search.rebuilding`. Stopped at any point, it goes on
    from there when called again.
    """
    wanted = with_answering(numbers)
    fresh = await store.database.writer.submit(lambda connection: state.mark(connection, wanted))
    if fresh:
        await asyncio.sleep(grace)
    work = _Work(store, told, frozenset(wanted))
    while await work.step():
        pass
    return work.progress


def with_answering(numbers: Iterable[int]) -> list[int]:
    """With those whose rows answer for them."""
    return sorted({answering for number in numbers for answering in state.answering(number)})


async def behind(store: Store) -> list[Rebuild]:
    """The parameters that are not answered just now."""
    return await store.database.read(state.rebuilding)


class _Work:
    """One reindexing of this process."""

    def __init__(self, store: Store, told: Told, wanted: frozenset[int]) -> None:
        self.progress = Progress()
        self._wanted = wanted
        self._store = store
        self._told = told
        self._size = SMALLEST

    async def step(self) -> bool:
        """One slice; False when nothing is left."""
        found = await self._store.database.read(self._read)
        began = time.monotonic()
        progress = await self._store.database.writer.submit(lambda connection: self._write(connection, found))
        self._pace((time.monotonic() - began) * 1000)
        if progress is None:
            return False
        self.progress = progress
        self._told(progress)
        return True

    def _pace(self, taken: float) -> None:
        """Alone as much as goes; beside others as much as the last slice says fits."""
        if self._store.database.is_alone() and not self._store.database.dialect.is_postgres:
            self._size = ALONE
        else:
            fits = int(self._size * min(1.5, SLICE_MS / max(taken, 1.0)))
            self._size = max(SMALLEST // 5, min(LARGEST, fits))

    def _read(self, connection: Connection) -> fill.Slice | None:
        """What the next slice will write, where that is rows to come."""
        running = _running(state.rebuilding(connection))
        if not running or running[0].phase != Phase.FILLING:
            return None
        at = (running[0].type, running[0].key)
        return fill.read(connection, at, state.types_of(one.param for one in running), self._size)

    def _write(self, connection: Connection, found: fill.Slice | None) -> Progress | None:
        """Judged by what the store says now: another process may have come between."""
        self._store.ledger.item()
        self._store.ledger.spill(connection)
        pending = state.rebuilding(connection, lock=True)
        running = _running(pending)
        if not running:
            chosen = [one for one in pending if not self._wanted or one.param in self._wanted]
            return self._begin(connection, chosen) if chosen else None
        if running[0].phase == Phase.CLEARING:
            return self._clear(connection, running)
        if found is None or found.after != (running[0].type, running[0].key):
            return self._so_far(running)
        return self._fill(connection, running, found)

    def _begin(self, connection: Connection, chosen: Sequence[Rebuild]) -> Progress:
        numbers = [one.param for one in chosen]
        total = state.count(connection, state.types_of(numbers))
        connection.run(
            f"UPDATE rebuild SET phase = ?, type = 0, key = 0, total = ? WHERE {connection.dialect.among('param')}",
            (Phase.CLEARING, total, connection.dialect.listed(numbers)),
        )
        return self._so_far(chosen, done=0, total=total)

    def _clear(self, connection: Connection, running: Sequence[Rebuild]) -> Progress:
        at = (running[0].type, running[0].key)
        place = clear(connection, _rows_of(running), at, self._size * ROWS)
        phase = Phase.FILLING if place is None else Phase.CLEARING
        connection.run(
            "UPDATE rebuild SET phase = ?, type = ?, key = ? WHERE phase = ?",
            (phase, *(place or _START), Phase.CLEARING),
        )
        return self._so_far(running)

    def _fill(self, connection: Connection, running: Sequence[Rebuild], found: fill.Slice) -> Progress:
        added = fill.write(connection, self._store.ledger.vocabulary, found, frozenset(_rows_of(running)))
        done = running[0].done + found.count
        if found.end is None:
            self._finish(connection, running)
        else:
            connection.run(
                "UPDATE rebuild SET type = ?, key = ?, done = ? WHERE phase = ?",
                (*found.end, done, Phase.FILLING),
            )
        return self._so_far(running, done=done, rows=added)

    def _finish(self, connection: Connection, running: Sequence[Rebuild]) -> None:
        instant = state.now(connection).instant
        extractors.record(connection, [one.param for one in running], instant)
        connection.run("DELETE FROM rebuild WHERE phase = ?", (Phase.FILLING,))

    def _so_far(
        self, running: Sequence[Rebuild], done: int | None = None, total: int | None = None, rows: int = 0
    ) -> Progress:
        return Progress(
            tuple(one.name for one in running),
            running[0].done if done is None else done,
            running[0].total if total is None else total,
            self.progress.slices + 1,
            self.progress.rows + rows,
        )


def _running(pending: Sequence[Rebuild]) -> list[Rebuild]:
    return [one for one in pending if one.phase != Phase.WAITING]


def _rows_of(running: Sequence[Rebuild]) -> list[int]:
    return [number for one in running for number in lines()[one.param].rows]
