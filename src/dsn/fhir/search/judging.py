"""What a search matches and in which order, in plain Python from the text of R4: the judge of every engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from dsn.fhir.search.dates import span
from dsn.fhir.search.extraction import extract
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.kinds.table import COMPOSITES, PARAMETER_TYPES
from dsn.fhir.search.links import Placed, alone, inside, persons, referring, targets
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
from dsn.fhir.search.wording import WORDING, content_words, narrative_words

_NEGATIONS = ("not", "not-in")
_UNEQUAL_OF = {"string": "equals"}


def matches(resource: Any, query: Query | Clause, world: World) -> bool:
    """Whether a resource answers a search or one clause of it. What lies beyond it is asked of `world`.

    Raises Unsupported, from `world`, where a value set or hierarchy is not at hand.
    """
    if isinstance(query, Query):
        return bool(answers(resource, query, world))
    return _holds(alone(resource), query, world)


def answers(resource: Any, query: Query, world: World) -> tuple[Placed, ...]:
    """What a search returns of one resource of the record: itself, or what it contains, as `_contained` has it.

    A container is one answer, however much of what it contains is found (docs/clarifications/search-contained.md).
    """
    found: list[Placed] = []
    if query.contained != "true" and _answers(alone(resource), query, world):
        found.append(alone(resource))
    if query.contained == "false":
        return tuple(found)
    within = [each for each in inside(resource) if _answers(each, query, world)]
    if query.contained_type == "contained":
        found += within
    elif within and not found:
        found.append(alone(resource))
    return tuple(found)


def _answers(at: Placed, query: Query, world: World) -> bool:
    return _in_types(at.resource, query) and _holds(at, query.where, world)


def _holds(at: Placed, clause: Clause, world: World) -> bool:
    if isinstance(clause, Every):
        return all(_holds(at, each, world) for each in clause.clauses)
    if isinstance(clause, AnyOf):
        return any(_holds(at, each, world) for each in clause.clauses)
    if isinstance(clause, Not):
        return not _holds(at, clause.clause, world)
    if isinstance(clause, Has):
        return any(_holds(each, clause.clause, world) for each in referring(at, clause.parameter, world))
    if not _is_of(at.resource, clause.parameter):
        return False
    if isinstance(clause, Chain):
        led_to = chain(
            targets(at, clause.parameter, clause.target, world),
            persons(at, clause.parameter, clause.target, world),
        )
        return any(_holds(each, clause.clause, world) for each in led_to)
    return _fulfils(at, clause, world)


def _in_types(resource: Any, query: Query) -> bool:
    name = type(resource).__name__
    if query.type is not None:
        return name == query.type
    return not query.types or name in query.types


def _is_of(resource: Any, parameter: Parameter) -> bool:
    """A parameter of one type says nothing of resources of another."""
    return parameter.type in ("Resource", type(resource).__name__)


def rows_of(resource: Any, holder: Any | None = None) -> list[IndexRow]:
    """The index rows, with those of `_id` and `_lastUpdated` that the store keeps in columns."""
    rows = extract(resource, holder)
    if resource.id:
        rows.append(TokenRow(ID, 0, "", resource.id, ""))
    if resource.meta is not None and resource.meta.lastUpdated:
        low = span(resource.meta.lastUpdated)[0]
        rows.append(DateRow(LAST_UPDATED, 0, low, low + 1))
    return rows


ID, LAST_UPDATED = 2, 3
"""The pinned numbers of `_id` and `_lastUpdated`."""


# one parameter --------------------------------------------------------------------------------------------------


def _fulfils(at: Placed, test: Test, world: World) -> bool:
    if test.parameter.code in WORDING:
        return _says(at.resource, test)
    rows = rows_of(*at)
    if test.parameter.kind == "composite":
        return any(
            COMPOSITES.element_matches(rows, test.parameter, value, world)  # type: ignore[arg-type]
            for value in test.values
        )
    number = test.parameter.also.get(test.modifier or "", test.parameter.number)
    own = [row for row in rows if row.param == number]
    if test.modifier == "missing":
        return any(isinstance(each, MissingValue) and each.missing is not bool(own) for each in test.values)
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
    return any(said.issuperset(map(bounded, value.folded.split())) for value in test.values)  # type: ignore[union-attr]


# order ----------------------------------------------------------------------------------------------------------


def sort_key(resource: Any, keys: Sequence[SortKey]) -> tuple[Any, ...]:
    """The place of a resource in an order: tuples of it compare as the search's results do.

    "The sort is based on the item in the set of multiple parameters that comes earliest in the specified sort order."
    Resources without a value come last, in both directions (R4 does not say). Ties are left to the caller. `resource`
    may be `Placed`.
    """
    rows = rows_of(*resource) if isinstance(resource, Placed) else rows_of(resource)
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
