"""Import of files: workers read and check, the store's writer writes; what is refused is told, the rest is stored."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dsn.base.errors import DsnError
from dsn.base.ids import Key
from dsn.base.sentences import say
from dsn.sql.connection import Connection
from dsn.store.apply import stamped
from dsn.store.bulk import mark as marks
from dsn.store.bulk import sources, worker
from dsn.store.bulk.load import Batch, Outcome
from dsn.store.bulk.mark import Mark, Refusals
from dsn.store.bulk.parcel import Failure, Item, Parcel
from dsn.store.changes import Stamp
from dsn.store.schema import OUTBOX
from dsn.store.store import Store

LARGE = 10_000
"""Resources in one transaction while nobody is served."""
SLICE_MS = 15.0
"""How long a transaction may take while somebody is: the fair turn then comes round within 20 ms."""
SMALL = 48_000
"""Bytes of files, compressed or not, for which no processes are begun."""
LARGEST_SLICE = 500
"""Resources in one transaction while somebody is, however quick the last one was."""
SHOWN = 1_000
"""Refusals that the report itself holds."""
_AHEAD = 3
"""Pieces a worker may be ahead of the writer."""


Refused = tuple[int, int, Failure]
"""Place of the file, line, and why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A resource that was not stored. `line`: of the file, or the place of its entry, from 1."""

    file: str
    line: int
    error: Failure


@dataclass(slots=True)
class Report:
    """What an import did. `kept`: other content stood there already, and the bundle only creates (POST).

    `refused`: the first `SHOWN` of `refusals`. `resumed`: resources of an earlier run that was stopped, counted too.
    """

    files: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refusals: int = 0
    seconds: float = 0.0
    resumed: int = 0

    @property
    def resources(self) -> int:
        """All that were read and not refused."""
        return self.new + self.changed + self.unchanged + self.kept


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: files read of all, resources stored so far."""

    files: int
    of: int
    resources: int


@dataclass(frozen=True, slots=True)
class Way:
    """How to import. `refusals`: a file to be filled with what is refused. `again`: from the first line, whatever an
    earlier run had done. `witness`: called in each batch's transaction with the people it concerns and what became of
    it; what it returns joins the outbox of the log."""

    stamp: Stamp = Stamp("import", actor="robot")  # noqa: RUF009 - a frozen value
    refusals: Path | None = None
    again: bool = False
    witness: Callable[[frozenset[Key], Outcome], bytes] | None = None


async def import_paths(
    store: Store,
    paths: Iterable[Path],
    progress: Callable[[Progress], None] | None = None,
    way: Way = Way(),
) -> Report:
    """Imports files and folders: Bundles, single resources, NDJSON; each may end in `.gz`.

    Resources keep their ids. Entries to be created (POST) leave what stands under their id as it is; all others become
    its next version. The same files again change nothing. One that was stopped anywhere goes on where it was, by the
    same files unchanged. Raises Invalid `import-missing` before anything is stored.
    """
    found = sources.files(paths)
    began = time.monotonic()
    name = marks.name_of(found)
    mark = Mark() if way.again else marks.parsed(await store.setting_get(name))
    load = _Load(store, way, found, name, mark, progress)
    try:
        with _collecting(not store.database.is_alone()):
            async for piece, parcel in _parcels(found, store, mark):
                await load.take(piece, parcel)
            await load.finish()
    finally:
        await load.close()
    load.report.seconds = time.monotonic() - began
    return load.report


@contextmanager
def _collecting(wanted: bool) -> Iterator[None]:
    """Rows by the hundred thousand are no garbage: while nobody is served, the collector need not look at them."""
    if wanted or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _parcels(
    found: Sequence[Path], store: Store, mark: Mark
) -> AsyncIterator[tuple[sources.Piece, Parcel]]:
    """The pieces with their parcels, in order; worker processes are a few pieces ahead."""
    workers = max(1, len(os.sched_getaffinity(0)))
    pool = _pool(workers, found, store)
    waiting: deque[tuple[sources.Piece, asyncio.Future[Parcel]]] = deque()
    loop = asyncio.get_running_loop()
    try:
        for piece in _pieces(found, mark):
            waiting.append((piece, loop.run_in_executor(pool, worker.work, piece)))
            if len(waiting) > workers + _AHEAD:
                first, parcel = waiting.popleft()
                yield first, await parcel
        while waiting:
            first, parcel = waiting.popleft()
            yield first, await parcel
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(workers: int, found: Sequence[Path], store: Store) -> Executor:
    """Processes; a thread for what is read sooner than a process begins."""
    if sources.total_size(found) < SMALL:
        return ThreadPoolExecutor(1, "import", worker.prepare, (store.relate,))
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), worker.start, (store.relate,))


def _pieces(found: Sequence[Path], mark: Mark) -> Iterator[sources.Piece]:
    """Of the files that are not done."""
    for number, path in enumerate(found):
        if number >= mark.file:
            done = mark.line if number == mark.file else 0
            yield from sources.pieces(path, number, done)


@dataclass(frozen=True, slots=True)
class _Going:
    """A batch that the writer has: how many resources, and when it was handed over and came back (monotonic)."""

    done: asyncio.Future[tuple[Outcome, list[Refused], Mark]]
    size: int
    began: float
    ended: list[float] = field(default_factory=list)


