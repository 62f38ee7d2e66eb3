"""The shipped tables: R4's own structures, code systems and value sets (made by tools/generate_definitions.py)."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

_FOLDER = files(__package__) / "data"


class Table:
    """Rows by url, each decoded when first asked for."""

    def __init__(self, name: str) -> None:
        text = gzip.decompress((_FOLDER / f"{name}.json.gz").read_bytes())
        self._rows = dict(line.split(b"\t", 1) for line in text.splitlines())
        self._read: dict[str, dict[str, Any]] = {}

    def get(self, url: str) -> dict[str, Any] | None:
        found = self._read.get(url)
        if found is None and (row := self._rows.get(url.encode("utf-8", "replace"))) is not None:
            found = self._read[url] = msgspec.json.decode(row)
        return found

    def __contains__(self, url: str) -> bool:
        return url.encode("utf-8", "replace") in self._rows


@cache
def table(name: str) -> Table:
    """`structures`, `codesystems`, `valuesets`, or `expressions` (the invariants); read on first use (0.02 s)."""
    return Table(name)
