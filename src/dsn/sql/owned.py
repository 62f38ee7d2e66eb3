"""The registry of tables: whose each one is, and what becomes of it in a backup and after a loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsn.sql.tables import Table

Kept = Literal["record", "derived"]
"""`record`: what was said; only a backup brings it back. `derived`: what a command makes anew from the record."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A table of a room. `by`: the command that makes a derived one anew; "" while none does."""

    room: str
    table: Table
    kept: Kept
    by: str = ""
