"""The way from a resource to one of its elements, put into words only when something is to be said about it."""

from __future__ import annotations

from typing import NamedTuple

from dsn.fhir.path.model import elements
from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import type_name


class Trail(NamedTuple):
    """`name` is the element's (`value` for `value[x]`), `at` its place among its like; the first has the whole path."""

    up: Trail | None
    name: str
    at: int
    item: Item

    def path(self) -> str:
        """FHIRPath: `Patient.name[0].given[1]`, an index wherever R4 allows several."""
        if self.up is None:
            return self.name
        element = elements(type_name(self.up.item)).get(self.name)
        place = f"[{self.at}]" if element is not None and element.many else ""
        return f"{self.up.path()}.{self.name}{place}"

    def steps(self) -> list[str]:
        """Names of the elements on the way, below the innermost resource."""
        names: list[str] = []
        here: Trail | None = self
        while here is not None and not is_resource(here.item):
            names.append(here.name)
            here = here.up
        return names[::-1]

    def resource(self) -> Trail:
        """The innermost resource on the way."""
        here = self
        while here.up is not None and not is_resource(here.item):
            here = here.up
        return here


def is_resource(item: Item) -> bool:
    """Whether an item is a resource rather than an element of one."""
    return hasattr(item, "resourceType")
