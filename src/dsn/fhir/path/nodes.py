"""The two wrappers a walk needs: FHIR primitives (value, type, extensions) and plain JSON objects.

Structs go through expressions bare: their class says their type. System values go through bare too.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.model import Element
from dsn.fhir.path.values import System

Item = Any
"""A System value, a struct, a `Prim` or an `Obj`."""
Items = list[Item]


class Place(NamedTuple):
    """Where in a JSON tree an item stands: in `parent` under `name`, at position `at` of a list (None: no list).

    `extra` is the name of a primitive's `_name` companion, `element` the definition of the element."""

    parent: Mapping[str, Any]
    name: str
    extra: str | None
    at: int | None
    element: Element


class Prim:
    """A FHIR primitive. `value` is as the record holds it (None when there are only extensions);
    `element` is its `_name` companion: a struct, a mapping or None. `place` is known in JSON only."""

    __slots__ = ("element", "place", "type", "value")

    def __init__(self, value: Any, type_name: str, element: Any = None, place: Place | None = None) -> None:
        self.value = value
        self.type = type_name
        self.element = element
        self.place = place

    def __repr__(self) -> str:
        return f"Prim({self.value!r}, {self.type})"


class Obj:
    """A JSON object of a known FHIR type (`type` is the name of its definition, such as `Patient.contact`)."""

    __slots__ = ("place", "type", "value")

    def __init__(self, value: Mapping[str, Any], type_name: str, place: Place | None = None) -> None:
        self.value = value
        self.type = type_name
        self.place = place

    def __repr__(self) -> str:
        return f"Obj({self.type}, {list(self.value)})"


_DATES = frozenset({"date"})
_MOMENTS = frozenset({"dateTime", "instant"})
_NUMBERS = frozenset({"decimal"})
_WHOLE = frozenset({"integer", "positiveInt", "unsignedInt", "integer64"})


def primitive_value(prim: Prim) -> System | None:
    """The System value of a FHIR primitive: None without a value or with one that is malformed."""
    value, name = prim.value, prim.type
    if name in _DATES:
        return FhirDate.parse(value) if isinstance(value, str) else None
    if name in _MOMENTS:
        return FhirDateTime.parse(value) if isinstance(value, str) else None
    if name == "time":
        return FhirTime.parse(value) if isinstance(value, str) else None
    if isinstance(value, float) or (name in _NUMBERS and type(value) is int):
        return Decimal(repr(value))
    known: System | None = value if isinstance(value, (bool, int, Decimal, str)) else None
    return known
