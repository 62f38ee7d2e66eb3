"""Every parameter whose index rows decide what a search answers, by number."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.fhir.search.tree import Any, Chain, Clause, Every, Has, Include, Not, Query, Test
from dsn.fhir.search.versions import CONTAINED, MERGED, lines


def touched(query: Query) -> frozenset[int]:
    """In conditions, on each hop, in the order, in what is included."""
    found = {parameter for clause in query.where.clauses for parameter in _of(clause)}
    found.update(key.parameter.number for key in query.sort)
    for include in query.includes:
        found.update((*_followed(include), *_HOP))
    if query.contained != "false":
        found.add(CONTAINED)
    return frozenset(found)


_HOP = (CONTAINED, MERGED)
"""A hop may lead to what is contained, to what goes by an address, and to whoever is one with the one named."""


def _of(clause: Clause) -> Iterator[int]:
    match clause:
        case Test():
            yield clause.parameter.number
            if clause.parameter.kind == "reference":
                yield MERGED
        case Chain() | Has():
            yield from (clause.parameter.number, *_HOP)
            yield from _of(clause.clause)
        case Every() | Any():
            for each in clause.clauses:
                yield from _of(each)
        case Not():
            yield from _of(clause.clause)


def _followed(include: Include) -> Iterator[int]:
    if include.parameter is not None:
        yield include.parameter.number
        return
    for line in lines().values():
        if line.kind == "reference" and include.type in ("*", line.type):
            yield line.number
