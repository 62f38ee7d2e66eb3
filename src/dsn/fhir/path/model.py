"""What R4 says of types, in the shape a walk needs: which attribute holds an element, and of what type it is.

The table is `dsn.fhir.types.meta`. Types are called as their structs are: `PatientContact` for `Patient.contact`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dsn.fhir.types import meta

_SPECIAL = {
    **dict.fromkeys(("code", "id", "markdown"), "string"),
    **dict.fromkeys(("url", "canonical", "uuid", "oid"), "uri"),
    **dict.fromkeys(("unsignedInt", "positiveInt"), "integer"),
}
PRIMITIVES = frozenset(
    {
        *_SPECIAL,
        "base64Binary",
        "boolean",
        "date",
        "dateTime",
        "decimal",
        "instant",
        "integer",
        "string",
        "time",
    }
    | {"uri", "xhtml"}
)
# Profiles of Quantity that R4 names where it names types.
_PROFILES = {"SimpleQuantity": "Quantity", "MoneyQuantity": "Quantity"}
_STRUCTS = frozenset(meta.STRUCT_NAMES)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way an element is stored: attribute and JSON name, the name of its `_` companion, its type."""

    attribute: str
    json: str
    extra: str | None
    type: str
    primitive: bool


@dataclass(frozen=True, slots=True)
class Element:
    """An element by the name a path calls it (`value` for `value[x]`)."""

    name: str
    many: bool
    choice: bool
    variants: tuple[Variant, ...]


@cache
def elements(type_name: str) -> dict[str, Element]:
    """The elements of a type by name, in the order of the definition; none for a type R4 does not define."""
    if type_name not in _STRUCTS:
        return _ELEMENT if type_name in PRIMITIVES else {}
    return {element.name: _element(element) for element in meta.of(type_name).elements}


def _element(element: meta.ElementMeta) -> Element:
    return Element(element.name, element.many, element.choice, tuple(map(_variant, element.fields)))


def _variant(field: meta.FieldMeta) -> Variant:
    kind = field.type.code.removeprefix("@")
    return Variant(field.attr, field.json, field.twin, kind, field.type.primitive)


_ELEMENT: dict[str, Element] = {element.name: _element(element) for element in meta.of("Element").elements}


@cache
def ancestors(type_name: str) -> tuple[str, ...]:
    """The type and every type it specialises, nearest first: `code`, `string`, `Element`."""
    found = [type_name]
    while (parent := _parent(found[-1])) is not None:
        found.append(parent)
    return tuple(found)


def _parent(type_name: str) -> str | None:
    if type_name in PRIMITIVES:
        return _SPECIAL.get(type_name, "Element")
    return meta.of(type_name).base if type_name in _STRUCTS else None


@cache
def is_a(type_name: str, other: str) -> bool:
    """Whether a type is another or specialises it."""
    return _PROFILES.get(other, other) in ancestors(type_name)


@cache
def known(type_name: str) -> bool:
    """Whether R4 defines a type of that name."""
    return type_name in _STRUCTS or type_name in PRIMITIVES or type_name in _PROFILES


@cache
def public_name(type_name: str) -> str:
    """What `type()` calls a type: R4 has no name of its own for a backbone element."""
    return "BackboneElement" if type_name in _STRUCTS and meta.of(type_name).kind == "backbone" else type_name
