"""R4's search parameters by type and code, from the generated table `parameters.jsonl` (numbers pinned there).

The table is read by type, on first use: a search names two or three types of 146.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import msgspec

from dsn.fhir.search.tree import Parameter, ParamKind
from dsn.fhir.types import meta

Fold = Literal["", "case", "contact", "mime"]


class LeafExtra(msgspec.Struct, frozen=True):
    """What else is known of a leaf: the implicit code system, the types kept, whether it is part of a name."""

    system: str = ""
    kept: tuple[str, ...] = msgspec.field(name="is", default=())
    names: bool = False


class Leaf(msgspec.Struct, frozen=True, array_like=True):
    """Where values of a parameter stand (`component*.code`) and of what FHIR type they are."""

    path: str
    type: str
    extra: LeafExtra = LeafExtra()


class ComponentEntry(msgspec.Struct, frozen=True):
    """A component of a composite; `leaves` one list for each element of the composite's `on`."""

    number: int
    code: str
    kind: ParamKind
    leaves: tuple[tuple[Leaf, ...], ...]
    fold: Fold = ""
    targets: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One line of the table."""

    number: int
    type: str
    code: str
    kind: ParamKind
    expression: str
    leaves: tuple[Leaf, ...] = ()
    targets: tuple[str, ...] = ()
    fold: Fold = ""
    also: dict[str, int] = {}
    on: tuple[str, ...] = ()
    components: tuple[ComponentEntry, ...] = ()


def parameter(type_name: str, code: str) -> Parameter | None:
    """The parameter `code` of a resource type (`Resource` for a search over all types), or None."""
    return of_type(type_name).get(code)


@cache
def of_type(type_name: str) -> Mapping[str, Parameter]:
    """Every parameter of a resource type by code, those of all types (`_id`, `_tag`, …) included.

    `Resource` gives the latter alone. Raises KeyError for a name that is no resource type of R4.
    """
    return MappingProxyType({entry.code: _parameter(entry, type_name) for entry in entries(type_name)})


@cache
def leaf_types(type_name: str, code: str) -> frozenset[str]:
    """The FHIR types of the values of a parameter, `Reference` and `canonical` for instance."""
    leaves = next(entry.leaves for entry in entries(type_name) if entry.code == code)
    return frozenset(leaf.type for leaf in leaves)


def by_canonical(parameter: Parameter) -> bool:
    """Whether a reference parameter names its targets by their canonical address, never by their id."""
    return leaf_types(parameter.type, parameter.code) <= {"canonical", "uri"}


@cache
def entries(type_name: str) -> tuple[Entry, ...]:
    """The table's lines for a type, for whoever compiles extraction: by number."""
    if type_name != "Resource" and type_name not in meta.RESOURCE_NAMES:
        raise KeyError(type_name)
    lines = _lines()
    own = lines.get(type_name, []) if type_name != "Resource" else []
    read = [_DECODER.decode(line) for line in (*lines["Resource"], *own)]
    return tuple(sorted(read, key=lambda entry: entry.number))


_DECODER = msgspec.json.Decoder(Entry)
_TYPE = '"type":"'


@cache
def _lines() -> dict[str, list[str]]:
    """The lines of the table by type, not yet read."""
    text = (files(__package__) / "parameters.jsonl").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines()[1:]:
        start = line.index(_TYPE) + len(_TYPE)
        found.setdefault(line[start : line.index('"', start)], []).append(line)
    return found


def _parameter(entry: Entry, type_name: str) -> Parameter:
    return Parameter(
        number=entry.number,
        type=type_name,
        code=entry.code,
        kind=entry.kind,
        expression=entry.expression,
        targets=entry.targets,
        components=tuple(_component(part, type_name) for part in entry.components),
        also=MappingProxyType(entry.also),
        fold=entry.fold,
    )


def _component(part: ComponentEntry, type_name: str) -> Parameter:
    return Parameter(part.number, type_name, part.code, part.kind, "", part.targets, fold=part.fold)
