"""What a resource claims of relations, as keys of rows of table relation."""

from __future__ import annotations

from collections.abc import Iterable

from dsn.access.relations import Claim
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.store.index import Names

Name = tuple[str, Key, str, Instant]
"""Who, the person, the kind, since when: what makes two claims of one resource the same."""


def claimed(claims: Iterable[Claim], names: Names) -> dict[Name, Instant]:
    """Claims by what makes them one, each with its end; of two that differ only in their end, the later holds."""
    found: dict[Name, Instant] = {}
    for claim in claims:
        name = (claim.who, names.key("Patient", claim.patient), claim.kind, claim.since)
        found[name] = max(claim.until, found.get(name, claim.until))
    return found
