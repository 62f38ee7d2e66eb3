"""Responses: stored bytes with their ETag and Last-Modified, in the form the caller accepts."""

from __future__ import annotations

import json
from email.utils import format_datetime

from dsn.api.call import Asked
from dsn.api.http import Reply
from dsn.api.media import MEDIA
from dsn.base import clock
from dsn.fhir import json as fhir_json
from dsn.fhir import xml as fhir_xml
from dsn.fhir.types import Resource
from dsn.store.changes import Version


def body_in_form(call: Asked, body: bytes) -> bytes:
    """`body` is FHIR JSON of ours; unchanged unless XML or `_pretty` was asked for."""
    if call.form == "xml":
        return fhir_xml.encode(fhir_json.decode(body))
    if call.pretty:
        return json.dumps(json.loads(body, parse_float=_Digits), indent=2, ensure_ascii=False).encode()
    return body


class _Digits(float):
    """A number that prints the digits it was read from."""

    def __new__(cls, text: str) -> _Digits:
        digits = super().__new__(cls, text)
        digits.text = text
        return digits

    text: str

    def __repr__(self) -> str:
        return self.text


def version_reply(call: Asked, version: Version, status: int = 200, body: bytes | None = None) -> Reply:
    """A stored version. `body` replaces the stored bytes (a summary); the headers stay the version's."""
    return Reply(
        status,
        body_in_form(call, version.body if body is None else body),
        MEDIA[call.form],
        version_headers(version.version, version.instant),
    )


def version_headers(version: int, instant: clock.Instant) -> dict[str, str]:
    """ETag and Last-Modified. HTTP has whole seconds: the exact instant is in `meta.lastUpdated`."""
    return {
        "etag": f'W/"{version}"',
        "last-modified": format_datetime(clock.to_datetime(instant), usegmt=True),
    }


def resource_reply(call: Asked, resource: Resource, status: int = 200) -> Reply:
    """A resource made for this answer (OperationOutcome, CapabilityStatement)."""
    return Reply(status, body_in_form(call, fhir_json.encode(resource)), MEDIA[call.form])


def bytes_reply(call: Asked, body: bytes, status: int = 200) -> Reply:
    """FHIR JSON already written (a Bundle)."""
    return Reply(status, body_in_form(call, body), MEDIA[call.form])
