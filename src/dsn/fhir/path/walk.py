"""Steps from an item to its elements, over structs, wrapped primitives and plain JSON objects alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from dsn.fhir.path.model import Element, Variant, elements, known
from dsn.fhir.path.nodes import Item, Items, Obj, Place, Prim, primitive_value
from dsn.fhir.path.quantity import TIME_UNITS, Quantity
from dsn.fhir.path.values import SYSTEM_NAMES, System, TypeInfo

UCUM = "http://unitsofmeasure.org"
Getter = Callable[[Any], Items]

_STRUCT_GETTERS: dict[tuple[type, str], Getter] = {}
_OBJECT_GETTERS: dict[tuple[str, str], Getter] = {}
_QUANTITIES = frozenset(
    {"Quantity", "Age", "Count", "Distance", "Duration", "SimpleQuantity", "MoneyQuantity"}
)


def wrap(value: Any) -> Items:
    """What a caller handed in, as items: a resource (struct or mapping), a value or several; None is nothing."""
    if value is None:
        return []
    if isinstance(value, (list, tuple)):
        return [item for one in value for item in wrap(one)]
    if isinstance(value, Mapping):
        return [Obj(value, str(value.get("resourceType", "")))]
    if isinstance(value, float):
        return [primitive_value(Prim(value, "decimal"))]
    return [value]


def child(item: Item, name: str) -> Items:
    """The elements called `name`, in order; nothing when the item has none."""
    kind = type(item)
    if kind is Prim:
        return _primitive_child(item, name)
    if kind is TypeInfo:
        return [getattr(item, name)] if name in ("namespace", "name") else []
    if kind is Obj:
        key = (item.type, name)
        getter = _OBJECT_GETTERS.get(key)
        if getter is None:
            getter = _OBJECT_GETTERS[key] = _object_getter(item.type, name)
        return getter(item)
    found = _STRUCT_GETTERS.get((kind, name))
    if found is None:
        found = _STRUCT_GETTERS[(kind, name)] = _struct_getter(kind, name)
    return found(item)


def children(item: Item) -> Items:
    """All elements of an item, in the order of its definition."""
    return [item for _, found in elements_in(item) for item in found]


def elements_in(item: Item) -> list[tuple[str, Items]]:
    """Name and values of each element an item has, in the order of its definition."""
    if isinstance(item, Prim):
        names: Iterable[str] = ("id", "extension")
    elif isinstance(item, Obj) and not known(item.type):
        names = (name for name in item.value if name != "resourceType")
    else:
        names = elements(type_name(item))
    return [(name, found) for name in names if (found := child(item, name))]


def type_name(item: Item) -> str:
    """The FHIR type of an element (`Patient.contact` for a backbone element), or the System type of a value."""
    if isinstance(item, (Prim, Obj)):
        return item.type
    return SYSTEM_NAMES.get(type(item)) or struct_type(type(item))


def is_system(item: Item) -> bool:
    """Whether the item is a System value rather than an element of a record."""
    return type(item) in SYSTEM_NAMES


def system(item: Item) -> System | None:
    """The System value of an item by implicit conversion; None for what has none."""
    if isinstance(item, Prim):
        return primitive_value(item)
    if is_system(item):
        value: System = item
        return value
    return quantity_of(item) if type_name(item) in _QUANTITIES else None


def quantity_of(item: Item) -> Quantity | None:
    """The System quantity of a FHIR Quantity, None without a value.

    One whose unit is no UCUM code, or that has a comparator, gets a unit that UCUM does not know: it compares with
    the very same unit alone, and leaves every other question open."""
    value, unit, system_ = (_text(item, name) for name in ("value", "code", "system"))
    if not isinstance(value, (int, Decimal)):
        return None
    written, comparator = _text(item, "unit"), _text(item, "comparator")
    if comparator is not None or system_ != UCUM or unit is None:
        if comparator is unit is written is system_ is None:
            return Quantity(Decimal(value))
        return Quantity(Decimal(value), f"{comparator or ''}|{system_ or ''}|{unit or written or ''}")
    word = TIME_UNITS.get(unit)
    return Quantity(Decimal(value), word, True) if word else Quantity(Decimal(value), unit)


def plain(item: Item) -> Any:
    """An item as a caller gets it: the record's own value without a wrapper."""
    return item.value if isinstance(item, (Prim, Obj)) else item


