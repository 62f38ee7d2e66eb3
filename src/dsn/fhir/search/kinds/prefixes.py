"""The two letters before an ordered value: `ge2010-01-01` (R4 search, prefix)."""

from __future__ import annotations

from typing import cast

from dsn.fhir.search.kinds.shape import Reading
from dsn.fhir.search.tree import Prefix

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")


def prefix_of(text: str, reading: Reading) -> tuple[Prefix, str]:
    """The prefix (`eq` when there is none) and what follows it. Two letters that are no prefix are refused."""
    head = text[:2]
    if head in PREFIXES:
        return cast(Prefix, head), text[2:]
    if len(head) == 2 and head.isalpha():
        raise reading.refuse("search.prefix-unknown", head)
    return "eq", text
