"""What a resource puts into the index."""

from __future__ import annotations

from typing import Any

from dsn.fhir.search.rows import IndexRow
from dsn.fhir.search.straight import extractor


def extract(resource: Any, holder: Any | None = None) -> list[IndexRow]:
    """The index rows of every R4 search parameter of the resource's type, each row once.

    Not of `_id` and `_lastUpdated`, which the store keeps in columns of its own, nor of `_text` and `_content`
    (`dsn.fhir.search.wording`). The resource must have been decoded strictly: nothing is checked again here.
    `holder` is what the resource is contained in, if anything: what its references `#…` are is looked up there.
    """
    rows = extractor(type(resource).__name__)(resource, holder)
    return rows if len(set(rows)) == len(rows) else list(dict.fromkeys(rows))
