"""FHIR R4 XML, both ways, for every type (xml.html). It says neither more nor less than the JSON.

Document types, entities other than XML's own five, other encodings than UTF-8 and elements out of order are refused.
"""

from __future__ import annotations

import msgspec

from dsn.base.errors import Invalid, Refused
from dsn.fhir import json
from dsn.fhir.json import refusal
from dsn.fhir.types import Resource
from dsn.fhir.xml.reading import Plain, Reading
from dsn.fhir.xml.tree import FHIR, read
from dsn.fhir.xml.writing import Writing

__all__ = ["decode", "encode", "to_plain"]


def decode(data: bytes | str, expect: str | None = None) -> Resource:
    """The resource in `data` (UTF-8), as strictly as `dsn.fhir.json.decode`; raises `Refused` likewise.

    Comments and processing instructions are passed over. Narratives come back letter for letter, but for line ends:
    they are \\n, as XML has it.
    """
    plain = to_plain(data)
    if expect is not None and plain["resourceType"] != expect:
        raise refusal.unexpected(plain["resourceType"], expect)
    return json.decode(msgspec.json.encode(plain))


def to_plain(data: bytes | str) -> Plain:
    """The JSON that says the same as the document, decimals as `msgspec.Raw`. Only what is a matter of XML is judged.

    For those who read what R4 refuses: a profile to be judged, a definition that lacks something. Raises `Refused`.
    """
    try:
        root = read(data.encode() if isinstance(data, str) else bytes(data))
    except UnicodeEncodeError as error:
        raise refusal.not_utf8(error.start) from None
    except Invalid as error:
        raise Refused([error]) from None
    reading = Reading()
    plain = reading.resource(root, "")
    if reading.faults:
        raise Refused(reading.faults)
    return plain


def encode(resource: Resource) -> bytes:
    """The resource as an XML document. Raises `Invalid` when a narrative is no XHTML; decoded ones always are."""
    writing = Writing()
    writing.resource(resource, f' xmlns="{FHIR}"')
    return ('<?xml version="1.0" encoding="UTF-8"?>' + "".join(writing.out)).encode()
