"""Breaking a valid resource in one place: where its elements stand, and how each may be made wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dsn.fhir.types import meta

Json = Any


class Literal:
    """Text that stands in the JSON as it is."""

    def __init__(self, text: str) -> None:
        self.text = text


class Twice:
    """Stands as a value: the key is written a second time, as `key`, with `again`."""

    def __init__(self, value: Json, again: Json, key: str | None = None) -> None:
        self.value, self.again, self.key = value, again, key


def write(value: Json) -> str:
    """JSON, but for the two kinds above."""
    if isinstance(value, Literal):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(_member(key, item) for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(write, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _member(key: str, item: Json) -> str:
    if isinstance(item, Twice):
        again = item.key or json.dumps(key)
        return f"{_member(key, item.value)},{again}:{write(item.again)}"
    return f"{json.dumps(key)}:{write(item)}"


@dataclass
class Site:
    """One value: `owner` is the object it belongs to, `name` its key there, `index` its place in a list."""

    path: str
    owner: dict[str, Json]
    name: str
    index: int | None
    element: meta.ElementMeta
    field: meta.FieldMeta

    @property
    def value(self) -> Json:
        found = self.owner[self.name]
        return found if self.index is None else found[self.index]

    @value.setter
    def value(self, new: Json) -> None:
        if self.index is None:
            self.owner[self.name] = new
        else:
            self.owner[self.name][self.index] = new

    @property
    def code(self) -> str:
        return self.field.type.code

    @property
    def listed(self) -> str:
        """The path without the index."""
        return self.path if self.index is None else self.path.rpartition("[")[0]


def sites(resource: dict[str, Json], path: str = "") -> Iterator[Site]:
    """Every value of the resource, twins left aside, outermost first."""
    kind = resource["resourceType"]
    yield from _within(resource, kind, path or kind)


def _within(owner: dict[str, Json], struct: str, path: str) -> Iterator[Site]:
    for element in meta.of(struct).elements:
        for field in element.fields:
            if field.json in owner:
                yield from _field(owner, element, field, f"{path}.{field.json}")


def _field(
    owner: dict[str, Json], element: meta.ElementMeta, field: meta.FieldMeta, path: str
) -> Iterator[Site]:
    values = owner[field.json] if element.many else [owner[field.json]]
    for index, value in enumerate(values):
        at = f"{path}[{index}]" if element.many else path
        if value is not None:
            yield Site(at, owner, field.json, index if element.many else None, element, field)
        if isinstance(value, dict):
            if field.type.code == "Resource":
                yield from sites(value, at)
            else:
                yield from _within(value, field.type.code, at)


@dataclass(frozen=True)
class Mutation:
    """One way to be wrong. `rule` is where R4 forbids it; `codes` are what the refusal may say.

    `apply` changes the site's resource, or returns the whole text; `path` is where the refusal must point.
    """

    name: str
    rule: str
    codes: tuple[str, ...]
    fits: Callable[[Site], bool]
    apply: Callable[[Site], str | bytes | None]
    path: Callable[[Site], str | None]


def mutate(resource: dict[str, Json], mutation: Mutation, pick: int) -> tuple[str | bytes, str | None] | None:
    """The broken text and the path of the fault, at the `pick`-th place that fits; None when no place does."""
    broken = copy.deepcopy(resource)
    fitting = [site for site in sites(broken) if mutation.fits(site)]
    if not fitting:
        return None
    site = fitting[pick % len(fitting)]
    path = mutation.path(site)
    text = mutation.apply(site)
    return (write(broken) if text is None else text), path
