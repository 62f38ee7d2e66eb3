"""What there is to import: files in the order they must come, cut into pieces a worker can take."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    """A whole file of JSON (`lines` None), or some lines of one of NDJSON, the first of which has number `first`."""

    path: Path
    first: int = 1
    lines: tuple[bytes, ...] | None = None


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


def pieces(path: Path) -> Iterator[Piece]:
    """The pieces of one file, in order."""
    if not _is_lines(path):
        yield Piece(path)
        return
    with open_(path) as file:
        lines: list[bytes] = []
        first = 1
        for number, line in enumerate(file, 1):
            lines.append(line)
            if len(lines) == LINES:
                yield Piece(path, first, tuple(lines))
                lines, first = [], number + 1
        if lines:
            yield Piece(path, first, tuple(lines))


def _is_lines(path: Path) -> bool:
    return path.name.removesuffix(".gz").endswith((".ndjson", ".jsonl"))


def open_(path: Path) -> IO[bytes]:
    """The file, decompressed."""
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def total_size(paths: Sequence[Path]) -> int:
    """Bytes on disk: what progress is measured by."""
    return sum(path.stat().st_size for path in paths)