class _Load:
    """Gathers parcels into batches, and what became of them into the report."""

    def __init__(
        self,
        store: Store,
        way: Way,
        found: Sequence[Path],
        name: str,
        mark: Mark,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.report = Report(len(found), mark.new, mark.changed, mark.unchanged, mark.kept)
        self.report.refusals = mark.refused
        self.report.resumed = self.report.resources
        self._store = store
        self._way = way
        self._stamp = stamped(way.stamp)
        self._found = found
        self._name = name
        self._mark = mark
        self._told = Refusals(way.refusals, mark.told)
        self._progress = progress or (lambda told: None)
        self._items: list[tuple[int, Item]] = []
        self._ids: set[tuple[str, str]] = set()
        self._refused: list[Refused] = []
        self._largest = LARGE if store.database.is_alone() else 64
        self._going: _Going | None = None

    async def close(self) -> None:
        """Once nothing is being written any more."""
        if self._going is not None:
            await asyncio.wait([self._going.done])
        self._told.close()

    async def take(self, piece: sources.Piece, parcel: Parcel) -> None:
        number, passed = piece.file, self._mark.passed
        self._refused += [(number, *one) for one in parcel.refused if not passed(number, one[0])]
        for item in parcel.items:
            if passed(number, item.line):
                continue
            name = (item.type, item.id)
            if name in self._ids or len(self._items) >= self._largest:
                await self._write()
            self._ids.add(name)
            self._items.append((number, item))
        if len(self._refused) >= LARGE:
            await self._write(end=True)
        self._progress(Progress(number + 1, len(self._found), self.report.resources))

    async def finish(self) -> None:
        """The last batch; then nothing is left to go on with."""
        await self._write(end=True)
        await self._store.setting_set(self._name, None)
        self._progress(Progress(len(self._found), len(self._found), self.report.resources))

    async def _write(self, *, end: bool = False) -> None:
        """One transaction, in the writer's thread: meanwhile the next batch is gathered.

        `end`: what was refused after its last resource belongs to it too, and it is waited for.
        """
        await self._settle()
        if self._items or (end and self._refused):
            self._going = self._begun(self._place(end))
            self._items, self._ids = [], set()
        if end:
            await self._settle()

    async def _settle(self) -> None:
        """What was begun is on disk. The next one's size follows how long it took, when somebody else is served."""
        if self._going is None:
            return
        going = self._going
        outcome, refused, mark = await asyncio.shield(
            going.done
        )  # who is stopped here has `close` wait for it
        self._going = None
        self._store.relations_epoch += outcome.related
        self._store.tell()
        ended = going.ended or [time.monotonic()]  # done a moment ago: its callback is not yet called
        self._resize(going.size, (ended[0] - going.began) * 1000)
        self._add(outcome, refused)
        self._mark = mark
        self._refused = [one for one in self._refused if not mark.passed(*one[:2])]

    def _place(self, end: bool) -> tuple[int, int]:
        """How far the import is once what is gathered is written."""
        places = [(number, item.line) for number, item in self._items[-1:]]
        return max(places + [one[:2] for one in self._refused]) if end else places[0]

    def _resize(self, written: int, taken: float) -> None:
        if self._store.database.is_alone():
            self._largest = LARGE
        else:
            room = int(written * min(2.0, SLICE_MS / max(taken, 1.0)))
            self._largest = max(8, min(LARGEST_SLICE, room))

    def _begun(self, place: tuple[int, int]) -> _Going:
        store = self._store
        store.check_open()
        items = [item for _, item in self._items]
        files = {id(item): number for number, item in self._items}
        batch = Batch(items, store.ledger, store.preparer, self._stamp, store.find_text)
        before = [one for one in self._refused if one[:2] <= place]

        def work(connection: Connection) -> tuple[Outcome, list[Refused], Mark]:
            outcome = batch.write(connection)
            refused = before + [_refused(files[id(item)], item, error) for item, error in outcome.refused]
            return outcome, refused, self._keep(connection, place, outcome, refused)

        going = _Going(store.database.writer.submit(work), len(items), time.monotonic())
        going.done.add_done_callback(lambda _: going.ended.append(time.monotonic()))
        return going

    def _keep(
        self, connection: Connection, place: tuple[int, int], outcome: Outcome, refused: list[Refused]
    ) -> Mark:
        """In the transaction: what the log is told, what the file of refusals says, and how far it is."""
        if self._way.witness is not None and (outcome.new or outcome.changed):
            told = self._way.witness(outcome.people, outcome)
            connection.add(OUTBOX, [(self._store.ledger.minter.mint(0), told)])
        was = self._mark
        mark = Mark(
            *place,
            was.new + outcome.new,
            was.changed + outcome.changed,
            was.unchanged + outcome.unchanged,
            was.kept + outcome.kept,
            was.refused + len(refused),
            self._told.put(was.told, [self._line(one) for one in refused]),
        )
        marks.keep(connection, self._name, mark)
        return mark

    def _line(self, refused: Refused) -> dict[str, Any]:
        """A line of the file of refusals: where, which code, and the sentence in both languages."""
        number, line, (_, code, path, values) = refused
        sentences = {language: say(code, values, language) for language in ("fr", "en")}
        return {"file": str(self._found[number]), "line": line, "path": path, "code": code, **sentences}

    def _add(self, outcome: Outcome, refused: list[Refused]) -> None:
        self.report.new += outcome.new
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self.report.kept += outcome.kept
        self.report.refusals += len(refused)
        for number, line, error in refused[: SHOWN - len(self.report.refused)]:
            self.report.refused.append(Refusal(str(self._found[number]), line, error))


def _refused(number: int, item: Item, error: Exception) -> Refused:
    if not isinstance(error, DsnError):
        raise error
    return number, item.line, worker.failure(error)
