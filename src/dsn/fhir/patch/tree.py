"""Putting into, taking from and tidying a JSON tree in which a primitive has a `_name` companion beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dsn.fhir.path.nodes import Place


@dataclass(frozen=True, slots=True)
class Content:
    """What is put: a value under `name`, and for a primitive its `_name` companion under `extra_name`."""

    name: str
    value: Any
    extra_name: str | None = None
    extra: Any = None


def put(parent: dict[str, Any], content: Content, index: int | None) -> None:
    """Puts into `parent`: before `index` of its list, or alone when `index` is None."""
    if index is None:
        if content.value is not None:
            parent[content.name] = content.value
        if content.extra_name is not None and content.extra is not None:
            parent[content.extra_name] = content.extra
        return
    items: list[Any] = parent.setdefault(content.name, [])
    size = len(items)
    items.insert(index, content.value)
    if content.extra_name is not None and (content.extra is not None or content.extra_name in parent):
        extras: list[Any] = parent.setdefault(content.extra_name, [])
        extras.extend([None] * (size - len(extras)))
        extras.insert(index, content.extra)


def take(place: Place, *, keep_list: bool = False) -> None:
    """Takes away what stands at `place`; a list it leaves empty goes too, unless `keep_list`."""
    assert isinstance(place.parent, dict)
    for name in (place.name, place.extra):
        if name is None or name not in place.parent:
            continue
        items = place.parent[name]
        if place.at is None:
            del place.parent[name]
        elif place.at < len(items):
            del items[place.at]
            if not items and not keep_list:
                del place.parent[name]


def reorder(parent: dict[str, Any], name: str, source: int, destination: int) -> None:
    """Moves one item of a list, the others closing up."""
    items = parent.get(name)
    if items is not None:
        items.extend([None] * (max(source, destination) + 1 - len(items)))
        items.insert(destination, items.pop(source))


def remove_empty(value: Any) -> bool:
    """Removes, at any depth, objects that lost their last member: R4 has no empty elements. Answers whether
    `value` is one."""
    if isinstance(value, dict):
        for name in [name for name, inner in value.items() if remove_empty(inner)]:
            del value[name]
        return not value
    if isinstance(value, list):
        value[:] = [inner for inner in value if not remove_empty(inner)]
        return not value
    return False
