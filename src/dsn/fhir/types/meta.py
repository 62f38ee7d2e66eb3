"""What R4 says about the elements of each struct, read once from `elements.json` (generated).

For FHIRPath, XML, validation and screens: `of(Patient)` or `of("Patient")`. Code lists of required bindings: `codes`.
"""

from __future__ import annotations

import keyword
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

_FILES = files(__package__)


class TypeMeta(msgspec.Struct, frozen=True):
    """One type an element may have.

    `code` is a primitive (`dateTime`), the name of a struct (`Period`, `PatientContact`), `Resource` (any), or
    `@string`, `@uri` for `Element.id` and `Extension.url`, which can have no extension themselves.
    `targets`: for Reference and canonical, the resource types allowed; empty means any.
    """

    code: str
    targets: tuple[str, ...] = ()

    @property
    def primitive(self) -> bool:
        return self.code[0].islower() or self.code[0] == "@"


class FieldMeta(msgspec.Struct, frozen=True):
    """One JSON property that holds a value: `valueQuantity`, `birthDate`, `class`.

    `attr` is the Python attribute. `twin` is the property and attribute of id and extensions of a
    primitive (`_birthDate`, `_class`), None where there can be none.
    """

    json: str
    attr: str
    type: TypeMeta
    twin: str | None


class ElementMeta(msgspec.Struct, frozen=True):
    """One element of a type. A choice (`value[x]`) has `name` `value` and a field for each of its types."""

    name: str
    min: int
    many: bool
    choice: bool
    summary: bool
    modifier: bool
    attribute: bool
    """Written as an XML attribute."""
    value_set: str | None
    """Url without version of the value set that is bound as `required`, when its codes are in `codes`."""
    fields: tuple[FieldMeta, ...]

    @property
    def types(self) -> tuple[TypeMeta, ...]:
        return tuple(field.type for field in self.fields)


class StructMeta(msgspec.Struct, frozen=True):
    """One struct. `elements` are all of them, inherited ones first, in the order of the R4 definition.

    `kind`: `resource`, `complex` (datatype), `backbone`, or `abstract` (Element, BackboneElement, Resource,
    DomainResource). `path` is where R4 defines it: `Patient.contact` for `PatientContact`.
    """

    name: str
    path: str
    kind: str
    base: str | None
    elements: tuple[ElementMeta, ...]


def _load() -> dict[str, list[Any]]:
    rows = msgspec.json.decode((_FILES / "elements.json").read_bytes())
    return {row[0]: row for row in rows[1:]}


_ROWS: Final = _load()

STRUCT_NAMES: Final = tuple(_ROWS)
RESOURCE_NAMES: Final = frozenset(name for name, row in _ROWS.items() if row[2] == "resource")


@cache
def of(struct: type | str) -> StructMeta:
    """Raises `KeyError` when `struct` is none of R4's."""
    name, path, kind, base, rows = _ROWS[struct if isinstance(struct, str) else struct.__name__]
    inherited = of(base).elements if base else ()
    return StructMeta(name, path, kind, base, inherited + tuple(_element(row) for row in rows))


def own(name: str) -> tuple[ElementMeta, ...]:
    """The elements that `name` adds to those of its base."""
    base = of(name).base
    return of(name).elements[len(of(base).elements) if base else 0 :]


def codes(value_set: str) -> dict[str, frozenset[str]]:
    """The codes of a required value set by code system. Raises `KeyError` when no element names it in `value_set`."""
    return {system: frozenset(listed.split(" ")) for system, listed in _code_rows()[value_set].items()}


@cache
def _code_rows() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = msgspec.json.decode((_FILES / "codes.json").read_bytes())
    return read


def _element(row: list[Any]) -> ElementMeta:
    name, types, least, flags, value_set = row if len(row) == 5 else (*row, None)
    choice = "x" in flags
    return ElementMeta(
        name=name,
        min=least,
        many="*" in flags,
        choice=choice,
        summary="s" in flags,
        modifier="m" in flags,
        attribute="@" in flags,
        value_set=value_set,
        fields=tuple(_field(name, choice, _type(t)) for t in types),
    )


def _type(row: str | list[str]) -> TypeMeta:
    return TypeMeta(row) if isinstance(row, str) else TypeMeta(row[0], tuple(row[1:]))


def _field(name: str, choice: bool, kind: TypeMeta) -> FieldMeta:
    json = name + kind.code[0].upper() + kind.code[1:] if choice else name
    attr = json + "_" if keyword.iskeyword(json) else json
    bare = (
        not kind.primitive or kind.code[0] == "@" or kind.code == "xhtml" or (kind.code, name) == ("id", "id")
    )
    return FieldMeta(json, attr, kind, None if bare else "_" + json)