def struct_type(kind: type) -> str:
    """The FHIR type name of a struct class."""
    return kind.__name__


def _text(item: Item, name: str) -> Any:
    found = child(item, name)
    return system(found[0]) if found else None


def _primitive_child(prim: Prim, name: str) -> Items:
    if prim.element is None:
        return []
    if isinstance(prim.element, Mapping):
        return child(Obj(prim.element, "Element"), name)
    return child(prim.element, name)


def _nothing(item: Any) -> Items:
    return []


def _struct_getter(kind: type, name: str) -> Getter:
    element = elements(struct_type(kind)).get(name) if issubclass(kind, msgspec.Struct) else None
    if element is None:
        return _nothing
    getters = [_struct_variant(variant, element) for variant in element.variants]
    if len(getters) == 1:
        return getters[0]
    return lambda item: next((found for getter in getters if (found := getter(item))), [])


def _struct_variant(variant: Variant, element: Element) -> Getter:
    attribute, extra, name = variant.attribute, variant.extra, variant.type

    def one(item: Any) -> Items:
        value = getattr(item, attribute)
        return [] if value is None else [value]

    def many(item: Any) -> Items:
        return list(getattr(item, attribute) or ())

    def primitive(item: Any) -> Items:
        value, more = getattr(item, attribute), getattr(item, extra or "", None)
        return [] if value is None and more is None else [Prim(value, name, more)]

    def primitives(item: Any) -> Items:
        return _pair(getattr(item, attribute), getattr(item, extra or "", None), name)

    if variant.primitive:
        return primitives if element.many else primitive
    return many if element.many else one


def _pair(values: Any, extras: Any, name: str) -> Items:
    values, extras = values or (), extras or ()
    if not extras:
        return [Prim(value, name) for value in values]
    size = max(len(values), len(extras))
    both = zip(
        (*values, *[None] * (size - len(values))), (*extras, *[None] * (size - len(extras))), strict=True
    )
    return [Prim(value, name, extra) for value, extra in both]


def _object_getter(type_of: str, name: str) -> Getter:
    element = elements(type_of).get(name)
    if element is None:
        return _untyped_getter(name) if not known(type_of) else _nothing
    getters = [_object_variant(variant, element) for variant in element.variants]
    if len(getters) == 1:
        return getters[0]
    return lambda item: next((found for getter in getters if (found := getter(item))), [])


def _object_variant(variant: Variant, element: Element) -> Getter:
    key, extra, name = variant.json, variant.extra, variant.type

    def primitives(item: Obj) -> Items:
        value, more = item.value.get(key), item.value.get(extra or "")
        if isinstance(value, (list, tuple)) or isinstance(more, (list, tuple)):
            found = _pair(_listed(value), _listed(more), name)
            for at, prim in enumerate(found):
                prim.place = Place(item.value, key, extra, at, element)
            return found
        if value is None and more is None:
            return []
        return [Prim(value, name, more, Place(item.value, key, extra, None, element))]

    def complexes(item: Obj) -> Items:
        value = item.value.get(key)
        if isinstance(value, (list, tuple)):
            return [
                _object(one, name, Place(item.value, key, None, at, element)) for at, one in enumerate(value)
            ]
        return [] if value is None else [_object(value, name, Place(item.value, key, None, None, element))]

    return primitives if variant.primitive else complexes


def _listed(value: Any) -> list[Any] | tuple[Any, ...]:
    if isinstance(value, (list, tuple)):
        return value
    return () if value is None else (value,)


def _object(value: Any, name: str, place: Place | None = None) -> Item:
    if isinstance(value, Mapping):
        return Obj(value, str(value.get("resourceType", name)), place)
    return value


def _untyped_getter(name: str) -> Getter:
    """For objects of a type R4 does not define (a logical model): values keep their JSON type."""

    def get(item: Obj) -> Items:
        return [
            _object(value, "") if isinstance(value, Mapping) else Prim(value, _json_type(value))
            for value in _listed(item.value.get(name))
        ]

    return get


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "string" if isinstance(value, str) else "decimal"
