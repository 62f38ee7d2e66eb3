"""The value an operation brings: `value[x]` of its part, or nested parts for an element without a type of its own."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from dsn.fhir.patch.tree import Content, put
from dsn.fhir.path.model import Element, Variant, elements, is_a

_VALUES = {variant.json: variant for variant in elements("ParametersParameter")["value"].variants}


def part_value(part: Any) -> Any:
    """The value of a part as JSON, None when it has none."""
    if not isinstance(part, Mapping):
        return None
    return next((part[name] for name in part if name in _VALUES), None)


def content_of(part: Any, element: Element) -> Content | None:
    """The value of a part as content of `element`; None when it has none, or one of a type the element cannot have."""
    if not isinstance(part, Mapping):
        return None
    if "part" in part:
        return _nested(part["part"], element)
    given = [variant for name, variant in _VALUES.items() if name in part or variant.extra in part]
    if len(given) != 1:
        return None
    variant = _fitting(element, given[0].type)
    if variant is None:
        return None
    value, extra = deepcopy(part.get(given[0].json)), deepcopy(part.get(given[0].extra or ""))
    return Content(variant.json, value, variant.extra, extra)


def _fitting(element: Element, given: str) -> Variant | None:
    """The variant for a value of type `given`: that type, else one written alike (`string` where a `code` goes)."""
    exact = [variant for variant in element.variants if variant.type == given]
    near = [one for one in element.variants if is_a(one.type, given) or is_a(given, one.type)]
    alike = [one for one in element.variants if _alike(one.type, given)]
    found = exact or near or ([] if element.choice else alike)
    return found[0] if found else None


_TEXTS = (
    frozenset({"date", "dateTime", "instant"}),
    frozenset({"string", "code", "id", "markdown", "uri", "url"}),
)


def _alike(one: str, other: str) -> bool:
    return any(one in family and other in family for family in _TEXTS)


def _nested(parts: Any, element: Element) -> Content | None:
    variant = element.variants[0]
    if element.choice or variant.primitive or not isinstance(parts, list):
        return None
    made: dict[str, Any] = {}
    for part in parts:
        inner = elements(variant.type).get(part.get("name", "")) if isinstance(part, Mapping) else None
        content = None if inner is None else content_of(part, inner)
        if inner is None or content is None:
            return None
        put(made, content, len(made.get(content.name, ())) if inner.many else None)
    return Content(variant.json, made) if made else None
