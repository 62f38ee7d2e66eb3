"""The quick way through: decode by msgspec, check, and compare with what we would write.

msgspec takes the last of two equal keys, and decimals in quotation marks. Both show when the value is encoded again:
either makes the text shorter, and nothing makes it longer but an exponent (1e5 is written 1E+5). Where the lengths
differ, quotation marks are counted: either loses some, and nothing adds any but `\\u0022`. An input with that escape,
with control characters, or where the marks differ in number, is read again the slow way, by `explain`, which sees
every token.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import msgspec
from msgspec.structs import force_setattr

from dsn.base.errors import DsnError, Invalid
from dsn.fhir.json import explain, large
from dsn.fhir.json.checks import Checks
from dsn.fhir.types import RESOURCE_TYPES, Resource
from dsn.fhir.types._build import struct

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
_TYPE_FIRST: Final = re.compile(rb'[ \t\r\n]*\{[ \t\r\n]*"resourceType"[ \t\r\n]*:[ \t\r\n]*"([A-Za-z]+)"')
_ODD_ESCAPE: Final = re.compile(rb"\\(?:u(?:00(?:[01][0-9A-Fa-f]|22)|[Ff]{3}[EeFf])|[bf])")
_NO_CHARACTER: Final = ("\ufffe".encode(), "\uffff".encode())


class Unacceptable(Exception):
    """Something is wrong. `issues` when they are known already; else `explain` says what."""

    def __init__(self, issues: list[DsnError] | None = None) -> None:
        super().__init__()
        self.issues = issues


class _Typed(msgspec.Struct):
    resourceType: str


_typed: Final = msgspec.json.Decoder(_Typed)
_HOLDERS: Final = frozenset({"Bundle", "Parameters"})  # of resources, elsewhere than in `contained`
_BLANK: Final = b" \t\r\n"
_LONG: Final = 200_000
_LEAST: Final = {b'{"url":': 64, b'"resourceType":"': 80}
_NEXT_VALUE: Final = (b',"', b",{", b",[", b",null", b",0", b",1")
_decoders: Final[dict[str, msgspec.json.Decoder[Any]]] = {}

WRONG: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Unacceptable)
"""What `accept` raises on an input that R4 refuses."""


def accept(raw: bytes) -> tuple[Resource, bytes]:
    """The resource and the bytes we write for it. Raises one of `WRONG`."""
    is_long = len(raw) > _LONG
    if is_long or raw[1:2] in _BLANK:  # without white space, every later pass costs a third
        raw = msgspec.json.format(raw, indent=-1)
        if is_long and is_crowded(raw):
            raise Unacceptable([Invalid("fhir-crowded", value=len(raw))])
    name = type_of(raw)
    resource = _opened(raw, name)
    holds = is_long or name in _HOLDERS
    # What we write is searched rather than the input where it can be: no key of it is escaped.
    text = raw if holds else _ENCODER.encode(resource)
    escaped = b"\\" in raw
    full = b'xtension"' in text or (b"_" in text and b'"_' in text) or (escaped and b"\\u" in raw)
    if not (_FULL if full else _LEAN)[name](resource, 0):
        raise Unacceptable
    written = _ENCODER.encode(resource) if holds else text
    if _differs(raw, written, escaped) and (issues := _faults(raw)):
        raise Unacceptable(issues)
    return resource, written


def _faults(raw: bytes) -> list[DsnError]:
    return large.issues(raw, is_fine) if len(raw) > large.LARGE else explain.issues(raw.decode())


def _differs(raw: bytes, written: bytes, escaped: bool) -> bool:
    """Is there anything in what was read that decoding may have hidden? Then a reader that loses nothing decides."""
    return (
        ((len(raw) != len(written) or b"E+" in written) and raw.count(b'"') != written.count(b'"'))
        or b"{}" in written
        or (escaped and _ODD_ESCAPE.search(raw) is not None)
        or not (raw.isascii() or (_NO_CHARACTER[0] not in raw and _NO_CHARACTER[1] not in raw))
    )


def is_crowded(raw: bytes) -> bool:
    """Is compact JSON all tiny values, which decoded would take many times their text?

    Resources have 20 bytes and more for each; fewer than 8 in a long text, or 16 in one of a million, are no record.
    Extensions and resources take more than others, and are longer.
    """
    if len(raw) <= _LONG:
        return False
    values = sum(map(raw.count, _NEXT_VALUE))
    if values * 8 > len(raw) or (values > 1_000_000 and values * 16 > len(raw)):
        return True
    return len(raw) > large.LARGE and any(raw.count(each) * size > len(raw) for each, size in _LEAST.items())


def is_fine(raw: msgspec.Raw, name: str, depth: int) -> bool:
    """Would a part of a resource be accepted: of type `name`, or any resource for `Resource`?"""
    try:
        if name == "Resource":
            return bool(accept(bytes(raw)))
        value = _part_decoder(name).decode(raw)
        text = bytes(raw)
        return _FULL[name](value, depth) and not _differs(text, _ENCODER.encode(value), b"\\" in text)
    except WRONG:
        return False


def encode(resource: Resource) -> bytes:
    """The resource as compact JSON in the order of R4's elements. What it holds is not checked: `decode` does that."""
    return _ENCODER.encode(resource)


def type_of(raw: bytes | msgspec.Raw) -> str:
    """The `resourceType` of an encoded resource. Raises one of `WRONG`."""
    first = _TYPE_FIRST.match(raw)
    return first[1].decode() if first else _typed.decode(raw).resourceType


def reopen(raw: bytes | msgspec.Raw) -> Resource:
    """The resource in bytes that `accept` or `encode` wrote: shapes only. Raises one of `WRONG`."""
    name = type_of(raw)
    if name in _HOLDERS:
        return _nested_full(raw, 0)
    resource: Resource = _decoder(name).decode(raw)
    if contained := getattr(resource, "contained", ()):
        force_setattr(resource, "contained", tuple(reopen(each) for each in contained))
    return resource


def _decoder(name: str) -> msgspec.json.Decoder[Any]:
    decoder = _decoders.get(name)
    if decoder is None:
        if name not in RESOURCE_TYPES:
            raise Unacceptable
        decoder = _decoders[name] = msgspec.json.Decoder(RESOURCE_TYPES[name])
    return decoder


@cache
def _part_decoder(name: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(struct(name))


def _opened(raw: bytes | msgspec.Raw, name: str) -> Resource:
    """The resource `name` with what it contains, only shapes checked; no contained resource may contain (dom-2)."""
    resource: Resource = _decoder(name).decode(raw)
    if within := getattr(resource, "contained", ()):
        contained = tuple([_decoder(type_of(each)).decode(each) for each in within])
        for each in contained:
            if getattr(each, "contained", ()):
                raise Unacceptable
        force_setattr(resource, "contained", contained)
    return resource


def _nested_full(raw: bytes | msgspec.Raw, depth: int) -> Resource:
    resource = _opened(raw, name := type_of(raw))
    if not _FULL[name](resource, depth):
        raise Unacceptable
    return resource


def _nested_lean(raw: bytes | msgspec.Raw, depth: int) -> Resource:
    resource = _opened(raw, name := type_of(raw))
    if not _LEAN[name](resource, depth):
        raise Unacceptable
    return resource


_FULL: Final = Checks(_nested_full, lean=False)
_LEAN: Final = Checks(_nested_lean, lean=True)
