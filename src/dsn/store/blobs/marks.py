"""A large content leaves its resource and a mark stays: an extension on the element that only the store may write.

Whoever reads a resource gets it whole again; what is stored, indexed and compared has the mark.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from dsn.fhir.json import from_plain, to_plain
from dsn.fhir.types import Resource
from dsn.store.references import fields_of

LARGE = 64 * 1024
"""Bytes of a content from which on it is kept apart."""
URL = "urn:dsn:blob"
MARK = URL.encode()
_MARKED = re.compile(
    rb'"_data":\{"extension":\[\{"url":"urn:dsn:blob","valueString":"([0-9a-f]{64})/([0-9]{1,12})"\}\]\}'
)
_WRITTEN = LARGE * 4 // 3
_HOLDERS = frozenset({"Attachment", "Binary"})


class Blob(NamedTuple):
    """A content by its sha-256, with its size in bytes."""

    digest: bytes
    size: int

    @property
    def mark(self) -> dict[str, Any]:
        """What stands in its place."""
        return {"extension": [{"url": URL, "valueString": f"{self.digest.hex()}/{self.size}"}]}


@dataclass(frozen=True, slots=True)
class Lighter:
    """A resource without its large contents, and these, in the order of their marks."""

    resource: Resource
    contents: tuple[bytes, ...]


def lighter(resource: Resource) -> Lighter | None:
    """None when nothing in it is large. Only `Attachment.data` and `Binary.data` that read back as they were sent."""
    contents: list[bytes] = []
    plain = _walk(to_plain(resource), resource.resourceType, contents)
    return Lighter(from_plain(plain), tuple(contents)) if contents else None


def _walk(value: Any, type_: str, contents: list[bytes]) -> Any:
    """A plain object of an R4 type (or struct), its large contents replaced."""
    if "resourceType" in value:
        type_ = value["resourceType"]
    if type_ in _HOLDERS and "_data" not in value and (content := _content(value.get("data"))) is not None:
        contents.append(content)
        mark = Blob(sha256(content).digest(), len(content)).mark
        value = {
            "_data" if name == "data" else name: mark if name == "data" else it for name, it in value.items()
        }
    fields = fields_of(type_)
    return {name: _inner(kept, fields.get(name), contents) for name, kept in value.items()}


def _inner(value: Any, type_: str | None, contents: list[bytes]) -> Any:
    if isinstance(value, list):
        return [_inner(item, type_, contents) for item in value]
    if isinstance(value, dict) and type_ is not None:
        return _walk(value, type_, contents)
    return value


def _content(data: object) -> bytes | None:
    if not isinstance(data, str) or len(data) <= _WRITTEN:
        return None
    try:
        content = b64decode(data, validate=True)
    except (Error, ValueError):
        return None
    return content if len(content) > LARGE and b64encode(content).decode() == data else None


def marked(body: bytes) -> list[Blob]:
    """The contents that are kept apart from these bytes, in order."""
    if MARK not in body:
        return []
    return [Blob(bytes.fromhex(digest.decode()), int(size)) for digest, size in _MARKED.findall(body)]


def whole(body: bytes, read: Callable[[Blob], bytes]) -> bytes:
    """The bytes with each content back in its place. `read` gives one."""

    def back(match: re.Match[bytes]) -> bytes:
        content = read(Blob(bytes.fromhex(match[1].decode()), int(match[2])))
        return b'"data":"%b"' % b64encode(content)

    return _MARKED.sub(back, body)
