"""Makes the struct classes from `elements.json`, each on first use with all that it refers to.

A few hundred classes take 0.2 s to make and a request uses a dozen: hence not at import. They are frozen and
their lists are tuples, so no value can hold itself: that is what makes `gc=False` safe.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from threading import RLock
from typing import Annotated, Any, ForwardRef, Optional

from msgspec import Meta, Raw, Struct, defstruct

from dsn.fhir.primitives import LONGEST_STRING, RANGES
from dsn.fhir.types import meta

_PACKAGE = __name__.rpartition(".")[0]
_LOCK = RLock()

_TEXT = Annotated[str, Meta(min_length=1)]
_STRING = Annotated[str, Meta(min_length=1, max_length=LONGEST_STRING)]
_PRIMITIVES: dict[str, Any] = {
    "boolean": bool,
    "decimal": Decimal,
    **{code: Annotated[int, Meta(ge=least, le=most)] for code, (least, most) in RANGES.items()},
    "string": _STRING,
    "markdown": _STRING,
    "code": _STRING,
    "id": Annotated[str, Meta(min_length=1, max_length=64)],
    "@string": _STRING,
}


class ResourceTypes(Mapping[str, type[Struct]]):
    """The concrete resource types by name, made when asked for."""

    def __getitem__(self, name: str) -> type[Struct]:
        if name not in meta.RESOURCE_NAMES:
            raise KeyError(name)
        return struct(name)

    def __contains__(self, name: object) -> bool:
        return name in meta.RESOURCE_NAMES

    def __iter__(self) -> Iterator[str]:
        return (name for name in meta.STRUCT_NAMES if name in meta.RESOURCE_NAMES)

    def __len__(self) -> int:
        return len(meta.RESOURCE_NAMES)


def struct(name: str) -> type[Struct]:
    """The class named `name`; afterwards it and all it refers to are attributes of the package.

    Raises `KeyError` when R4 has no such type."""
    with _LOCK:
        made = vars(sys.modules[_PACKAGE])
        if name not in made:
            waiting = [name]
            while waiting:
                _make(waiting.pop(), made, waiting)
        found: type[Struct] = made[name]
        return found


def _make(name: str, made: dict[str, Any], waiting: list[str]) -> None:
    """Make one class; names it refers to and that are not made yet are added to `waiting`."""
    if name in made:
        return
    about = meta.of(name)
    if about.base:
        _make(about.base, made, waiting)
    own = [(element, field) for element in meta.own(name) for field in element.fields]
    waiting.extend(f.type.code for _, f in own if not f.type.primitive and f.type.code != "Resource")
    made[name] = defstruct(
        name,
        [each for element, field in own for each in _fields(element, field)],
        bases=(made[about.base],) if about.base else None,
        module=_PACKAGE,
        namespace={"__doc__": f"R4 {about.path}", **_resource_type(about)},
        tag=name if about.kind == "resource" else None,
        tag_field="resourceType" if about.kind == "resource" else None,
        rename={field.attr: field.json for _, field in own if field.attr != field.json} or None,
        frozen=True,
        kw_only=True,
        omit_defaults=True,
        repr_omit_defaults=True,
        forbid_unknown_fields=True,
        gc=False,
    )


def _resource_type(about: meta.StructMeta) -> dict[str, str]:
    return {"resourceType": about.name} if about.kind == "resource" else {}


def _fields(
    element: meta.ElementMeta, field: meta.FieldMeta
) -> Iterator[tuple[str, Any, Any] | tuple[str, Any]]:
    primitive = field.type.primitive
    one: Any = _one(field.type.code)
    kind: Any = _many(one, nulls=primitive) if element.many else one
    # Annotated without None: msgspec then refuses a JSON null, and does not look at the default.
    if element.min and not element.choice and not (primitive and field.twin):
        yield field.attr, kind
    else:
        yield field.attr, kind, () if element.many else None
    if field.twin:
        yield (
            field.twin,
            _many("Element", nulls=True) if element.many else "Element",
            () if element.many else None,
        )


def _one(code: str) -> Any:
    """Resources inside resources stay bytes until `dsn.fhir.json` decodes them by their type."""
    if code[0].islower() or code[0] == "@":
        return _PRIMITIVES.get(code, _TEXT)
    return Raw if code == "Resource" else code


def _many(one: Any, *, nulls: bool) -> Any:
    inner = ForwardRef(one) if isinstance(one, str) else one
    item: Any = Optional[inner] if nulls else inner  # noqa: UP045 (a ForwardRef knows no |)
    return Annotated[tuple[item, ...], Meta(min_length=1)]
