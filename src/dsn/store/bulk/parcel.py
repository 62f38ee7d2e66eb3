"""What a worker hands to the writer: resources checked, extracted, encoded and packed; and what was refused."""

from __future__ import annotations

from typing import Any, NamedTuple

from dsn.access.relations import Claim
from dsn.store.beside import Beside

Failure = tuple[str, str, str | None, dict[str, Any]]
"""An error as values: kind, code, path, values."""


class Item(NamedTuple):
    """One resource. `line`: of an NDJSON file, or the place of its entry, from 1.

    `entries`: rows by table, with texts for symbols, (type, id) for keys and None for its own key. `replaces`: False =
    it is only written when nothing stands under its id yet. `asks`: it holds conditional references.
    """

    line: int
    type: str
    id: str
    replaces: bool
    asks: bool
    format: int
    body: bytes
    labels: int
    present: int
    patients: tuple[str, ...]
    claims: tuple[Claim, ...]
    entries: dict[str, list[tuple[Any, ...]]]
    beside: Beside | None = None


class Parcel(NamedTuple):
    """The outcome of one piece."""

    file: str
    items: list[Item]
    refused: list[tuple[int, Failure]]
