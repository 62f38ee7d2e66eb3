"""The words of a resource: of its narrative (`_text`) and of all it says (`_content`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import msgspec

from dsn.fhir.search.folding import bounded, words

WORDING = ("_text", "_content")
"""The parameters that ask for words."""
_TAG = re.compile(r"<[^>]*>")
_SILENT = frozenset(("resourceType", "id", "reference", "url", "system", "data", "contentType", "div"))


def narrative_words(resource: Any) -> list[str]:
    """The words of the narrative, folded, in order; long ones bounded."""
    text = getattr(resource, "text", None)
    return _bounded(unescape(_TAG.sub(" ", text.div))) if text is not None and text.div else []


def content_words(resource: Any) -> list[str]:
    """The words of the narrative, then of every string in the resource but ids, addresses and attached bytes."""
    return narrative_words(resource) + [
        word for text in _strings(_plain(resource)) for word in _bounded(text)
    ]


def _bounded(text: str) -> list[str]:
    return [bounded(word) for word in words(text)]


def _plain(resource: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(resource))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in _SILENT:
                yield from _strings(each)
