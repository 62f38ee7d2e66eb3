"""Who is in a care relation with whom, as rooms derive it from what the record says.

A capability gives pure functions (`Relate`): resource → claims. The store calls them inside the commit, resolves the
person's id to a key and keeps the rows; a new version of the resource replaces all claims of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.types import Resource

ALWAYS = 2**62
"""`until` of a relation without an end, and the end of all instants compared with it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One resource says that `who` and a person are in relation from `since` up to `until`, exclusive.

    `who` is a reference as written in resources (`Practitioner/x`); `patient` is the id of a Patient, without type.
    """

    who: str
    patient: str
    kind: str
    since: Instant = 0
    until: Instant = ALWAYS


@dataclass(frozen=True, slots=True)
class Relation:
    """A claim as the store keeps it: the person by key. The same two may be related several times over."""

    who: str
    patient: Key
    kind: str
    since: Instant = 0
    until: Instant = ALWAYS

    def holds(self, at: Instant) -> bool:
        """Is it in force at this instant?"""
        return self.since <= at < self.until


class Relate(Protocol):
    """Pure: the claims one current resource makes; none for a type it does not know."""

    def __call__(self, resource: Resource, /) -> tuple[Claim, ...]: ...
