"""FHIRPath Patch: a Parameters resource whose operations name elements by FHIRPath (R4, fhirpatch.html)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.patch.tree import Content, put, remove_empty, reorder, take
from dsn.fhir.patch.values import content_of, part_value
from dsn.fhir.path import Obj, Prim, compile
from dsn.fhir.path.model import Element, Variant, elements
from dsn.fhir.path.nodes import Item, Items, Place
from dsn.fhir.path.parser import parse
from dsn.fhir.path.syntax import Call, Member, Node, Variable, every
from dsn.fhir.path.walk import type_name

_ALLOWED = frozenset(
    "as contains count empty endsWith exists extension first hasValue is last length not ofType single skip"
    " startsWith tail take type where".split()
)


def apply_path_patch(resource: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The resource after the operations of a Parameters resource, all or none of them; both as plain JSON.

    Raises `Invalid`: `patch-…` with the number of the operation, or what FHIRPath says of its path; `Unsupported` for
    functions that picking an element does not need."""
    if parameters.get("resourceType", "Parameters") != "Parameters":
        raise Invalid("patch-bad-operation", index=0, expected="Parameters")
    changed = deepcopy(dict(resource))
    for at, parameter in enumerate(parameters.get("parameter", ())):
        _Operation(at, parameter).run(changed)
    return changed


class _Operation:
    """One operation. Its acts change the tree in place."""

    def __init__(self, at: int, parameter: Any) -> None:
        self.at = at
        parts = parameter.get("part", ()) if isinstance(parameter, Mapping) else ()
        if not parts or parameter.get("name") != "operation":
            raise self.bad("operation")
        self.parts: dict[str, Any] = {part.get("name"): part for part in parts}
        self.path = self.text("path")

    def bad(self, expected: str) -> Invalid:
        return Invalid("patch-bad-operation", index=self.at, expected=expected)

    def fault(self, code: str, **values: Any) -> Invalid:
        return Invalid(code, index=self.at, place=self.path, **values)

    def run(self, resource: dict[str, Any]) -> None:
        acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "add": self.add,
            "insert": self.insert,
            "delete": self.delete,
            "replace": self.replace,
            "move": self.move,
        }
        act = acts.get(self.text("type"))
        if act is None:
            raise self.bad("type: add, insert, delete, replace, move")
        self.check_functions(parse(self.path))
        act(resource)

    def check_functions(self, node: Node) -> None:
        """A patch comes from outside: its paths pick elements, and do nothing that could keep a server busy
        (regular expressions, and what multiplies items by items)."""
        for part in every(node):
            if isinstance(part, Variable):
                raise Unsupported("patch-function-not-allowed", index=self.at, function=f"%{part.name}")
            if isinstance(part, Call) and part.name not in _ALLOWED:
                raise Unsupported("patch-function-not-allowed", index=self.at, function=part.name)

    def text(self, name: str) -> str:
        value = part_value(self.parts.get(name))
        if not isinstance(value, str) or not value:
            raise self.bad(name)
        return value

    def number(self, name: str) -> int:
        value = part_value(self.parts.get(name))
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.bad(name)
        return value

    def found(self, resource: dict[str, Any], path: str) -> Items:
        items = compile(path).items(resource)
        if any(not isinstance(item, (Obj, Prim)) for item in items):  # computed: no element of the resource
            raise self.fault("patch-nothing-there")
        return items

    def one(self, items: Items) -> Item:
        if not items:
            raise self.fault("patch-nothing-there")
        if len(items) > 1:
            raise self.fault("patch-several-there", count=len(items))
        return items[0]

    def content(self, element: Element) -> Content:
        value = content_of(self.parts.get("value"), element)
        if value is None:
            raise self.bad("value")
        return value

    def element(self, item: Item, name: str) -> Element:
        element = elements(type_name(item)).get(name)
        if element is None:
            raise self.fault("patch-unknown-element", name=name)
        return element

    def add(self, resource: dict[str, Any]) -> None:
        target = self.one(self.found(resource, self.path))
        element = self.element(target, self.text("name"))
        parent = self.holder(target)
        if not element.many and any(key in parent for variant in element.variants for key in _keys(variant)):
            raise self.fault("patch-already-there")
        content = self.content(element)
        put(parent, content, len(parent.get(content.name, ())) if element.many else None)

    def holder(self, target: Item) -> dict[str, Any]:
        """The JSON object that holds the elements of `target`: a primitive's are in its `_name` companion."""
        if isinstance(target, Obj) and isinstance(target.value, dict):
            return target.value
        place = target.place
        if place is None or place.extra is None or place.at is not None or not isinstance(place.parent, dict):
            raise self.fault("patch-nothing-there")
        holder: dict[str, Any] = place.parent.setdefault(place.extra, {})
        return holder

    def list_at(self, resource: dict[str, Any]) -> tuple[Item, Element]:
        """The element that holds the list which the path names, and the list's own definition."""
        node = parse(self.path)
        if not isinstance(node, Member) or node.left is None:
            raise self.fault("patch-not-a-list")
        before = self.path[: node.at].rstrip().removesuffix(".")
        parent = self.one(self.found(resource, before))
        element = self.element(parent, node.name)
        if not element.many:
            raise self.fault("patch-not-a-list")
        return parent, element

    def insert(self, resource: dict[str, Any]) -> None:
        target, element = self.list_at(resource)
        content, index = self.content(element), self.number("index")
        parent = self.holder(target)
        if not 0 <= index <= len(parent.get(content.name, ())):
            raise self.fault("patch-no-such-index", position=index)
        put(parent, content, index)

    def move(self, resource: dict[str, Any]) -> None:
        target, element = self.list_at(resource)
        parent, variant = self.holder(target), element.variants[0]
        size = len(parent.get(variant.json, ()))
        source, destination = self.number("source"), self.number("destination")
        for position in (source, destination):
            if not 0 <= position < size:
                raise self.fault("patch-no-such-index", position=position)
        for key in _keys(variant):
            reorder(parent, key, source, destination)

    def delete(self, resource: dict[str, Any]) -> None:
        items = self.found(resource, self.path)
        if items:
            take(self.place(self.one(items)))
            remove_empty(resource)

    def place(self, item: Item) -> Place:
        place: Place | None = item.place
        if place is None:
            raise self.fault("patch-nothing-there")
        return place

    def replace(self, resource: dict[str, Any]) -> None:
        place = self.place(self.one(self.found(resource, self.path)))
        content = self.content(place.element)
        take(place, keep_list=True)
        assert isinstance(place.parent, dict)
        put(place.parent, content, place.at)


def _keys(variant: Variant) -> list[str]:
    return [variant.json] if variant.extra is None else [variant.json, variant.extra]
