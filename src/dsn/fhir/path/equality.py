"""`=`, `~`, ordering, and the key by which distinct items are told apart (FHIRPath N1, "Equality" to "Comparison")."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct

from dsn.base.errors import Invalid
from dsn.fhir import ucum
from dsn.fhir.path import dates, quantity
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.nodes import Item, Items, Prim
from dsn.fhir.path.quantity import Quantity
from dsn.fhir.path.values import System
from dsn.fhir.path.walk import children, elements_in, system, type_name

_DATES = (FhirDate, FhirDateTime, FhirTime)


def equal(left: Items, right: Items) -> bool | None:
    """`=` of two collections, order counting; None (empty) where it is open."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    answer: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = equal_items(one, other)
        if same is False:
            return False
        answer = answer and same
    return answer


def equal_items(left: Item, right: Item) -> bool | None:
    """`=` of two items; None where precision, zone or unit leaves it open."""
    if left is right:
        return True
    one, other = system(left), system(right)
    if one is None or other is None:
        return _equal_elements(left, right) if one is None and other is None else False
    return _equal_systems(one, other)


def _equal_systems(left: System, right: System) -> bool | None:
    if type(left) is type(right) and isinstance(left, (str, bool, int, Decimal)):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    pair = _as_quantities(left, right)
    if pair is not None:
        order = quantity.compare(*pair)
        return None if order is None else order == 0
    if isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal)):
        return left == right
    if isinstance(left, _DATES) and isinstance(right, _DATES):
        if isinstance(left, FhirTime) != isinstance(right, FhirTime):
            return False
        order = dates.compare(left, right)
        return None if order is None else order == 0
    return left == right if type(left) is type(right) else False


def _as_quantities(left: System, right: System) -> tuple[Quantity, Quantity] | None:
    """Both as quantities when at least one is, numbers counting as quantities of unit 1."""
    if not (isinstance(left, Quantity) or isinstance(right, Quantity)):
        return None
    pair = [Quantity(Decimal(side)) if isinstance(side, (int, Decimal)) else side for side in (left, right)]
    one, other = pair
    return (one, other) if isinstance(one, Quantity) and isinstance(other, Quantity) else None


def _equal_elements(left: Item, right: Item) -> bool:
    if type_name(left) != type_name(right):
        return False
    return bool(key(left) == key(right))


def key(item: Item) -> Any:
    """A hashable that two items share exactly when `=` says true of them."""
    value = system(item)
    if value is None and isinstance(item, Struct):
        return item  # frozen and hashable; by value as recorded, which is much faster than element by element
    if value is None:
        return ("element", *((name, *map(key, found)) for name, found in elements_in(item)))
    if isinstance(value, (bool, str)):
        return (type(value), value)
    if isinstance(value, (int, Decimal)):
        return ("number", value)
    if isinstance(value, Quantity):
        return _quantity_key(value)
    if isinstance(value, FhirDateTime):
        value = value.in_utc()
        return ("date", value.parts, value.fraction.rstrip("0"), value.offset is None)
    if isinstance(value, FhirDate):
        return ("date", value.parts, "", True)
    return (
        (type(value), value)
        if not isinstance(value, FhirTime)
        else ("time", value.parts, value.fraction.rstrip("0"))
    )


def _quantity_key(value: Quantity) -> Any:
    if value.calendar and value.unit in ("year", "month"):
        return ("calendar", value.value * (12 if value.unit == "year" else 1))
    try:
        number, unit = ucum.canonical(value.value, value.ucum_unit)
        return ("number", number) if unit == "1" else ("quantity", number, unit)
    except Invalid:
        return ("quantity", value.value, value.unit)


def distinct(items: Items) -> Items:
    """The items without repeats, each where it first stood."""
    if len(items) < 2:
        return items
    seen: set[Any] = set()
    found: Items = []
    for item in items:
        mark = key(item)
        if mark not in seen:
            seen.add(mark)
            found.append(item)
    return found


def equivalent(left: Items, right: Items) -> bool:
    """`~` of two collections, order not counting; never empty."""
    if len(left) != len(right):
        return False
    if len(left) == 1:
        return equivalent_items(left[0], right[0])
    rest = list(right)
    for one in left:
        match = next((at for at, other in enumerate(rest) if equivalent_items(one, other)), None)
        if match is None:
            return False
        del rest[match]
    return True


def equivalent_items(left: Item, right: Item) -> bool:
    """`~` of two items: text without case or spacing, numbers to the less precise, elements child by child."""
    one, other = system(left), system(right)
    if one is None or other is None:
        return one is None and other is None and _equivalent_elements(left, right)
    if isinstance(one, str) and isinstance(other, str):
        return _loose(one) == _loose(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return type(one) is type(other) and one == other
    pair = _as_quantities(one, other)
    if pair is not None:
        return quantity.equivalent(*pair)
    if isinstance(one, (int, Decimal)) and isinstance(other, (int, Decimal)):
        return quantity.near(Decimal(one), Decimal(other))
    if isinstance(one, _DATES) and isinstance(other, _DATES):
        return dates.equivalent(one, other)
    return type(one) is type(other) and one == other


def _equivalent_elements(left: Item, right: Item) -> bool:
    if isinstance(left, Prim) or isinstance(right, Prim) or type_name(left) != type_name(right):
        return (
            isinstance(left, Prim) and isinstance(right, Prim) and equivalent(children(left), children(right))
        )
    one, other = dict(elements_in(left)), dict(elements_in(right))
    one.pop("id", None), other.pop("id", None)
    return one.keys() == other.keys() and all(equivalent(one[name], other[name]) for name in one)


def _loose(text: str) -> str:
    return " ".join(text.split()).casefold()


def order(left: Item, right: Item) -> int | None:
    """-1, 0 or 1; None where it is open. Raises `Invalid` for values that have no order between them."""
    one, other = system(left), system(right)
    if one is None or other is None:
        raise _unordered(left, right)
    if isinstance(one, str) and isinstance(other, str):
        return (one > other) - (one < other)
    if not isinstance(one, bool) and not isinstance(other, bool):
        pair = _as_quantities(one, other)
        if pair is not None:
            return quantity.compare(*pair)
        if isinstance(one, (int, Decimal)) and isinstance(other, (int, Decimal)):
            return (one > other) - (one < other)
    if (
        isinstance(one, _DATES)
        and isinstance(other, _DATES)
        and isinstance(one, FhirTime) == isinstance(other, FhirTime)
    ):
        return dates.compare(one, other)
    raise _unordered(left, right)


def _unordered(left: Item, right: Item) -> Invalid:
    return Invalid("fhirpath-no-order", left=type_name(left), right=type_name(right))
