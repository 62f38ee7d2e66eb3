"""What a search matches and in which order, in plain Python from the text of R4: the judge of every engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from dsn.fhir.search.dates import span
from dsn.fhir.search.extraction import extract
from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.kinds.table import COMPOSITES, PARAMETER_TYPES
from dsn.fhir.search.references import head_of
from dsn.fhir.search.rows import DateRow, IndexRow, TokenRow
from dsn.fhir.search.tree import (
    Any as AnyOf,
)
from dsn.fhir.search.tree import (
    Chain,
    Clause,
    Every,
    Has,
    MissingValue,
    Not,
    Parameter,
    Query,
    SortKey,
    Test,
)
from dsn.fhir.search.wording import content_words, narrative_words

_NEGATIONS = ("not", "not-in")
_UNEQUAL_OF = {"string": "equals"}


def matches(resource: Any, query: Query | Clause, world: World) -> bool:
    """Whether a resource answers a search or one clause of it. What lies beyond it is asked of `world`.

    Raises Unsupported, from `world`, where a value set or hierarchy is not at hand.
    """
    if isinstance(query, Query):
        return _in_types(resource, query) and matches(resource, query.where, world)
    if isinstance(query, Every):
        return all(matches(resource, each, world) for each in query.clauses)
    if isinstance(query, AnyOf):
        return any(matches(resource, each, world) for each in query.clauses)
    if isinstance(query, Not):
        return not matches(resource, query.clause, world)
    if not _is_of(resource, query.parameter if not isinstance(query, Has) else None):
        return False
    if isinstance(query, Chain):
        return any(matches(each, query.clause, world) for each in _targets(resource, query, world))
    if isinstance(query, Has):
        return any(_refers(each, resource, query, world) for each in world.everything(query.parameter.type))
    return _fulfils(resource, query, world)


def _in_types(resource: Any, query: Query) -> bool:
    name = type(resource).__name__
    if query.type is not None:
        return name == query.type
    return not query.types or name in query.types


def _is_of(resource: Any, parameter: Parameter | None) -> bool:
    """A parameter of one type says nothing of resources of another."""
    return parameter is None or parameter.type in ("Resource", type(resource).__name__)


def rows_of(resource: Any) -> list[IndexRow]:
    """The index rows, with those of `_id` and `_lastUpdated` that the store keeps in columns."""
    rows = extract(resource)
    if resource.id:
        rows.append(TokenRow(ID, 0, "", resource.id, ""))
    if resource.meta is not None and resource.meta.lastUpdated:
        low = span(resource.meta.lastUpdated)[0]
        rows.append(DateRow(LAST_UPDATED, 0, low, low + 1))
    return rows


ID, LAST_UPDATED = 2, 3
"""The pinned numbers of `_id` and `_lastUpdated`."""


# one parameter --------------------------------------------------------------------------------------------------


def _fulfils(resource: Any, test: Test, world: World) -> bool:
    if test.parameter.code in ("_text", "_content"):
        return _says(resource, test)
    rows = rows_of(resource)
    if test.parameter.kind == "composite":
        return any(
            COMPOSITES.element_matches(rows, test.parameter, value, world)  # type: ignore[arg-type]
            for value in test.values
        )
    number = test.parameter.also.get(test.modifier or "", test.parameter.number)
    own = [row for row in rows if row.param == number]
    first = test.values[0]
    if isinstance(first, MissingValue):
        return first.missing is not bool(own)
    return _any_row(own, test, world) is not (test.modifier in _NEGATIONS)


def _any_row(rows: Iterable[IndexRow], test: Test, world: World) -> bool:
    kind, modifier = test.parameter.kind, test.modifier
    if modifier == "unequal":  # `ne` of `_filter`: "an item in the set has an unequal value"
        judge, base = PARAMETER_TYPES[kind].matches, _UNEQUAL_OF.get(kind)
        return any(not judge(row, value, base, world) for row in rows for value in test.values)
    if modifier == "identifier":  # "the search value works as a token search"
        kind, modifier = "token", None
    if modifier == "of-type":
        modifier = None
    judge = PARAMETER_TYPES[kind].matches
    return any(judge(row, value, modifier, world) for row in rows for value in test.values)


def _says(resource: Any, test: Test) -> bool:
    """Every word of a value is a word of the narrative, or of the whole resource."""
    spoken = narrative_words(resource) if test.parameter.code == "_text" else content_words(resource)
    said = set(spoken)
    return any(said.issuperset(value.folded.split()) for value in test.values)  # type: ignore[union-attr]


# links ----------------------------------------------------------------------------------------------------------


def _targets(resource: Any, chain: Chain, world: World) -> Iterable[Any]:
    """What the reference leads to, of the chain's type: in the record, or contained in the resource."""
    for row in extract(resource):
        if row.param != chain.parameter.number:
            continue
        found = None
        if row.type == chain.target:  # type: ignore[union-attr]
            found = world.resolve(chain.target, row.id)  # type: ignore[union-attr]
        elif row.url.startswith("#"):  # type: ignore[union-attr]
            found = _contained(resource, row.url[1:], chain.target)  # type: ignore[union-attr]
        if found is not None:
            yield found


def _contained(resource: Any, id: str, type_name: str) -> Any | None:
    """ "A chained condition will be evaluated inside contained resources"."""
    from dsn.fhir import json  # knows how to decode by type; not needed unless something is contained

    for each in getattr(resource, "contained", ()):
        head = head_of(each)
        if head.id == id and head.resourceType == type_name:
            return json.decode(bytes(each)) if isinstance(each, msgspec.Raw) else each
    return None


def _refers(other: Any, resource: Any, has: Has, world: World) -> bool:
    """Whether `other` points at `resource` by the parameter, and fulfils the clause."""
    name = type(resource).__name__
    if not resource.id:
        return False
    ids = {resource.id, *world.aliases(name, resource.id)}
    points = any(
        row.param == has.parameter.number and row.type == name and row.id in ids  # type: ignore[union-attr]
        for row in extract(other)
    )
    return points and matches(other, has.clause, world)


# order ----------------------------------------------------------------------------------------------------------


def sort_key(resource: Any, keys: Sequence[SortKey]) -> tuple[Any, ...]:
    """The place of a resource in an order: tuples of it compare as the search's results do.

    "The sort is based on the item in the set of multiple parameters that comes earliest in the specified sort order."
    Resources without a value come last, in both directions (R4 does not say). Ties are left to the caller.
    """
    rows = rows_of(resource)
    return tuple(_place([row for row in rows if row.param == key.parameter.number], key) for key in keys)


def _place(rows: Iterable[IndexRow], key: SortKey) -> Any:
    order = PARAMETER_TYPES[key.parameter.kind].order
    assert order is not None
    values = [value for value in map(order, rows) if value is not None]
    if not values:
        return (1,)
    return (0, _Descending(max(values)) if key.descending else min(values))


class _Descending:
    """A value that compares the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.value == other.value)

    def __hash__(self) -> int:
        return hash(self.value)
