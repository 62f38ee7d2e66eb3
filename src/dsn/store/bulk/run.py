"""Import of files: workers read and check, the store's writer writes; what is refused is told, the rest is stored."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from dsn.base.errors import DsnError
from dsn.store.apply import stamped
from dsn.store.bulk import sources, worker
from dsn.store.bulk.load import Batch, Outcome
from dsn.store.bulk.parcel import Failure, Item, Parcel
from dsn.store.changes import Stamp
from dsn.store.store import Store

LARGE = 6_000
"""Resources in one transaction while nobody is served."""
SLICE_MS = 15.0
"""How long a transaction may take while somebody is: the fair turn then comes round within 20 ms."""
_AHEAD = 3
"""Pieces a worker may be ahead of the writer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A resource that was not stored. `line`: of the file, or the place of its entry, from 1."""

    file: str
    line: int
    error: Failure


@dataclass(slots=True)
class Report:
    """What an import did. `kept`: other content stood there already, and the bundle only creates (POST)."""

    files: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: list[Refusal] = field(default_factory=list)
    seconds: float = 0.0

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


async def import_paths(
    store: Store,
    paths: Iterable[Path],
    progress: Callable[[Progress], None] | None = None,
    stamp: Stamp | None = None,
) -> Report:
    """Imports files and folders: Bundles, single resources, NDJSON; each may end in `.gz`.

    Resources keep their ids. Entries to be created (POST) leave what stands under their id as it is; all others become
    its next version. The same files again change nothing. Raises Invalid `import-missing` before anything is stored.
    """
    found = sources.files(paths)
    began = time.monotonic()
    load = _Load(store, stamp or Stamp("import", actor="robot"), len(found), progress)
    with _collecting(not store.database.is_alone()):
        async for piece, parcel in _parcels(found, store):
            await load.take(piece, parcel)
        await load.finish()
    load.report.files = len(found)
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


async def _parcels(found: Sequence[Path], store: Store) -> AsyncIterator[tuple[sources.Piece, Parcel]]:
    """The pieces with their parcels, in order; worker processes are a few pieces ahead."""
    workers = max(1, len(os.sched_getaffinity(0)))
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, worker.start, (store.relate,))
    waiting: deque[tuple[sources.Piece, asyncio.Future[Parcel]]] = deque()
    loop = asyncio.get_running_loop()
    try:
        for piece in _pieces(found):
            waiting.append((piece, loop.run_in_executor(pool, worker.work, piece)))
            if len(waiting) > workers + _AHEAD:
                first, parcel = waiting.popleft()
                yield first, await parcel
        while waiting:
            first, parcel = waiting.popleft()
            yield first, await parcel
    finally:
        pool.shutdown(cancel_futures=True)


def _pieces(found: Iterable[Path]) -> Iterator[sources.Piece]:
    for path in found:
        yield from sources.pieces(path)


class _Load:
    """Gathers parcels into batches, and what became of them into the report."""

    def __init__(
        self, store: Store, stamp: Stamp, files: int, progress: Callable[[Progress], None] | None
    ) -> None:
        self.report = Report()
        self._store = store
        self._stamp = stamped(stamp)
        self._files = files
        self._progress = progress or (lambda told: None)
        self._seen: set[str] = set()
        self._items: list[tuple[str, Item]] = []
        self._ids: set[tuple[str, str]] = set()
        self._largest = LARGE if store.database.is_alone() else 64

    async def take(self, piece: sources.Piece, parcel: Parcel) -> None:
        self._seen.add(parcel.file)
        self.report.refused += [Refusal(parcel.file, line, error) for line, error in parcel.refused]
        for item in parcel.items:
            name = (item.type, item.id)
            if name in self._ids or len(self._items) >= self._largest:
                await self._write()
            self._ids.add(name)
            self._items.append((parcel.file, item))
        self._progress(Progress(len(self._seen), self._files, self.report.resources))

    async def finish(self) -> None:
        await self._write()
        self._progress(Progress(self._files, self._files, self.report.resources))

    async def _write(self) -> None:
        """One transaction. Its size follows how long the last one took, when somebody else is served."""
        if not self._items:
            return
        files = {id(item): file for file, item in self._items}
        began = time.monotonic()
        outcome = await self._commit([item for _, item in self._items])
        taken = (time.monotonic() - began) * 1000
        if not self._store.database.is_alone():
            self._largest = max(8, min(LARGE, int(len(self._items) * min(2.0, SLICE_MS / max(taken, 1.0)))))
        else:
            self._largest = LARGE
        self._add(outcome, files)
        self._items, self._ids = [], set()

    async def _commit(self, items: Sequence[Item]) -> Outcome:
        store = self._store
        batch = Batch(items, store.ledger, store.preparer, self._stamp, store.find_text)
        outcome = await store.database.writer.submit(batch.write)
        store.relations_epoch += outcome.related
        store.tell()
        return outcome

    def _add(self, outcome: Outcome, files: dict[int, str]) -> None:
        self.report.new += outcome.new
        self.report.changed += outcome.changed
        self.report.unchanged += outcome.unchanged
        self.report.kept += outcome.kept
        for item, error in outcome.refused:
            if not isinstance(error, DsnError):
                raise error
            self.report.refused.append(Refusal(files[id(item)], item.line, worker.failure(error)))
