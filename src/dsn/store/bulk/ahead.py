"""Files read ahead of the writer: pieces of them become parcels in other processes, and come in order."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from dsn.store.bulk import sources, worker
from dsn.store.bulk.mark import Mark
from dsn.store.bulk.parcel import Parcel
from dsn.store.store import Store

SMALL = 48_000
"""Bytes of files, compressed or not, for which no processes are begun."""
_AHEAD = 3
"""Pieces a worker may be ahead of the writer."""


async def parcels(
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
