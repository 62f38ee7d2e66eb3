"""Links between resources as the judge follows them: in the record, by canonical address, within a container."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec

from dsn.fhir.search.extraction import extract
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.kinds.shape import World
from dsn.fhir.search.parameters import by_canonical, of_type
from dsn.fhir.search.references import head_of
from dsn.fhir.search.rows import ReferenceRow
from dsn.fhir.search.tree import Include, Parameter
from dsn.fhir.types import meta


class Placed(NamedTuple):
    """A resource and the one it is contained in; `holder` is the resource itself where it stands by itself."""

    resource: Any
    holder: Any

    @property
    def is_contained(self) -> bool:
        """Its address is then that of the holder, `#` and its own id."""
        return self.holder is not self.resource


def alone(resource: Any) -> Placed:
    """A resource that stands by itself."""
    return Placed(resource, resource)


def inside(holder: Any) -> Iterator[Placed]:
    """What a resource contains: one level, "contained resources SHALL NOT contain additional contained resources"."""
    for each in getattr(holder, "contained", ()):
        yield Placed(_decoded(each), holder)


def targets(at: Placed, parameter: Parameter, type_name: str | None, world: World) -> Iterator[Placed]:
    """What the resource refers to by a parameter, of one type (None: any)."""
    for row in _rows(at, parameter):
        if row.type and type_name in (None, row.type):
            found = world.resolve(row.type, row.id)
            if found is not None:
                yield alone(found)
        elif row.url.startswith("#"):
            yield from _within(at.holder, row.url[1:], type_name)
        elif row.url and by_canonical(parameter):
            yield from _addressed(row, type_name, world)


def persons(at: Placed, parameter: Parameter, type_name: str, world: World) -> Iterator[Placed]:
    """Whoever is one with a person the resource refers to (merged people), that person left out."""
    for row in _rows(at, parameter):
        if row.type == type_name and row.id:
            for id in world.aliases(row.type, row.id):
                found = world.resolve(row.type, id) if id != row.id else None
                if found is not None:
                    yield alone(found)


def referring(at: Placed, parameter: Parameter, world: World) -> Iterator[Placed]:
    """What refers to the resource by a parameter. To what is contained, only its container and what that holds do."""
    name = type(at.resource).__name__
    around: Iterable[Placed] = map(alone, world.everything(parameter.type))
    if at.is_contained:
        around = (each for each in (alone(at.holder), *inside(at.holder)) if _is_of(each, parameter.type))
    ids = {at.resource.id, *world.aliases(name, at.resource.id)} if at.resource.id else set()
    for each in around:
        if any(_points(row, at, parameter, name, ids) for row in _rows(each, parameter)):
            yield each


def included(resource: Any, include: Include, world: World) -> list[Any]:
    """What one step of an `_include` or `_revinclude` adds to a resource: each once, never the resource itself.

    `resource` may be `Placed`: from what is contained one goes on as it stands there.
    """
    at = resource if isinstance(resource, Placed) else alone(resource)
    found: dict[tuple[str, str], Any] = {}
    for each in _forward(at, include, world) if include.forward else _backward(at, include, world):
        if not each.is_contained and each.resource is not at.resource:
            found.setdefault((type(each.resource).__name__, each.resource.id or ""), each.resource)
    return list(found.values())


def _forward(at: Placed, include: Include, world: World) -> Iterator[Placed]:
    name = type(at.resource).__name__
    if include.type in ("*", name):
        for parameter in _followed(include, name):
            yield from targets(at, parameter, include.target, world)


def _backward(at: Placed, include: Include, world: World) -> Iterator[Placed]:
    if include.target in (None, type(at.resource).__name__):
        for name in sorted(meta.RESOURCE_NAMES) if include.type == "*" else (include.type,):
            for parameter in _followed(include, name):
                yield from referring(at, parameter, world)


def _followed(include: Include, type_name: str) -> Iterable[Parameter]:
    if include.parameter is not None:
        return (include.parameter,)
    return (each for each in of_type(type_name).values() if each.kind == "reference")


def _rows(at: Placed, parameter: Parameter) -> Iterator[ReferenceRow]:
    for row in extract(at.resource, at.holder):
        if row.param == parameter.number and isinstance(row, ReferenceRow):
            yield row


def _is_of(at: Placed, type_name: str) -> bool:
    return type(at.resource).__name__ == type_name


def _points(row: ReferenceRow, at: Placed, parameter: Parameter, name: str, ids: set[str]) -> bool:
    if at.is_contained:
        return bool(at.resource.id) and row.url == f"#{at.resource.id}"
    if row.type:
        return row.type == name and row.id in ids
    return by_canonical(parameter) and _is_called(at.resource, row.url, row.version)


# within a container ---------------------------------------------------------------------------------------------


def _within(holder: Any, id: str, type_name: str | None) -> Iterator[Placed]:
    """The contained resource `id`; "for a resource that references the container, the reference is #"."""
    if not id:
        if type_name in (None, type(holder).__name__):
            yield alone(holder)
        return
    for each in getattr(holder, "contained", ()):
        head = head_of(each)
        if head.id == id and type_name in (None, head.resourceType):
            yield Placed(_decoded(each), holder)


def _decoded(resource: Any) -> Any:
    from dsn.fhir import json  # knows how to decode by type; not needed unless something is contained

    return json.decode(bytes(resource)) if isinstance(resource, msgspec.Raw) else resource


# by canonical address -------------------------------------------------------------------------------------------


def _addressed(row: ReferenceRow, type_name: str | None, world: World) -> Iterator[Placed]:
    """Whatever goes by a canonical `url|version`, or is contained in that for `url|version#id`."""
    url, _, of_url = row.url.partition("#")
    version, _, of_version = (row.version, "", "") if of_url else row.version.partition("#")
    part = of_url or of_version
    if not part and (url, version) != (row.url, row.version):
        return  # `url#` names nothing
    for name in canonical_types() if part or type_name is None else (type_name,):
        for each in world.everything(name):
            if _is_called(each, url, version):
                yield from _within(each, part, type_name) if part else (alone(each),)


def _is_called(resource: Any, url: str, version: str) -> bool:
    """By its own `url`; without a version, any (docs/clarifications/search-links-by-canonical.md)."""
    own = getattr(resource, "url", None)
    if not url or not isinstance(own, str) or bounded(own) != url:
        return False
    of_own = getattr(resource, "version", None)
    return not version or (isinstance(of_own, str) and bounded(of_own) == version)


@cache
def canonical_types() -> tuple[str, ...]:
    """The types that have a canonical address."""
    names = sorted(meta.RESOURCE_NAMES)
    return tuple(name for name in names if any(each.name == "url" for each in meta.of(name).elements))
