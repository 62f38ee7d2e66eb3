"""What there is to import: files in the order they must come, cut into pieces a worker can take."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from dsn.base.errors import Invalid

LINES = 1000
"""Lines of NDJSON in one piece."""
_FIRST = ("hospitalInformation", "practitionerInformation")
"""Synthea's directories: the lives refer to what stands in them."""
_SUFFIXES = (".json", ".ndjson", ".jsonl")


@dataclass(frozen=True, slots=True)
class Piece:
    """A whole file of JSON (`lines` None), or some lines of one of NDJSON, the first of which has number `first`.

    `file`: its place among the files of the import, from 0.
    """

    path: Path
    first: int = 1
    lines: tuple[bytes, ...] | None = None
    file: int = 0


def files(paths: Iterable[Path]) -> list[Path]:
    """The files under `paths`, each once, directories of people and places first. Raises Invalid `import-missing`."""
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise Invalid("import-missing", file=str(path))
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found.update(dict.fromkeys(one for one in inside if _is_ours(one, named=one == path)))
    return sorted(found, key=lambda path: not path.name.startswith(_FIRST))


def _is_ours(path: Path, *, named: bool) -> bool:
    """A file given by name is always tried; of a folder, only what its ending says is FHIR."""
    return path.is_file() and (named or path.name.removesuffix(".gz").endswith(_SUFFIXES))


def pieces(path: Path, number: int = 0, done: int = 0) -> Iterator[Piece]:
    """The pieces of one file, in order. The first `done` lines are passed over; a whole file of JSON is not cut."""
    if not _is_lines(path):
        yield Piece(path, file=number)
        return
    with open_(path) as file:
        first = done + 1
        lines = islice(file, done, None)
        while some := tuple(islice(lines, LINES)):
            yield Piece(path, first, some, number)
            first += len(some)


def _is_lines(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".ndjson", ".jsonl"))


def open_(path: Path) -> IO[bytes]:
    """The file, decompressed."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def total_size(paths: Sequence[Path]) -> int:
    """Bytes on disk: what progress is measured by."""
    return sum(path.stat().st_size for path in paths)
