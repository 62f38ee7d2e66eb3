"""What a reference says of its target without fetching it: type, id and version, or an address."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from dsn.fhir.search.folding import LONGEST, bounded
from dsn.fhir.types import meta

_RELATIVE = re.compile(
    r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?", re.ASCII
)
_TYPED = re.compile(r"/([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?$", re.ASCII)
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_KEPT = 20_000
_known: dict[str, tuple[str, str, str, str]] = {}


class Head(msgspec.Struct):
    """What a resource inside a resource is, without reading the rest of it."""

    resourceType: str
    id: str = ""


_HEAD = msgspec.json.Decoder(Head)


def head_of(resource: Any) -> Head:
    """Of a nested resource, which may still be bytes (`msgspec.Raw`)."""
    if isinstance(resource, msgspec.Raw):
        return _HEAD.decode(resource)
    return Head(type(resource).__name__, resource.id or "")


def located(text: str) -> tuple[str, str, str, str]:
    """(type, id, version, "") of a reference within the record, ("", "", "", text) of any other."""
    found = _known.get(text)
    if found is None:
        match = _RELATIVE.fullmatch(text)
        if match and match[1] in meta.RESOURCE_NAMES:
            found = (match[1], match[2], match[3] or "", "")
        else:
            found = ("", "", "", bounded(text))
        if len(_known) >= _KEPT:
            _known.clear()
        if len(text) <= LONGEST:
            _known[text] = found
    return found


def canonical(text: str) -> tuple[str, str, str, str]:
    """("", "", version, url) of a canonical `url|version`."""
    url, _, version = text.partition("|")
    return "", "", bounded(version), bounded(url)


def type_of(reference: Any, resource: Any) -> str:
    """The type of a Reference's target as far as the reference tells it, "" where it does not.

    By the literal reference, by what is contained in `resource` for `#id`, else by `Reference.type`.
    """
    text = reference.reference or ""
    if text.startswith("#"):
        return contained_type(resource, text[1:]) or reference.type or ""
    kind = located(text)[0]
    if kind:
        return kind
    address = _TYPED.search(text)
    if address and address[1] in meta.RESOURCE_NAMES:
        return address[1]
    return reference.type or ""


def contained_type(resource: Any, id: str) -> str:
    """The type of the contained resource `id`, or of the resource itself for `#`."""
    if not id:
        return type(resource).__name__
    for each in getattr(resource, "contained", ()):
        head = head_of(each)
        if head.id == id:
            return head.resourceType
    return ""


def without_base(text: str, base_urls: tuple[str, ...]) -> str:
    """`text` relative to our own address, when it begins with one of ours."""
    for base in base_urls:
        stem = base.rstrip("/") + "/"
        if text.startswith(stem):
            return text[len(stem) :]
    return text
