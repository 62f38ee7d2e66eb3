"""What a room declares to have rows made from the feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dsn.sql.connection import Connection
from dsn.sql.tables import Table
from dsn.store.changes import Version
from dsn.store.feed import News


class Told(NamedTuple):
    """A line of the feed; with its version where the projection wants bodies (None once it was destroyed)."""

    news: News
    version: Version | None


@dataclass(frozen=True, slots=True)
class Projection:
    """`apply` writes rows of `tables` for what it is told, in the order of commits, each line once.

    Its rows may hang on nothing but what it was told and what it wrote before. A higher `version` makes it anew.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    apply: Callable[[Connection, Sequence[Told]], None]
    bodies: bool = False
