"""Is a value the one that `fixed[x]` asks for, or does it hold what `pattern[x]` asks for? (elementdefinition.html)"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dsn.fhir.path.model import PRIMITIVES
from dsn.fhir.path.nodes import Item, Obj, Prim
from dsn.fhir.path.walk import elements_in


def as_item(key: str, prefix: str, value: Any) -> Item:
    """The value of `fixedUri` or `patternCodeableConcept` as an item."""
    name = key.removeprefix(prefix)
    lower = name[:1].lower() + name[1:]
    if lower in PRIMITIVES:
        return Prim(value, lower)
    return Obj(value, name) if isinstance(value, Mapping) else Prim(value, lower)


def is_fixed(item: Item, wanted: Item) -> bool:
    """The same value, no more and no less."""
    if isinstance(wanted, Prim):
        return isinstance(item, Prim) and _same(item.value, wanted.value)
    there, asked = elements_in(item), elements_in(wanted)
    return [name for name, _ in there] == [name for name, _ in asked] and all(
        len(found) == len(expected) and all(map(is_fixed, found, expected))
        for (_, found), (_, expected) in zip(there, asked, strict=True)
    )


def is_pattern(item: Item, wanted: Item) -> bool:
    """All that the pattern has is there; each of its repetitions is met by one of the value's."""
    if isinstance(wanted, Prim):
        return isinstance(item, Prim) and _same(item.value, wanted.value)
    there = dict(elements_in(item))
    return all(
        all(any(is_pattern(found, expected) for found in there.get(name, ())) for expected in asked)
        for name, asked in elements_in(wanted)
    )


def shown(item: Item) -> str:
    """The value in a message: short, and only what the profile itself says."""
    if isinstance(item, Prim):
        return str(item.value)
    parts = [f"{name}={shown(found[0])}" for name, found in elements_in(item) if found]
    return "{" + ", ".join(parts)[:200] + "}"


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, Decimal, float)) and isinstance(right, (int, Decimal, float)):
        return Decimal(str(left)) == Decimal(str(right))
    return bool(left == right)
