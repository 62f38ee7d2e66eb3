"""Places within places, encounters within encounters: what a reference of a type to its own type makes a tree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.parameters import leaf_types, of_type
from dsn.fhir.search.references import located
from dsn.fhir.search.tree import Parameter


@cache
def parent_parameter(type_name: str) -> Parameter | None:
    """The parameter by which a resource of this type names what it is part of; None where there is no tree."""
    for code in ("partof", "part-of"):
        found = of_type(type_name).get(code)
        if found is not None and found.targets == (type_name,):
            return found
    return None


def has_levels(parameter: Parameter, modifier: str) -> bool:
    """Whether `:above` and `:below` mean something of a reference: a tree of its targets, versions of a canonical."""
    if not parameter.targets or any(parent_parameter(target) for target in parameter.targets):
        return True
    return modifier == "below" and "canonical" in leaf_types(parameter.type, parameter.code)


def at_or_above(type_name: str, id: str, world: World) -> set[str]:
    """`id` and the ids of all it is part of, as far as the searcher may see. Rings in the data end."""
    found: set[str] = set()
    waiting = [id]
    has_parents = parent_parameter(type_name) is not None
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            if has_parents:
                waiting += _parents(world.resolve(type_name, each), type_name)
    return found


def _parents(resource: Any, type_name: str) -> Iterator[str]:
    parents = getattr(resource, "partOf", None) or ()
    for parent in parents if isinstance(parents, tuple) else (parents,):
        kind, id, _, _ = located(parent.reference or "")
        if kind == type_name:
            yield id
