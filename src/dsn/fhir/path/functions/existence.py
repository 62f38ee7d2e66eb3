"""FHIRPath N1, section "Existence"."""

from __future__ import annotations

from dsn.base.errors import Invalid
from dsn.fhir.path.equality import distinct, key
from dsn.fhir.path.functions.table import Table, eager, lazy
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import truth
from dsn.fhir.path.scope import Fn, Scope
from dsn.fhir.path.walk import system, type_name


def _exists(scope: Scope, focus: Items, criteria: Fn | None = None) -> Items:
    if criteria is None:
        return [bool(focus)]
    return [any(truth(criteria(scope.on(item, at))) for at, item in enumerate(focus))]


def _all(scope: Scope, focus: Items, criteria: Fn) -> Items:
    return [all(truth(criteria(scope.on(item, at))) for at, item in enumerate(focus))]


def _booleans(focus: Items) -> list[bool]:
    found = [system(item) for item in focus]
    for item, value in zip(focus, found, strict=True):
        if not isinstance(value, bool):
            raise Invalid("fhirpath-wrong-type", found=type_name(item))
    return [value is True for value in found]


def _not(scope: Scope, focus: Items) -> Items:
    value = truth(focus)
    return [] if value is None else [not value]


def _contained(inner: Items, outer: Items) -> bool:
    return {key(item) for item in inner} <= {key(item) for item in outer}


TABLE: Table = {
    "empty": eager(lambda scope, focus: [not focus]),
    "exists": lazy(_exists, 0, 1),
    "all": lazy(_all, 1),
    "allTrue": eager(lambda scope, focus: [all(_booleans(focus))]),
    "anyTrue": eager(lambda scope, focus: [any(_booleans(focus))]),
    "allFalse": eager(lambda scope, focus: [not any(_booleans(focus))]),
    "anyFalse": eager(lambda scope, focus: [not all(_booleans(focus))]),
    "subsetOf": eager(lambda scope, focus, other: [_contained(focus, other)], 1),
    "supersetOf": eager(lambda scope, focus, other: [_contained(other, focus)], 1),
    "count": eager(lambda scope, focus: [len(focus)]),
    "distinct": eager(lambda scope, focus: distinct(focus)),
    "isDistinct": eager(lambda scope, focus: [len(distinct(focus)) == len(focus)]),
    "not": eager(_not),
}
