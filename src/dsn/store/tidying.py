"""Tidying: a store as small as it can be made while it is served. What ended goes; then indexes are built anew.

An index of PostgreSQL is worth building anew when it is larger than 8 MB and was never built anew, or is now a tenth
heavier a row than it was then. What it weighed then is a setting, so a second call has nothing to do, and one that was
stopped goes on with the index it was at. On SQLite the rows move within the file, which only `whole` makes shorter.
The figures that tell SQLite which index to take are not touched (`dsn.store.statistics`): `PRAGMA optimize` would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from dsn.base.clock import Instant
from dsn.base.errors import Busy
from dsn.sql import files, indexes
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.indexes import Index
from dsn.store import side, sweeping
from dsn.store.schema import TABLES

T = TypeVar("T")
LEAST = 8_000_000
"""Bytes below which an index is left as it is."""
HEAVIER = 1.1
"""How many times heavier a row than when it was built anew, for it to be worth doing again."""
_BUILT = "tidied."


@dataclass(frozen=True, slots=True)
class Step:
    """An index that is built anew, the `number`th of `total`; `after` is None when it begins. Bytes."""

    index: str
    number: int
    total: int
    before: int
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Tidied:
    """`swept`: rows of what gave way. `before` and `after`: bytes of the tables and indexes, or of file and log."""

    swept: int
    rebuilt: int
    before: int
    after: int


Told = Callable[[Step], None]


def nobody(step: Step) -> None:
    """Nobody listens."""


async def tidy(
    database: Database,
    now: Instant,
    told: Told = nobody,
    *,
    whole: bool = False,
    tables: Iterable[str] = (),
    least: int = LEAST,
) -> Tidied:
    """Sweeps to the end, then makes the store as small as may be beside whoever reads and writes.

    PostgreSQL: indexes that grew loose are built anew, one at a time; `told` hears of each as it begins and ends.
    SQLite: its log moves into the file. `whole`: every index that has rows, or the file rewritten, for which no other
    process may have it open. `tables`: others than the store's own that are looked at too. `least`: bytes below which
    an index is left. Raises Busy `tidy-running`, `store-away`, `storage-full`; Conflict `store-open`.
    """
    if database.file is not None:
        return await _file(database, database.file, now, whole)
    ours = sorted({*(table.name for table in TABLES), *tables})
    connection = await asyncio.to_thread(database.connect)
    try:
        if not await _beside(connection, indexes.claim):
            raise Busy("tidy-running")
        before = await _beside(connection, partial(indexes.weight, tables=ours))
        await _beside(connection, partial(indexes.clear, tables=ours))
        swept = await sweeping.sweep(database, now)
        chosen = await _chosen(database, connection, ours, None if whole else least)
        for number, index in enumerate(chosen, 1):
            told(Step(index.name, number, len(chosen), index.bytes))
            built = await _anew(database, connection, index, ours)
            told(Step(index.name, number, len(chosen), index.bytes, built.bytes))
        after = await _beside(connection, partial(indexes.weight, tables=ours))
        await _beside(connection, indexes.release)
    finally:
        connection.close()
    return Tidied(swept, len(chosen), before, after)


async def _file(database: Database, file: Path, now: Instant, whole: bool) -> Tidied:
    before = files.weight(file)
    swept = await sweeping.sweep(database, now)
    if whole:
        await asyncio.to_thread(files.rewrite, database, file)
    await asyncio.to_thread(files.move_log, database, file)
    return Tidied(swept, 0, before, files.weight(file))


async def _chosen(
    database: Database, connection: Connection, tables: list[str], least: int | None
) -> list[Index]:
    """Those worth it, their rows counted anew first. `least` None: every one that has rows."""
    found = await _beside(connection, partial(indexes.indexes, tables=tables))
    for table in sorted({index.table for index in found}):
        await _beside(connection, partial(indexes.vacuum, table=table))
    found = await _beside(connection, partial(indexes.indexes, tables=tables))
    built = await database.read(lambda reader: side.settings(reader, _BUILT))
    then = {name: float(each) for name, each in built.items()}
    return [
        index
        for index in found
        if (index.rows >= 1 if least is None else is_worth_it(index, then.get(_BUILT + index.name), least))
    ]


def is_worth_it(index: Index, then: float | None, least: int = LEAST) -> bool:
    """`then`: bytes a row when it was last built anew; None if it never was."""
    return index.bytes > least and (then is None or index.each > then * HEAVIER)


async def _anew(database: Database, connection: Connection, index: Index, tables: list[str]) -> Index:
    """Builds it anew and notes what it weighs."""
    await _beside(connection, partial(indexes.rebuild, name=index.name))
    found = await _beside(connection, partial(indexes.indexes, tables=tables))
    now = next(one for one in found if one.name == index.name)
    setting = partial(side.set_setting, name=_BUILT + now.name, value=f"{now.each:.4f}")
    await database.writer.submit(setting)
    return now


async def _beside(connection: Connection, work: Callable[[Connection], T]) -> T:
    """On a thread; whoever is stopped stops the server at it too, and waits until it has."""
    doing = asyncio.ensure_future(asyncio.to_thread(work, connection))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        connection.stop()
        await asyncio.gather(doing, return_exceptions=True)
        raise
