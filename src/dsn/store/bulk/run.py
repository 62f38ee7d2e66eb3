"""Import of files: workers read and check, the store's writer writes; what is refused is told, the rest is stored."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dsn.store.bulk import mark as marks
from dsn.store.bulk import sources
from dsn.store.bulk.ahead import parcels
from dsn.store.bulk.loading import Loading
from dsn.store.bulk.mark import Mark
from dsn.store.bulk.report import Progress, Report, Way
from dsn.store.store import Store

_AS_EVER = Way()


async def import_paths(
    store: Store,
    paths: Iterable[Path],
    progress: Callable[[Progress], None] | None = None,
    way: Way = _AS_EVER,
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
    load = Loading(store, way, found, name, mark, progress)
    try:
        with _collecting(not store.database.is_alone()):
            async for piece, parcel in parcels(found, store, mark):
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
