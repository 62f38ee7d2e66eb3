"""What every part of one plan is built under: the instant, the scope, the engine; and where a condition stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import count
from typing import Protocol

from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.search.shipped import ShippedTerms
from dsn.sql.dialect import Dialect, Value
from dsn.store import kinds
from dsn.store.plan.sql import TRUE, Sql, aliased, piece


class Terms(Protocol):
    """What a search asks of terminology: (system, code) pairs. Each raises Unsupported when it does not know."""

    def expand(self, value_set: str) -> Collection[tuple[str, str]]: ...

    def subsumed_by(self, system: str | None, code: str) -> Collection[tuple[str, str]]: ...

    def subsuming(self, system: str | None, code: str) -> Collection[tuple[str, str]]: ...


class People(Protocol):
    """Who is one with whom."""

    def others(self, ids_: Collection[str], frame: Frame) -> frozenset[Key]: ...

    def closed(self, keys: Sequence[Key], frame: Frame) -> list[Key]: ...


@dataclass(frozen=True, slots=True)
class Frame:
    """One plan's surroundings. Every row it reads holds at `instant`; every resource it touches is under `scope`.

    `merged` tells of merged people; None where there are none. `patients_inside`: some Patient is contained in another
    resource.
    """

    instant: Instant
    scope: Scope
    dialect: Dialect
    terms: Terms = field(default_factory=ShippedTerms)
    merged: People | None = None
    patients_inside: bool = False
    _numbers: Iterator[int] = field(default_factory=count)

    def alias(self, letter: str) -> str:
        """A name for a table that nothing else in the plan has."""
        return f"{letter}{next(self._numbers)}"

    @property
    def fence(self) -> str:
        """At the end of an EXISTS: PostgreSQL asks it of each row, as SQLite does, instead of joining the whole table.

        A join may be quicker over a whole type, and where there are no statistics yet it takes seconds for one person.
        """
        return " OFFSET 0" if self.dialect.is_postgres else ""

    def live(self, alias: str) -> Sql:
        """The row called `alias` holds at the instant."""
        held = f"{alias}.since <= {{}} AND ({alias}.until IS NULL OR {alias}.until > {{}})"
        return piece(held, self.instant, self.instant)

    def among(self, column: str, values: Collection[int]) -> Sql:
        """The column is one of whole numbers, bound as one value."""
        if len(values) == 1:
            return piece(f"{column} = {{}}", next(iter(values)))
        return piece(self.dialect.among(column).replace("?", "{}"), self.listed(values))

    def listed(self, values: Collection[int]) -> Value:
        """Whole numbers as one value. The people of a scope are listed anew only when they change."""
        if isinstance(values, frozenset):
            return _listed(self.dialect, values)
        return self.dialect.listed(sorted(values))

    def holds(self, text: str, part: str) -> Sql:
        """The SQL text holds `part` somewhere, byte for byte."""
        return piece(f"{'strpos' if self.dialect.is_postgres else 'instr'}({text}, {{}}) > 0", part)

    def bucket(self, alias: str, spot: Spot) -> Sql:
        """The row lies in the partition of `spot`. Says nothing new; PostgreSQL's partitions need it said."""
        return Sql(f"{alias}.bucket = {spot.bucket}") if self.dialect.is_postgres else TRUE


class Which(Enum):
    """Which resources are looked for, by the sign of their keys: what stands by itself, what is contained, either."""

    ALONE = " AND {key} > 0"
    INSIDE = " AND {key} < 0"
    EITHER = ""

    def said_of(self, key: str) -> Sql:
        """The condition on a key, with its AND; empty where either will do. A `+` before the key bars its index."""
        return Sql(self.value.replace("{key}", key))


@dataclass(frozen=True, slots=True)
class Spot:
    """The resource that a condition is about: its key and partition as SQL, its type (None = several).

    `life` is the name of a `life` row of it that holds at the instant, where the query has one at hand. `inside`: it
    may be contained in another.
    """

    key: str
    bucket: str
    type: str | None
    life: str | None = None
    inside: bool = False

    @classmethod
    def of_life(cls, alias: str, type_: str | None, *, inside: bool = False) -> Spot:
        return cls(f"{alias}.key", f"{alias}.bucket", type_, alias, inside)

    @property
    def type_number(self) -> str:
        """The number of its type, as SQL. Needs `life` when there are several types."""
        if self.type is not None:
            return str(kinds.number(self.type))
        assert self.life is not None
        return f"{self.life}.type"

    def alive(self, frame: Frame, condition: Sql) -> Sql:
        """The condition (on `@.`) holds of its `life` row at the instant."""
        if self.life is not None:
            return aliased(condition, self.life)
        alias = frame.alias("l")
        return piece(
            f"EXISTS (SELECT 1 FROM life {alias} WHERE {alias}.type = {self.type_number}"
            f" AND {alias}.key = {self.key} AND {{}} AND {{}} AND {{}})",
            frame.bucket(alias, self) if frame.dialect.is_postgres else TRUE,
            frame.live(alias),
            aliased(condition, alias),
        )


@lru_cache(maxsize=256)
def _listed(dialect: Dialect, values: frozenset[int]) -> Value:
    return dialect.listed(sorted(values))
