"""The tree of a FHIR XML document as the plain JSON that says the same; `dsn.fhir.json` then judges it."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from msgspec import Raw

from dsn.base.errors import DsnError, Invalid, Refused, Value
from dsn.fhir.json.explain import MOST_ISSUES
from dsn.fhir.json.primitive import LONGEST, shown
from dsn.fhir.primitives import is_decimal, is_integer
from dsn.fhir.types import meta
from dsn.fhir.xml.tree import Node

Plain = dict[str, Any]


class _Known(NamedTuple):
    place: int
    element: meta.ElementMeta
    field: meta.FieldMeta


@cache
def _children(struct: str) -> dict[str, _Known]:
    elements = [e for e in meta.of(struct).elements if not e.attribute]
    return {f.json: _Known(place, e, f) for place, e in enumerate(elements) for f in e.fields}


@cache
def _attributes(struct: str) -> frozenset[str]:
    return frozenset(e.name for e in meta.of(struct).elements if e.attribute)


class Reading:
    """`faults` gathers what only XML can get wrong; the rest is left to the JSON reader. At the 50th: `Refused`."""

    def __init__(self) -> None:
        self.faults: list[DsnError] = []

    def resource(self, node: Node, path: str) -> Plain:
        if node.name not in meta.RESOURCE_NAMES:
            self._add("fhir-type-unknown", path, value=shown(node.name))
            return {}
        return {"resourceType": node.name, **self._struct(node, node.name, path or node.name)}

    def _add(self, code: str, path: str, **values: Value) -> None:
        self.faults.append(Invalid(code, path=path, **values))
        if len(self.faults) >= MOST_ISSUES:
            raise Refused(self.faults)

    def _struct(self, node: Node, struct: str, path: str) -> Plain:
        plain: Plain = self._plain_attributes(node, _attributes(struct), path)
        known = _children(struct)
        lists: dict[str, list[tuple[Any, Plain | None]]] = {}
        place = 0
        for child in node.children:
            found = known.get(child.name)
            if found is None:
                self._add("fhir-element-unknown", path, value=shown(child.name), expected=struct)
                continue
            if found.place < place:
                self._add("fhir-xml-order", path, value=child.name, expected=struct)
            place = found.place
            if found.element.many:
                items = lists.setdefault(child.name, [])
                items.append(self._value(child, found.field, f"{path}.{child.name}[{len(items)}]"))
            elif child.name in plain or "_" + child.name in plain:
                self._add("fhir-key-repeated", f"{path}.{child.name}", value=child.name)
            else:
                self._put(plain, child.name, *self._value(child, found.field, f"{path}.{child.name}"))
        for name, items in lists.items():
            self._put_list(plain, name, items, known[name].field)
        return plain

    def _put(self, plain: Plain, name: str, value: Any, twin: Plain | None) -> None:
        if value is not None or twin is None:
            plain[name] = value
        if twin is not None:
            plain["_" + name] = twin

    def _put_list(
        self, plain: Plain, name: str, items: list[tuple[Any, Plain | None]], field: meta.FieldMeta
    ) -> None:
        if field.twin is None or any(value is not None for value, _ in items):
            plain[name] = [value for value, _ in items]
        if any(twin is not None for _, twin in items):
            plain["_" + name] = [twin for _, twin in items]

    def _value(self, node: Node, field: meta.FieldMeta, path: str) -> tuple[Any, Plain | None]:
        code = field.type.code
        if node.div is not None or code == "xhtml":
            if node.div is None or code != "xhtml":
                self._add("fhir-xml-narrative", path, expected=code)
            return node.div, None
        if code == "Resource":
            return self._within(node, path), None
        if not field.type.primitive:
            return self._struct(node, code, path), None
        return self._primitive(node, field, path)

    def _within(self, node: Node, path: str) -> Plain:
        self._plain_attributes(node, frozenset(), path)
        if len(node.children) != 1:
            self._add("fhir-xml-one-resource", path, value=len(node.children))
            return {}
        return self.resource(node.children[0], path)

    def _primitive(self, node: Node, field: meta.FieldMeta, path: str) -> tuple[Any, Plain | None]:
        text = node.attributes.pop("value", None)
        value = None if text is None else self._typed(field.type.code, text, path)
        twin = self._struct(node, "Element", path) if node.attributes or node.children else None
        if text is None and twin is None:
            self._add("fhir-empty", path, value=f"<{node.name}/>")
        elif twin is not None and field.twin is None:
            self._add("fhir-element-unknown", path, value="extension", expected=field.type.code)
            twin = None
        return value, twin

    def _typed(self, code: str, text: str, path: str) -> Any:
        if code == "boolean" and text in ("true", "false"):
            return text == "true"
        if code == "decimal" and is_decimal(text):
            return Raw(text.encode())
        if code in ("integer", "positiveInt", "unsignedInt") and is_integer(text) and len(text) < 20:
            return int(text)
        if code in ("boolean", "decimal", "integer", "positiveInt", "unsignedInt"):
            self._add("fhir-primitive-malformed", path, value=shown(text), expected=code)
        elif (longest := LONGEST.get(code)) and len(text) > longest:  # said here, to spare copies of it
            self._add("fhir-string-too-long", path, value=len(text), expected=longest)
        return text

    def _plain_attributes(self, node: Node, allowed: frozenset[str], path: str) -> Plain:
        for name in node.attributes:
            if name not in allowed:
                self._add("fhir-xml-attribute", path, value=shown(name))
        return {name: value for name, value in node.attributes.items() if name in allowed}
