"""FHIRPath N1, sections "Filtering and projection" and "Aggregates", and the functions that name things."""

from __future__ import annotations

from typing import Any

from dsn.base.errors import Invalid
from dsn.fhir.path.equality import key
from dsn.fhir.path.functions.table import Table, lazy
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import only, truth, value_of
from dsn.fhir.path.scope import Fn, Scope

_MOST_REPEATS = 1_000_000


def _where(scope: Scope, focus: Items, criteria: Fn) -> Items:
    return [item for at, item in enumerate(focus) if truth(criteria(scope.on(item, at)))]


def _select(scope: Scope, focus: Items, projection: Fn) -> Items:
    return [found for at, item in enumerate(focus) for found in projection(scope.on(item, at))]


def _repeat(scope: Scope, focus: Items, projection: Fn) -> Items:
    found: Items = []
    seen: set[Any] = set()
    waiting = focus
    while waiting:
        fresh: Items = []
        for item in _select(scope, waiting, projection):
            mark = key(item)
            if mark not in seen:
                seen.add(mark)
                fresh.append(item)
        found += fresh
        _check_size(found)
        waiting = fresh
    return found


def _repeat_all(scope: Scope, focus: Items, projection: Fn) -> Items:
    found: Items = []
    waiting = focus
    while waiting:
        waiting = _select(scope, waiting, projection)
        found += waiting
        _check_size(found)
    return found


def _check_size(found: Items) -> None:
    if len(found) > _MOST_REPEATS:
        raise Invalid("fhirpath-endless-repeat", count=len(found))


def _aggregate(scope: Scope, focus: Items, step: Fn, start: Fn | None = None) -> Items:
    total = [] if start is None else start(scope)
    for at, item in enumerate(focus):
        total = step(Scope(scope.env, [item], at, total, scope.names))
    return total


def _iif(scope: Scope, focus: Items, test: Fn, then: Fn, otherwise: Fn | None = None) -> Items:
    only(focus)
    inner = scope.over(focus)
    if truth(test(inner)):
        return then(inner)
    return [] if otherwise is None else otherwise(inner)


def _coalesce(scope: Scope, focus: Items, *choices: Fn) -> Items:
    return next((found for choice in choices if (found := choice(scope))), [])


def define_variable(scope: Scope, name: Items, value: Items) -> None:
    """Names a value for what follows. Raises `Invalid` for a name already taken, or for one of the environment."""
    text = value_of(name)
    taken = scope.names is not None and text in scope.names
    if (
        not isinstance(text, str)
        or taken
        or text in scope.env.variables
        or text in ("context", "resource", "ucum")
    ):
        raise Invalid("fhirpath-variable-taken", name=str(text))
    scope.names = {**(scope.names or {}), text: value}


def _define_variable(scope: Scope, focus: Items, name: Fn, value: Fn | None = None) -> Items:
    define_variable(scope, name(scope), focus if value is None else value(scope.over(focus)))
    return focus


def _trace(scope: Scope, focus: Items, name: Fn, shown: Fn | None = None) -> Items:
    told = focus if shown is None else _select(scope, focus, shown)
    if scope.env.trace is not None:
        scope.env.trace(str(value_of(name(scope))), told)
    return focus


TABLE: Table = {
    "where": lazy(_where, 1),
    "select": lazy(_select, 1),
    "repeat": lazy(_repeat, 1),
    "repeatAll": lazy(_repeat_all, 1),
    "aggregate": lazy(_aggregate, 1, 2),
    "iif": lazy(_iif, 2, 3),
    "coalesce": lazy(_coalesce, 1, 99),
    "defineVariable": lazy(_define_variable, 1, 2),
    "trace": lazy(_trace, 1, 2),
}
