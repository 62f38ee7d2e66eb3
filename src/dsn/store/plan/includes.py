"""`_include` and `_revinclude`: what stands at the other end of a reference of the page, within the scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dsn.base.errors import Unsupported
from dsn.base.ids import Key
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.tree import Include
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.plan import scope
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import TRUE, Sql, piece

MOST = 10_000
"""Included resources of one page; beyond, the search is refused rather than cut short."""


def included(
    connection: Connection, includes: Sequence[Include], page: Sequence[Key], frame: Frame
) -> list[Key]:
    """The keys to include, each once, none of the page, in the order found. `:iterate` goes on from what it found."""
    seen = set(page)
    found: list[Key] = []
    reached: Sequence[Key] = page
    asked: Sequence[Include] = includes
    while reached and asked:
        fresh = [key for include in asked for key in _step(connection, include, reached, frame)]
        reached = [key for key in dict.fromkeys(fresh) if key not in seen]
        seen.update(reached)
        found.extend(reached)
        if len(found) > MOST:
            raise Unsupported("search.included-too-many", most=MOST)
        asked = [include for include in includes if include.iterate]
    return found


def _step(connection: Connection, include: Include, keys: Sequence[Key], frame: Frame) -> list[Key]:
    numbers = _numbers(include)
    if not numbers:
        return []
    sql = step(include, numbers, keys, frame)
    return [int(str(row[0])) for row in connection.rows(sql.text, sql.values)]


def step(include: Include, numbers: Iterable[int], keys: Sequence[Key], frame: Frame) -> Sql:
    """One hop from `keys` along the parameters with these numbers, as a SELECT of visible keys."""
    hop, end = frame.alias("h"), frame.alias("l")
    here, there = ("key", "target") if include.forward else ("target", "key")
    kind = Sql(f"{end}.type = {hop}.type") if include.forward else TRUE
    target = piece(f"{hop}.type = {{}}", kinds.number(include.target)) if include.target else TRUE
    return piece(
        f"SELECT DISTINCT {end}.key FROM ix_reference {hop} CROSS JOIN life {end} WHERE {{}} AND {{}} AND {{}} AND {{}}"
        f" AND {{}} AND {end}.key = {hop}.{there} AND {{}} AND {{}} AND {{}} ORDER BY {end}.key",
        frame.among(f"{hop}.param", list(numbers)),
        frame.among(f"{hop}.{here}", keys),
        target,
        frame.live(hop),
        Sql(f"{end}.bucket = {hop}.{there} >> 51") if frame.dialect.is_postgres else TRUE,
        _of_types(include, end) if not include.forward else kind,
        frame.live(end),
        scope.within(frame, Spot.of_life(end, None)),
    )


def _of_types(include: Include, end: str) -> Sql:
    if include.type == "*":
        return Sql(f"{end}.type IN ({', '.join(str(kinds.number(name)) for name in kinds.TYPES)})")
    return Sql(f"{end}.type = {kinds.number(include.type)}")


def _numbers(include: Include) -> list[int]:
    """The numbers of the reference parameters to follow."""
    if include.parameter is not None:
        return [include.parameter.number]
    types = kinds.TYPES if include.type == "*" else (include.type,)
    return [
        parameter.number
        for name in types
        for parameter in of_type(name).values()
        if parameter.kind == "reference"
    ]
