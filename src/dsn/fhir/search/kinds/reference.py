"""reference: links between resources, by id, by type and id, by address (R4 search, reference)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dsn.fhir.search.escapes import plain, split
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.kinds import token
from dsn.fhir.search.kinds.hierarchy import at_or_above
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.references import ID, canonical, head_of, located, type_of, without_base
from dsn.fhir.search.rows import ReferenceRow
from dsn.fhir.search.tree import Parameter, ReferenceValue, Value
from dsn.fhir.types import meta

_NOTHING: Tail = ("", "", "", "")


def _reference(extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return only(extra.kept, _literal) if extra.kept else _literal


def _literal(value: Any, _resource: Any) -> Collection[Tail]:
    text = value.reference
    return (located(text) if text else _NOTHING,)


def only(types: tuple[str, ...], convert: Convert) -> Convert:
    """`where(resolve() is X)`: answered by what the reference itself tells of its target's type."""
    return lambda value, resource: convert(value, resource) if type_of(value, resource) in types else ()


def _canonical(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    return lambda value, _resource: (canonical(value),)


def _resource(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """ "Where one resource is directly nested within another": Bundle's `composition` and `message`."""

    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        head = head_of(value)
        return ((head.resourceType, head.id, "", ""),)

    return convert


def parse(text: str, parameter: Parameter, modifier: str | None, reading: Reading) -> Value:
    """`id`, `Type/id`, either with `/_history/v`, an absolute address, or a canonical `url|version`."""
    if modifier == "identifier":
        return token.parse(text, parameter, None, reading)
    parts = [plain(part, reading) for part in split(text, "|")]
    if len(parts) > 2 or not parts[0]:
        raise reading.refuse("search.reference-invalid", text)
    address = without_base(parts[0], reading.base_urls)
    if len(parts) == 1 and (local := _local(address, parameter, modifier)) is not None:
        return local
    if modifier in meta.RESOURCE_NAMES or not _is_address(address):
        raise reading.refuse("search.reference-invalid", text)
    return ReferenceValue(None, None, bounded(parts[1]) if len(parts) == 2 else None, bounded(address))


def _is_address(text: str) -> bool:
    return ":" in text or text.startswith("#")


def _local(text: str, parameter: Parameter, modifier: str | None) -> ReferenceValue | None:
    named, id, version, _ = located(text)
    wanted = modifier if modifier in meta.RESOURCE_NAMES else None
    if named:
        return ReferenceValue(named, id, version or None) if wanted in (None, named) else None
    id, slash, version = text.partition("/_history/")
    if not ID.fullmatch(id) or (slash and not ID.fullmatch(version)):
        return None
    only = parameter.targets[0] if len(parameter.targets) == 1 else None
    return ReferenceValue(wanted or only, id, version or None)


def matches(row: ReferenceRow, value: Any, modifier: str | None, world: World) -> bool:
    """Equality of address; `:above`, `:below` of a hierarchy, or `:below` of a canonical's version."""
    if value.url is not None:
        return row.url == value.url and _version(row.version, value.version, modifier)
    if modifier in ("above", "below"):
        return _related(row, value, modifier, world)
    return _same(row.type, row.id, value, world) and (value.version is None or row.version == value.version)


def _version(of_row: str, wanted: str | None, modifier: str | None) -> bool:
    """Without one, any version; `:below` `|1` takes `|1` and `|1.1`."""
    if wanted is None or of_row == wanted:
        return True
    return modifier == "below" and of_row.startswith(wanted + ".")


def _same(type_name: str, id: str, value: ReferenceValue, world: World) -> bool:
    if not id or (value.type is not None and value.type != type_name):
        return False
    return id == value.id or id in world.aliases(type_name, value.id or "")


def _related(row: ReferenceRow, value: ReferenceValue, modifier: str, world: World) -> bool:
    """`location:below=42`: the row's target is 42 or within it; `encounter:above=21`: it is 21 or holds it."""
    if not row.id or (value.type is not None and value.type != row.type):
        return False
    if modifier == "below":
        return value.id in at_or_above(row.type, row.id, world)
    return row.id in at_or_above(row.type, value.id or "", world)


def order(row: ReferenceRow) -> str:
    """By address, as text."""
    return row.url or f"{row.type}/{row.id}"


REFERENCE = ParameterType(
    modifiers=frozenset(("missing", "identifier", "above", "below")),
    row=ReferenceRow,
    tails={
        "Reference": _reference,
        "canonical": _canonical,
        "uri": _canonical,
        "url": _canonical,
        "Resource": _resource,
    },
    parse=parse,
    matches=matches,
    order=order,
)
