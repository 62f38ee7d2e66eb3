"""A resource as FHIR XML, in the order of R4's elements."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from dsn.base.errors import Invalid
from dsn.fhir.narrative import XHTML, is_xhtml
from dsn.fhir.types import meta

# White space but the space itself would come back as a space; "<" and "&" are markup.
_SPECIAL: Final = re.compile('[<>&"\t\n\r]')
_WRITTEN: Final = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}


class _Part(NamedTuple):
    name: str
    attr: str
    twin: str | None
    code: str
    many: bool


@cache
def _parts(struct: str) -> tuple[tuple[_Part, ...], tuple[_Part, ...]]:
    """The attributes, then the elements."""
    parts = [
        (e.attribute, _Part(f.json, f.attr, f.twin, f.type.code, e.many))
        for e in meta.of(struct).elements
        for f in e.fields
    ]
    return tuple(p for a, p in parts if a), tuple(p for a, p in parts if not a)


class Writing:
    """Gathers the text in `out`."""

    def __init__(self) -> None:
        self.out: list[str] = []

    def resource(self, resource: Any, namespace: str) -> None:
        name = type(resource).__name__
        self._struct(resource, name, name, namespace)

    def _struct(self, value: Any, struct: str, tag: str, more: str = "") -> None:
        attributes, elements = _parts(struct)
        self.out.append(f"<{tag}{more}")
        for part in attributes:
            if (text := getattr(value, part.attr)) is not None:
                self.out.append(f' {part.name}="{_escaped(text)}"')
        self.out.append(">")
        for part in elements:
            held = getattr(value, part.attr)
            twin = getattr(value, part.twin) if part.twin else None
            if not part.many:
                if held is not None or twin is not None:
                    self._one(part, held, twin)
            elif held or twin:
                self._list(part, held, twin)
        self.out.append(f"</{tag}>")

    def _list(self, part: _Part, values: tuple[Any, ...], twins: tuple[Any, ...] | None) -> None:
        length = max(len(values), len(twins or ()))
        padded = values or (None,) * length
        for value, twin in zip(padded, twins or (None,) * length, strict=True):
            self._one(part, value, twin)

    def _one(self, part: _Part, value: Any, twin: Any) -> None:
        if part.code == "xhtml":
            self._narrative(value)
        elif part.code == "Resource":
            self.out.append(f"<{part.name}>")
            self.resource(value, "")
            self.out.append(f"</{part.name}>")
        elif part.code[0].isupper():
            self._struct(value, part.code, part.name)
        else:
            shown = "" if value is None else f' value="{_text(value)}"'
            if twin is None:
                self.out.append(f"<{part.name}{shown}/>")
            else:
                self._struct(twin, "Element", part.name, shown)

    def _narrative(self, div: str) -> None:
        if not is_xhtml(div):
            raise Invalid("fhir-xml-narrative", path="text.div", expected=f'<div xmlns="{XHTML}">')
        self.out.append(div)


def _text(value: str | bool | int | Decimal) -> str:
    if isinstance(value, str):
        return _escaped(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _WRITTEN[found[0]], text) if _SPECIAL.search(text) else text
