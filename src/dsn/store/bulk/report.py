"""What an import is asked, and what it tells: how far it is, what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dsn.base.ids import Key
from dsn.store.bulk.load import Outcome
from dsn.store.bulk.parcel import Failure
from dsn.store.changes import Stamp

SHOWN = 1_000
"""Refusals that the report itself holds."""

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
