"""Binary in its own content type, streamed both ways (R4, binary.html#rest).

"When the read request has some other type in the Accept header, then the content should be returned with the content
type stated in the resource"; "unless specifically requested, the FHIR XML/JSON representation is not returned".
Written, "the data is accepted as is and treated as the content of a Binary […] except for the special case where the
content is actually a Binary resource". `X-Security-Context` stands for `Binary.securityContext`.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from dsn.api.body import resource_of
from dsn.api.call import Call
from dsn.api.http import Incoming, Reply, Streamed
from dsn.api.own import relative
from dsn.api.reply import version_headers, version_reply
from dsn.base.errors import Gone, Invalid
from dsn.fhir.json import from_plain
from dsn.fhir.types import Resource
from dsn.store.blobs import marks
from dsn.store.changes import Version

_FHIR = ("application/fhir+json", "application/fhir+xml", "application/json+fhir", "application/xml+fhir")
_PLAIN = ("application/json", "application/xml", "text/json", "text/xml", "")
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?: *; *[^\r\n]{1,200})?")
"""A media type one may answer with (RFC 6838, 4.2), its parameters as they were sent."""
_SAFE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "content-disposition": "attachment",
}
"""What comes from anybody is opened by nobody's browser as a page of ours."""


def native(request: Incoming) -> bool:
    """Does whoever reads a Binary want its content? All but those who ask for one of FHIR's own types."""
    return not any(name in request.headers.get("accept", "") for name in _FHIR)


def wants_content(call: Call) -> bool:
    """Is the content itself asked for? Not inside a Bundle, nor with `_format`, which is about FHIR's own types."""
    asked = call.request.path.rpartition("/fhir/")[2].startswith("Binary/")
    return call.type == "Binary" and asked and "_format=" not in call.request.query and native(call.request)


async def brought(call: Call) -> tuple[Resource, tuple[bytes, ...]]:
    """The resource of a request's body; with the digest of what was kept apart, where it is a Binary's content."""
    media = call.header("content-type").partition(";")[0].strip().lower()
    if call.type == "Binary" and media not in (*_FHIR, *_PLAIN):
        return await binary_of(call)
    try:
        return await resource_of(call), ()
    except Invalid as error:
        if call.type == "Binary" and error.code == "type-differs":
            return await binary_of(call)
        raise


async def content_of(call: Call, version: Version) -> Reply:
    """The content of a version, in its own type. `version` has the marks of what is kept apart."""
    if version.deleted:
        raise Gone("resource-deleted", type=call.type, id=call.id)
    binary: dict[str, Any] = msgspec.json.decode(version.body)
    media = binary["contentType"]
    if not _TYPE.fullmatch(media):
        return version_reply(call, version)
    headers = version_headers(version.version, version.instant) | _SAFE
    if context := binary.get("securityContext", {}).get("reference"):
        headers["x-security-context"] = context
    if blobs := marks.marked(version.body):
        return Streamed(
            200, media=media, headers=headers, size=blobs[0].size, parts=call.desk.content(blobs[0])
        )
    return Reply(200, b64decode(binary.get("data", "")), media, headers)


async def binary_of(call: Call) -> tuple[Resource, tuple[bytes, ...]]:
    """The Binary that a body in its own type makes, and the digest of what was kept apart for it."""
    media = call.header("content-type").strip()
    if not _TYPE.fullmatch(media):
        raise Invalid("content-type-malformed", value=media[:100])
    plain: dict[str, Any] = {"resourceType": "Binary", "contentType": media}
    if call.id:
        plain["id"] = call.id
    if context := call.header("x-security-context"):
        plain["securityContext"] = {"reference": context}
    parts = call.request.parts()
    head = await _head(parts)
    if len(head) <= marks.LARGE:
        small = {"data": b64encode(head).decode()} if head else {}
        return relative(from_plain(plain | small), call.bases), ()
    blob = await call.desk.keep(_all(head, parts), call.request.limit)
    return relative(from_plain(plain | {"_data": blob.mark}), call.bases), (blob.digest,)


async def _head(parts: AsyncIterator[bytes]) -> bytes:
    """So much that one knows whether it is large."""
    head = b""
    while len(head) <= marks.LARGE and (part := await anext(parts, None)) is not None:
        head += part
    return head


async def _all(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield head
    async for part in rest:
        yield part
