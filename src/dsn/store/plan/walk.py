"""Walking a type in the order asked for: the index on dates is read from its end, and only as far as one page goes."""

from __future__ import annotations

from dsn.fhir.search.tree import DateValue, Query, Test
from dsn.store import present
from dsn.store.plan import drive
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.page import Cursor
from dsn.store.plan.rows import Reach
from dsn.store.plan.sql import Sql, joined, piece
from dsn.store.plan.start import Drive
from dsn.store.schema import SPANS

_TOWARDS_LATER = frozenset({"lt", "le", "eb"})
_TOWARDS_EARLIER = frozenset({"gt", "ge", "sa"})


def suits(start: Drive, query: Query) -> bool:
    """One order, by a date, of a whole type, or of what is bounded by that date at the end where the order begins."""
    if query.type is None or len(query.sort) != 1:
        return False
    parameter = query.sort[0].parameter
    if parameter.kind != "date" or parameter.code == "_lastUpdated":
        return False
    if start.reach == Reach.TYPE:
        return True
    wanted = _TOWARDS_EARLIER if query.sort[0].descending else _TOWARDS_LATER
    test = start.answers
    return (
        isinstance(test, Test)
        and test.parameter == parameter
        and all(isinstance(value, DateValue) and value.prefix in wanted for value in test.values)
    )


def rows(query: Query, frame: Frame, size: int, came: Cursor | None) -> Sql:
    """A page of (key, s0) of what has a date. Each span of dates is a walk of its own; they are merged."""
    branches = [_branch(query, frame, size, came, span) for span in range(len(SPANS) + 1)]
    each = joined(" UNION ALL ", [piece("SELECT * FROM ({}) b", branch) for branch in branches])
    return piece("SELECT * FROM ({}) found ORDER BY s0 {}, key LIMIT {}", each, _way(query), size + 1)


def _branch(query: Query, frame: Frame, size: int, came: Cursor | None, span: int) -> Sql:
    row = frame.alias("d")
    source = piece(
        f"ix_date {row} WHERE {row}.param = {{}} AND {row}.grp = 0 AND {row}.span = {span} AND +{row}.key > 0"
        " AND {} AND {}{}",
        query.sort[0].parameter.number,
        frame.live(row),
        _foremost(query, frame, row),
        _after(query, row, came),
    )
    start = Drive(Reach.TYPE, "", source, Spot(f"{row}.key", f"{row}.bucket", query.type), once=True)
    filters = drive.rest(start, query.where, frame)
    return piece(
        f"SELECT {row}.key AS key, {row}.low AS s0 FROM {{}} AND {{}} ORDER BY {row}.low {{}}, {row}.key LIMIT {{}}",
        source,
        filters,
        _way(query),
        size + 1,
    )


def _way(query: Query) -> Sql:
    return Sql("DESC" if query.sort[0].descending else "ASC")


def _foremost(query: Query, frame: Frame, row: str) -> Sql:
    """Of a resource with several dates the one that comes first in the order; of equal ones one."""
    other = frame.alias("e")
    sign = ">" if query.sort[0].descending else "<"
    return piece(
        f"NOT EXISTS (SELECT 1 FROM ix_date {other} WHERE {other}.param = {row}.param AND {other}.key = {row}.key"
        f" AND {{}} AND {{}} AND ({other}.low {sign} {row}.low"
        f" OR ({other}.low = {row}.low AND {other}.high < {row}.high)))",
        frame.bucket(other, Spot(f"{row}.key", f"{row}.bucket", query.type)),
        frame.live(other),
    )


def _after(query: Query, row: str, came: Cursor | None) -> Sql:
    if came is None:
        return Sql("")
    sign = "<" if query.sort[0].descending else ">"
    return piece(
        f" AND {row}.low {sign}= {{}} AND ({row}.low {sign} {{}} OR {row}.key > {{}})",
        came.values[0],
        came.values[0],
        came.key,
    )


def rest(
    start: Drive, filters: Sql, query: Query, frame: Frame, size: int, came: Cursor | None
) -> Sql | None:
    """A page of what has no date, which comes last. None where the query wants one."""
    if start.reach != Reach.TYPE:
        return None
    bit = present.bit(query.sort[0].parameter)
    missing = start.spot.alive(frame, piece("(@.present & {}) = 0", bit))
    after = piece(f" AND {start.spot.key} > {{}}", came.key) if came and came.values[0] is None else Sql("")
    return piece(
        f"SELECT {start.spot.key} AS key, NULL AS s0 FROM {{}} AND {{}} AND {{}}{{}} ORDER BY key LIMIT {{}}",
        start.source,
        filters,
        missing,
        after,
        size + 1,
    )
