"""What a desk may change, beyond what it may see. Pure; the record's facts are handed in.

Seeing is the scope's word; changing needs more: a role that writes in the record of the person, that registers
identities, or that keeps directory and definitions.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsn.access.nobodys import SHARED_TYPES
from dsn.access.roles import Role
from dsn.access.scope import Scope, visible
from dsn.base.ids import Key

IDENTITY_TYPES = frozenset(["Patient", "RelatedPerson"])
"""What registering someone writes."""

NEW = -1
"""Stands among the people of a resource for someone that the same commit registers, who has no key yet."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the judgement looks at of one version, stored or to be: its type, key (NEW before it has one),
    the people it belongs to and its labels."""

    type: str
    key: Key
    patients: frozenset[Key]
    labels: int


def may_see(scope: Scope, body: Body) -> bool:
    """Is it in the scope? Someone registered by this very commit counts as in relation with who registers."""
    if scope.people is not None and NEW in body.patients:
        return not body.labels & scope.barred_labels
    return visible(scope, key=body.key, type_=body.type, patients=body.patients, labels=body.labels)


def may_write(scope: Scope, held: Role, body: Body) -> bool:
    """May the desk leave the record with this version in it?

    Everyone a resource concerns must be in scope: who writes of mother and child is in relation with both.
    """
    if not scope.writes:
        return False
    if not body.patients:
        shared = body.type in SHARED_TYPES or scope.people is None
        return held.defines and shared and _labels_allow(scope, body)
    if not (held.writes or (held.registers and body.type in IDENTITY_TYPES)):
        return False
    return may_see(scope, body) and (scope.people is None or body.patients <= scope.people | {NEW})


def _labels_allow(scope: Scope, body: Body) -> bool:
    return not body.labels & scope.barred_labels and body.key not in scope.hidden
