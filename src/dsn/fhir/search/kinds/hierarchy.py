"""Places within places, encounters within encounters: what a reference of a type to its own type makes a tree."""

from __future__ import annotations

from functools import cache

from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.references import located
from dsn.fhir.search.tree import Parameter

_DEEPEST = 100


@cache
def parent_parameter(type_name: str) -> Parameter | None:
    """The parameter by which a resource of this type names the one it is part of; None where there is no tree."""
    for code in ("partof", "part-of"):
        found = of_type(type_name).get(code)
        if found is not None and found.targets == (type_name,):
            return found
    return None


def at_or_above(type_name: str, id: str, world: World) -> list[str]:
    """The ids from `id` up to the root, `id` first. A ring in the data ends where it begins again."""
    found: list[str] = []
    while id and id not in found and len(found) < _DEEPEST:
        found.append(id)
        resource = world.resolve(type_name, id)
        parent = getattr(resource, "partOf", None)
        kind, id, _, _ = (
            located(parent.reference) if parent is not None and parent.reference else ("", "", "", "")
        )
        if kind != type_name:
            break
    return found
