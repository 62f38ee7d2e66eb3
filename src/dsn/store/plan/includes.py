"""`_include` and `_revinclude`: what stands at the other end of a reference of the page, within the scope."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dsn.base.errors import Unsupported
from dsn.base.ids import Key
from dsn.fhir.search.parameters import by_canonical, of_type
from dsn.fhir.search.tree import Include, Parameter
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.plan import scope
from dsn.store.plan.chains import meeting
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import TRUE, Sql, joined, piece

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
    if not include.forward and frame.merged is not None:
        keys = frame.merged.closed(keys, frame)
    sql = step(include, numbers, keys, frame)
    return [int(str(row[0])) for row in connection.rows(sql.text, sql.values, "once")]


def step(include: Include, numbers: Sequence[int], keys: Sequence[Key], frame: Frame) -> Sql:
    """One hop from `keys` along the parameters with these numbers, as a SELECT of visible keys."""
    ways = [_by_key(include, numbers, keys, frame)]
    addressed = [number for number in numbers if number in _canonical_numbers(include)]
    if addressed:
        ways.append(_by_address(include, addressed, keys, frame))
    return piece("SELECT key FROM ({}) found ORDER BY key", joined(" UNION ", ways))


def _by_key(include: Include, numbers: Sequence[int], keys: Sequence[Key], frame: Frame) -> Sql:
    hop, end = frame.alias("h"), frame.alias("l")
    here, there = ("key", "target") if include.forward else ("target", "key")
    kind = Sql(f"{end}.type = {hop}.type") if include.forward else _of_types(include, end)
    return piece(
        f"SELECT {end}.key AS key FROM ix_reference {hop} CROSS JOIN life {end} WHERE {{}} AND {{}} AND {{}} AND {{}}"
        f" AND {{}} AND {{}} AND {end}.key = {hop}.{there} AND {{}} AND {{}} AND {{}}",
        frame.among(f"{hop}.param", numbers),
        frame.among(f"{hop}.{here}", keys),
        piece(f"{hop}.type = {{}}", kinds.number(include.target)) if include.target else TRUE,
        Sql(
            f"{hop}.target > 0"
            if include.forward
            else f"{hop}.key > 0 AND ({hop}.url = '' OR {hop}.target < 0)"
        ),
        frame.live(hop),
        Sql(f"{end}.bucket = {hop}.{there} >> 51") if frame.dialect.is_postgres else TRUE,
        kind,
        frame.live(end),
        scope.within(frame, Spot.of_life(end, None)),
    )


def _by_address(include: Include, numbers: Sequence[int], keys: Sequence[Key], frame: Frame) -> Sql:
    """From what names an address to what goes by it, or back."""
    hop, called, end = frame.alias("h"), frame.alias("a"), frame.alias("l")
    here, there = (hop, called) if include.forward else (called, hop)
    kind = Sql(f"{end}.type = {called}.type") if include.forward else _of_types(include, end)
    tables = f"ix_reference {hop} CROSS JOIN ix_address {called}"
    if not include.forward:
        tables = f"ix_address {called} CROSS JOIN ix_reference {hop}"
    return piece(
        f"SELECT {end}.key AS key FROM {tables} CROSS JOIN life {end} WHERE {{}} AND {{}} AND {{}} AND {{}}"
        f" AND {called}.key > 0 AND {hop}.key {'<> 0' if include.forward else '> 0'} AND {{}}"
        f" AND {{}} AND {end}.key = {there}.key AND {{}} AND {{}} AND {{}}",
        frame.among(f"{hop}.param", numbers),
        frame.among(f"{here}.key", keys),
        piece(f"{called}.type = {{}}", kinds.number(include.target)) if include.target else TRUE,
        meeting(frame, hop, called),
        frame.live(hop),
        Sql(f"{end}.bucket = {there}.bucket") if frame.dialect.is_postgres else TRUE,
        kind,
        frame.live(end),
        scope.within(frame, Spot.of_life(end, None)),
    )


def _canonical_numbers(include: Include) -> frozenset[int]:
    """Those of the parameters to follow that name their targets by address."""
    if include.parameter is not None:
        return frozenset({include.parameter.number} if by_canonical(include.parameter) else ())
    return _of_all_canonical(include.type)


@cache
def _of_all_canonical(type_name: str) -> frozenset[int]:
    types = kinds.TYPES if type_name == "*" else (type_name,)
    every = (each for name in types for each in of_type(name).values() if each.kind == "reference")
    return frozenset(each.number for each in every if by_canonical(each))


def _of_types(include: Include, end: str) -> Sql:
    if include.type == "*":
        return Sql(f"{end}.type IN ({', '.join(str(kinds.number(name)) for name in kinds.TYPES)})")
    return Sql(f"{end}.type = {kinds.number(include.type)}")


def _numbers(include: Include) -> list[int]:
    """The numbers of the reference parameters to follow."""
    return [parameter.number for parameter in _parameters(include)]


def _parameters(include: Include) -> list[Parameter]:
    if include.parameter is not None:
        return [include.parameter]
    types = kinds.TYPES if include.type == "*" else (include.type,)
    return [each for name in types for each in of_type(name).values() if each.kind == "reference"]
