"""The resource in a request's body: its form, its size, its type."""

from __future__ import annotations

from dsn.api.call import Call, Form, accepted_form
from dsn.api.own import relative
from dsn.base.errors import Invalid, Unsupported
from dsn.fhir import json as fhir_json
from dsn.fhir import xml as fhir_xml
from dsn.fhir.types import Resource


async def resource_of(call: Call) -> Resource:
    """Decoded strictly. Raises Refused with every fault found, or Invalid when it is another type than the URL's."""
    resource = relative(decode(await call.request.body(), call.header("content-type")), call.bases)
    if call.type and type(resource).__name__ != call.type:
        raise Invalid("type-differs", path="resourceType", value=type(resource).__name__, expected=call.type)
    return resource


def decode(body: bytes, content_type: str) -> Resource:
    """By `Content-Type`; without one, JSON. Another media type is refused (415)."""
    if not body:
        raise Invalid("body-empty")
    try:
        form = _form_of_body(content_type)
    except Unsupported:
        raise Unsupported("content-type-not-read", value=content_type) from None
    return fhir_xml.decode(body) if form == "xml" else fhir_json.decode(body)


def _form_of_body(content_type: str) -> Form:
    """Raises Unsupported: a body has one media type, and it is no wildcard."""
    if "*" in content_type or "," in content_type:
        raise Unsupported("content-type-not-read", value=content_type)
    return accepted_form("", content_type) if content_type else "json"
