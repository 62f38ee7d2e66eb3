"""`dsn reindex`: parameters made anew, a slice at a time beside whoever else writes, from where it was left.

One pass takes up every parameter asked for: their old rows go, then the types they belong to are walked once. Where it
stands is in the store, read and moved within each slice: two that do it at once help each other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from dsn.fhir.search.versions import MERGED, lines
from dsn.sql.connection import Connection
from dsn.sql.turn import SLICE_MS
from dsn.store.reindex import extractors, fill, merged, state
from dsn.store.reindex.clear import clear
from dsn.store.reindex.state import Pass, Phase, Rebuild
from dsn.store.store import Store

SMALLEST = 40
"""Resources made anew in the first transaction; beside others as many more as fit into a slice, at most `LARGEST`."""
LARGEST = 400
ALONE = 2_000
"""While nobody else has the store open."""
ROWS = 10
"""Rows that go in the time one resource is made anew."""
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
        taken = time.monotonic() - began
        self._pace(taken * 1000)
        await self._store.database.give_way(taken)
        if progress is None:
            return False
        self.progress = progress
        if progress.names:
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
        running = state.running(connection)
        if running is None or running.lead.phase != Phase.FILLING:
            return None
        at = (running.lead.type, running.lead.key)
        return fill.read(connection, at, _types(running.params), self._size)

    def _write(self, connection: Connection, found: fill.Slice | None) -> Progress | None:
        """Judged by what the store says now: another process may have come between."""
        self._store.ledger.item()
        self._store.ledger.spill(connection)
        running = state.running(connection, lock=True)
        if running is None:
            return self._begin(connection)
        if running.lead.phase == Phase.CLEARING:
            return self._clear(connection, running)
        if found is None or found.after != (running.lead.type, running.lead.key):
            return self._so_far(running)
        return self._fill(connection, running, found)

    def _begin(self, connection: Connection) -> Progress | None:
        """Takes up what was asked for; None when nothing is left."""
        pending = state.rebuilding(connection, lock=True)
        if any(one.phase != Phase.WAITING for one in pending):
            return self.progress  # another process was faster
        chosen = [one.param for one in pending if not self._wanted or one.param in self._wanted]
        if not chosen:
            return None
        total = state.count(connection, _types(tuple(chosen)))
        connection.run(
            f"UPDATE rebuild SET phase = ?, type = 0, key = 0, total = ? WHERE {connection.dialect.among('param')}",
            (Phase.CLEARING, total, connection.dialect.listed(chosen)),
        )
        begun = state.running(connection)
        assert begun is not None
        return self._so_far(begun)

    def _clear(self, connection: Connection, running: Pass) -> Progress:
        at = (running.lead.type, running.lead.key)
        place = clear(connection, _rows(running.params), at, self._size * ROWS)
        if place is None:
            sql = "UPDATE rebuild SET phase = ?, type = ?, key = ? WHERE phase = ?"
            connection.run(sql, (Phase.FILLING, *_START, Phase.CLEARING))
        else:
            sql = "UPDATE rebuild SET type = ?, key = ? WHERE param = ?"
            connection.run(sql, (*place, running.lead.param))
        return self._so_far(running)

    def _fill(self, connection: Connection, running: Pass, found: fill.Slice) -> Progress:
        numbers = frozenset(_rows(running.params))
        added = fill.write(connection, self._store.ledger.vocabulary, found, numbers)
        done = running.lead.done + found.count
        if found.end is None:
            self._finish(connection, running)
        else:
            sql = "UPDATE rebuild SET type = ?, key = ?, done = ? WHERE param = ?"
            connection.run(sql, (*found.end, done, running.lead.param))
        return self._so_far(running, done=done, rows=added)

    def _finish(self, connection: Connection, running: Pass) -> None:
        instant = state.now(connection).instant
        if MERGED in running.params:
            merged.finish(connection)
            self._store.relations_epoch += 1
        extractors.record(connection, running.params, instant)
        connection.run("DELETE FROM rebuild WHERE phase = ?", (Phase.FILLING,))

    def _so_far(self, running: Pass, done: int | None = None, rows: int = 0) -> Progress:
        return Progress(
            _names(running.params),
            running.lead.done if done is None else done,
            running.lead.total,
            self.progress.slices + 1,
            self.progress.rows + rows,
        )


@lru_cache(maxsize=4)
def _types(numbers: tuple[int, ...]) -> list[int]:
    return state.types_of(numbers)


@lru_cache(maxsize=4)
def _rows(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(row for number in numbers for row in lines()[number].rows)


@lru_cache(maxsize=4)
def _names(numbers: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(f"{lines()[number].type}.{lines()[number].code}" for number in numbers)
