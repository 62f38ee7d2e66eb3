"""The words of a resource: of its narrative (`_text`) and of all it says (`_content`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import Any

import msgspec

from dsn.fhir.search.folding import bounded, words

WORDING = ("_text", "_content")
"""The parameters that ask for words."""
_TAG = re.compile(r"<[^>]*>")
_SILENT = frozenset(
    (
        "resourceType",
        "id",
        "versionId",
        "lastUpdated",
        "reference",
        "url",
        "system",
        "data",
        "contentType",
        "div",
    )
)
_SHORT = 100
"""Letters up to which the words of a text are remembered."""


def narrative_words(resource: Any) -> list[str]:
    """The words of the narrative, folded, in order; long ones bounded."""
    text = getattr(resource, "text", None)
    return list(_bounded(unescape(_TAG.sub(" ", text.div)))) if text is not None and text.div else []


def content_words(resource: Any) -> list[str]:
    """The words of the narrative, then of every string in the resource but ids, addresses and attached bytes."""
    found: list[str] = []
    _strings(_plain(resource), found)
    return narrative_words(resource) + [word for text in found for word in _bounded(text)]


def _bounded(text: str) -> Sequence[str]:
    return _bounded_short(text) if len(text) <= _SHORT else [bounded(word) for word in words(text)]


@lru_cache(maxsize=16_384)
def _bounded_short(text: str) -> tuple[str, ...]:
    """Codes, displays, units and names: the same few thousand in nearly every resource."""
    return tuple([bounded(word) for word in words(text)])


def _plain(resource: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(resource))


def _strings(value: Any, found: list[str]) -> None:
    """Adds every string within `value`, in order."""
    if type(value) is str:
        found.append(value)
    elif type(value) is list:
        for each in value:
            _strings(each, found)
    elif type(value) is dict:
        for name, each in value.items():
            if name not in _SILENT:
                _strings(each, found)
