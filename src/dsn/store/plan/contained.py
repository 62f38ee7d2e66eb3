"""`_contained`: what is contained is searched like all else, and answered by itself or by its container.

Three ways to an answer, each a SELECT of (key, sort values…), put together: what stands by itself, what is contained,
and the containers of what is contained. An answer is put in order by its own values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsn.fhir.search.tree import Query
from dsn.store.plan import drive, sort
from dsn.store.plan.frame import Frame, Spot, Which
from dsn.store.plan.page import Cursor, Order
from dsn.store.plan.sql import Sql, joined, piece
from dsn.store.plan.start import Drive
from dsn.store.plan.values import values


@dataclass(frozen=True, slots=True)
class Contained:
    """How such a search is answered: where it looks for what is contained, what it then filters, every way found."""

    start: Drive
    filters: Sql
    order: Order
    ways: tuple[Sql, ...]

    def rows(self, size: int, came: Cursor | None) -> Sql:
        """A page of (key, sort values…) and one row more; a container found twice is one row."""
        after = piece(" WHERE {}", self.order.after(came)) if came else Sql("")
        return piece(
            "WITH found AS MATERIALIZED ({}) SELECT * FROM found{} ORDER BY {} LIMIT {}",
            joined(" UNION ", self.ways),
            after,
            Sql(self.order.text()),
            size + 1,
        )

    def count(self) -> Sql:
        """How many answers there are."""
        return piece("SELECT count(*) FROM ({}) found", joined(" UNION ", self.ways))


def planned(query: Query, frame: Frame) -> Contained:
    """The ways of a query that asks for contained resources."""
    start = drive.best(query.type, query.types, query.where, frame, Which.INSIDE)
    filters = drive.rest(start, query.where, frame)
    order = Order(sort.columns(query.sort, frame, start.spot))
    return Contained(start, filters, order, tuple(_ways(query, frame, start, filters)))


def _ways(query: Query, frame: Frame, start: Drive, filters: Sql) -> Iterator[Sql]:
    if query.contained == "both":
        alone = drive.best(query.type, query.types, query.where, frame)
        yield _way(
            query, frame, alone.spot, piece("{} AND {}", alone.source, drive.rest(alone, query.where, frame))
        )
    inside = piece("{} AND {}", start.source, filters)
    if query.contained_type == "contained":
        yield _way(query, frame, start.spot, inside)
        return
    life, spot = _containers(frame, piece(f"SELECT {start.spot.key} AS key FROM {{}}", inside))
    yield _way(query, frame, spot, life)


def _way(query: Query, frame: Frame, spot: Spot, found: Sql) -> Sql:
    order = Order(sort.columns(query.sort, frame, spot))
    return piece(f"SELECT DISTINCT {spot.key} AS key{{}} FROM {{}}", values(order), found)


def _containers(frame: Frame, inside: Sql) -> tuple[Sql, Spot]:
    """FROM … WHERE … of what contains the resources whose keys these are; as visible as they."""
    found, part, held, life = (frame.alias(letter) for letter in "fcdl")
    holders = piece(
        f"SELECT DISTINCT {part}.holder AS key, {part}.type AS type FROM ({{}}) {found} CROSS JOIN part {part}"
        f" WHERE {part}.key = {found}.key AND {{}} AND {{}}",
        inside,
        frame.bucket(part, Spot(f"{found}.key", f"({found}.key >> 51)", None)),
        frame.live(part),
    )
    source = piece(
        f"({{}}) {held} CROSS JOIN life {life} WHERE {life}.type = {held}.type AND {life}.key = {held}.key"
        " AND {} AND {}",
        holders,
        frame.bucket(life, Spot(f"{held}.key", f"({held}.key >> 51)", None)),
        frame.live(life),
    )
    return source, Spot.of_life(life, None)
