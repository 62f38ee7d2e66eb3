"""FHIR R4 JSON, strictly: what R4 forbids is refused, what it allows comes back equal, decimals digit for digit.

patient = decode(body, expect="Patient")
body = encode(patient)
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import msgspec

from dsn.fhir.json import fast, refusal
from dsn.fhir.json.fast import WRONG, accept, encode, type_of
from dsn.fhir.types import Resource

__all__ = ["admit", "decode", "encode", "from_plain", "reopen", "to_plain", "type_of"]


_PLAIN: Final = msgspec.json.Encoder(decimal_format="number")
_UNTYPED: Final = msgspec.json.Decoder(float_hook=Decimal)


def decode(data: bytes | str, expect: str | None = None) -> Resource:
    """The resource in `data` (UTF-8), checked to the depth that a commit asks for (design, section 4).

    Resources within (`contained`, Bundle entries, Parameters) are decoded by their own type. `expect` is the
    type it must have. Raises `Refused`, whose `issues` each have a code, a path such as `Patient.name[0].given`, and
    `value` and `expected` where these can be told. Decoded resources are never changed afterwards.
    """
    return admit(data, expect)[0]


def admit(data: bytes | str, expect: str | None = None) -> tuple[Resource, bytes]:
    """As `decode`, with the bytes that `encode` gives: they are a by-product of checking."""
    try:
        admitted = accept(data.encode() if isinstance(data, str) else bytes(data))
    except (*WRONG, UnicodeEncodeError) as error:
        # Without the traceback goes all that `accept` had made: explaining needs the room.
        raise refusal.of(data, error.with_traceback(None)) from None
    if expect is not None and admitted[0].resourceType != expect:
        raise refusal.unexpected(admitted[0].resourceType, expect)
    return admitted


def reopen(data: bytes) -> Resource:
    """The resource in bytes that `admit` or `encode` gave, as stored. Only shapes are checked: a third of the cost.

    Never for what comes from outside. Raises `Refused` when the bytes are no resource at all.
    """
    try:
        return fast.reopen(data)
    except WRONG as error:
        raise refusal.of(data, error) from None


def to_plain(resource: Resource) -> dict[str, Any]:
    """Dicts, lists, strings, booleans, and numbers: int where written without point or exponent, else Decimal."""
    plain: dict[str, Any] = _UNTYPED.decode(encode(resource))
    return plain


def from_plain(plain: dict[str, Any], expect: str | None = None) -> Resource:
    """The resource that `plain` would be as JSON; Decimals keep their digits. Raises `Refused` as `decode` does,
    and `TypeError` for what JSON has no form for."""
    try:
        text = _PLAIN.encode(plain)
    except UnicodeEncodeError as error:
        raise refusal.not_utf8(error.start) from None
    return decode(text, expect)
