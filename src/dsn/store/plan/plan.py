"""The plan of a search, as a value: where it starts, what it filters, in which order, which page."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.fhir.search.shipped import ShippedTerms
from dsn.fhir.search.tree import Query
from dsn.sql.connection import Planning
from dsn.sql.dialect import Dialect
from dsn.store.plan import contained, drive, narrow, page, sort, walk
from dsn.store.plan.frame import Frame, People, Terms
from dsn.store.plan.page import Cursor, Order
from dsn.store.plan.sql import Sql, piece
from dsn.store.plan.start import Drive
from dsn.store.plan.values import values


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read. `rows` finds (key, sort values…) of one page and one row more; `count` all of them.

    `then` goes on where `rows` ends before the page is full. `rows` None: the answer is a number alone. `count` None:
    nobody asked for it.
    """

    query: Query
    frame: Frame
    drive: Drive
    filters: Sql
    order: Order
    size: int
    rows: Sql | None
    then: Sql | None
    count: Sql | None

    @property
    def planning(self) -> Planning:
        """What goes from table to table has one way to go."""
        narrowed = self.query.contained == "false" and narrow.suits(self.drive, self.frame)
        return "once" if narrowed else "anew"


def plan(
    query: Query,
    scope: Scope,
    *,
    instant: Instant,
    count: int,
    cursor: bytes | None = None,
    dialect: Dialect,
    terms: Terms | None = None,
    merged: People | None = None,
    patients_inside: bool = False,
) -> Plan:
    """How `query` will be answered within `scope`, as things stood at `instant` (of the cursor, if there is one).

    `terms` knows value sets and hierarchies (those of R4 itself by default), `merged` who is one with whom,
    `patients_inside` whether any Patient is contained in something. `count` is
    the size of a page, 0 for a number alone. Raises Unsupported for what no index answers, Invalid for a cursor of
    another order.
    """
    came = page.read(cursor) if cursor is not None else None
    frame = Frame(
        came.instant if came else instant, scope, dialect, terms or ShippedTerms(), merged, patients_inside
    )
    if query.contained != "false":
        return _of_contained(query, frame, count, came)
    start, filters = drive.asked(drive.best(query.type, query.types, query.where, frame), query.where, frame)
    order = Order(sort.columns(query.sort, frame, start.spot))
    alone = count == 0 or query.summary == "count"
    rows, then = (None, None) if alone else _pages(query, frame, start, filters, order, count, came)
    return Plan(
        query=query,
        frame=frame,
        drive=start,
        filters=filters,
        order=order,
        size=count,
        rows=rows,
        then=then,
        count=_count(start, filters) if alone or query.total != "none" else None,
    )


def _of_contained(query: Query, frame: Frame, count: int, came: Cursor | None) -> Plan:
    found = contained.planned(query, frame)
    if came is not None:
        found.order.check(came)
    alone = count == 0 or query.summary == "count"
    return Plan(
        query=query,
        frame=frame,
        drive=found.start,
        filters=found.filters,
        order=found.order,
        size=count,
        rows=None if alone else found.rows(count, came),
        then=None,
        count=found.count() if alone or query.total != "none" else None,
    )


def _pages(
    query: Query, frame: Frame, start: Drive, filters: Sql, order: Order, size: int, came: Cursor | None
) -> tuple[Sql | None, Sql | None]:
    """The statement of the page, and the one for what follows when it finds too little."""
    if came is not None:
        order.check(came)
    if not walk.suits(start, query):
        return _rows(start, filters, order, size, came, frame), None
    then = walk.rest(start, filters, query, frame, size, came)
    if came is not None and came.values[0] is None:
        return then, None
    return walk.rows(query, frame, size, came), then


def _rows(start: Drive, filters: Sql, order: Order, size: int, came: Cursor | None, frame: Frame) -> Sql:
    if narrow.suits(start, frame) and len(order.columns) == 1 and order.columns[0].every is not None:
        return _gathered(start, filters, order, size, came)
    found = piece(
        f"SELECT {'' if start.once else 'DISTINCT '}{start.spot.key} AS key{{}} FROM {{}} AND {{}}",
        values(order),
        start.source,
        filters,
    )
    if not order.columns:
        after = piece(f" AND {start.spot.key} > {{}}", came.key) if came else Sql("")
        return piece("{}{} ORDER BY key LIMIT {}", found, after, size + 1)
    after = piece(" WHERE {}", order.after(came)) if came else Sql("")
    return piece(
        "WITH found AS MATERIALIZED ({}) SELECT * FROM found{} ORDER BY {} LIMIT {}",
        found,
        after,
        Sql(order.text()),
        size + 1,
    )


def _gathered(start: Drive, filters: Sql, order: Order, size: int, came: Cursor | None) -> Sql:
    """Few resources, found first, and then what they are sorted by, of all of them at once."""
    (column,) = order.columns
    assert column.every is not None
    return piece(
        f"WITH found AS MATERIALIZED (SELECT {start.spot.key} AS key FROM {{}} AND {{}})"
        f" SELECT key, s0 FROM (SELECT key, {'max' if column.descending else 'min'}(s0) AS s0"
        " FROM ({} UNION ALL SELECT key, NULL FROM found) every GROUP BY key) sorted{} ORDER BY {} LIMIT {}",
        start.source,
        filters,
        column.every,
        piece(" WHERE {}", order.after(came)) if came else Sql(""),
        Sql(order.text()),
        size + 1,
    )


def _count(start: Drive, filters: Sql) -> Sql:
    what = "*" if start.once else f"DISTINCT {start.spot.key}"
    return piece(f"SELECT count({what}) FROM {{}} AND {{}}", start.source, filters)
