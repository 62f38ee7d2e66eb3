"""The data files of this room, read once. Each has its source and licence in `data/SOURCE.md`."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files
from typing import Any

Row = dict[str, str]
_DATA = files("dsn.synth") / "data"


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The lines of `data/NAME.tsv`, by the words of its first line."""
    with (_DATA / f"{name}.tsv").open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t"))


@cache
def lines(name: str) -> tuple[dict[str, Any], ...]:
    """The objects of `data/NAME.jsonl`."""
    text = (_DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines() if line)


@cache
def by_key(name: str) -> dict[str, Row]:
    """The lines of `data/NAME.tsv` by their column `key`."""
    return {row["key"]: row for row in rows(name)}
