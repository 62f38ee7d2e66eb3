"""The decision: from who asks, for what and in which relations, to a Scope. Pure; the facts are handed in.

LRSSS: a member of a professional order has access if necessary to offer services, or for teaching, training and
reflective practice (s. 38); any other person of the network if necessary for services or for technical or
administrative support (s. 39). What this module calls a relation is how necessity shows in the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dsn.access.actor import Actor, Why
from dsn.access.labels import barred_but
from dsn.access.nobodys import SHARED_TYPES
from dsn.access.relations import Relation
from dsn.access.roles import Role, role
from dsn.access.scope import Scope
from dsn.base.clock import Instant

Basis = Literal["access-s38", "access-s39", "access-no-permit", "access-system"]
"""On which ground someone is let in; a code of `dsn.base.sentences`, kept as `Scope.reason`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the decision looks at. `relations` of the actor; those not in force at `at` are passed over."""

    actor: Actor
    why: Why
    at: Instant
    relations: Iterable[Relation] = ()


def decide(facts: Facts) -> Scope:
    """The scope of one desk. Raises Invalid when the actor's role is not in the catalogue."""
    held = role(facts.actor.role)
    basis = basis_of(facts.actor, held)
    reads = held.reads and basis != "access-no-permit"
    return Scope(
        who=facts.actor.who,
        people=_people(facts, held, reads),
        reason=basis,
        barred_labels=barred_but(held.cleared if reads else 0),
        shared_types=SHARED_TYPES,
        identities=held.identities,
        writes=basis != "access-no-permit" and (held.writes or held.registers or held.defines),
    )


def basis_of(actor: Actor, held: Role) -> Basis:
    """Which section of the law the actor stands on."""
    if actor.kind == "robot" and held.code == "systeme":
        return "access-system"
    if actor.order and actor.permit:
        return "access-s38"
    return "access-no-permit" if held.order else "access-s39"


def _people(facts: Facts, held: Role, reads: bool) -> frozenset[int] | None:
    if not reads:
        return frozenset()
    if held.everyone:
        return None
    return frozenset(relation.patient for relation in facts.relations if relation.holds(facts.at))
