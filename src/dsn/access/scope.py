"""The result of a decision: what one person may see, for one reason, in words that the planner can put into SQL."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsn.base.ids import Key

ALL_LABELS = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Scope:
    """What one desk may see and change.

    `people`: the keys of the persons in relation with `who` (the driving set), or None = everyone in the store.
    `barred_labels`: a bit mask over sensitivity labels (`dsn.access.labels`): a resource with any of these bits is
    not there. `hidden`: keys of resources that a person's own restriction takes away from this reader.
    `shared_types`: types outside the patient compartment that this desk may read; such a resource belongs to
    nobody. `identities`: may the desk see the identity (name, birth date, identifiers) of people out of relation?
    `writes`: may it change what it sees? `reason` says why, for auditors and, as far as it betrays nothing, readers.
    """

    who: str
    people: frozenset[Key] | None
    reason: str
    barred_labels: int = 0
    hidden: frozenset[Key] = field(default=frozenset())
    shared_types: frozenset[str] = field(default=frozenset())
    identities: bool = False
    writes: bool = False


def visible(scope: Scope, *, key: Key, type_: str, patients: frozenset[Key], labels: int) -> bool:
    """May the holder of `scope` see this resource? The judge that every SQL plan must agree with.

    `patients` are the people the resource belongs to (aliases already resolved), empty for one of nobody.
    """
    if labels & scope.barred_labels or key in scope.hidden:
        return False
    if scope.people is None:
        return True
    if not patients:
        return type_ in scope.shared_types
    return not patients.isdisjoint(scope.people)
