"""The scope as SQL. Every resource that a query touches, on any hop, is asked about here."""

from __future__ import annotations

from dsn.access.scope import Scope
from dsn.base import ids
from dsn.store import kinds
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import FALSE, TRUE, Sql, aliased, all_of, any_of, piece

DRIVING = 500
"""Up to so many people the plan starts from their records; beyond, belonging to them is a filter."""


def within(frame: Frame, spot: Spot) -> Sql:
    """The resource at `spot` is visible: its labels, what is hidden, whose it is."""
    return all_of([unlabelled(frame, spot), unhidden(frame, spot), belongs(frame, spot)])


def unlabelled(frame: Frame, spot: Spot) -> Sql:
    """It bears no label that this scope bars."""
    barred = frame.scope.barred_labels
    return spot.alive(frame, piece("(@.labels & {}) = 0", barred)) if barred else TRUE


def unhidden(frame: Frame, spot: Spot) -> Sql:
    """No restriction takes it, or what contains it, away from this reader."""
    hidden = frame.scope.hidden
    if not hidden:
        return TRUE
    shown = piece("NOT ({})", frame.among(spot.key, hidden))
    if not spot.inside:
        return shown
    part = frame.alias("c")
    held = piece(
        f"NOT EXISTS (SELECT 1 FROM part {part} WHERE {part}.key = {spot.key} AND {{}} AND {{}}{frame.fence})",
        frame.bucket(part, spot),
        frame.among(f"{part}.holder", hidden),
    )
    return all_of([shown, held])


def belongs(frame: Frame, spot: Spot) -> Sql:
    """It belongs to someone in relation, or to nobody and is of a type that is shared."""
    whose = belonging(frame, spot)
    if whose in (TRUE, FALSE):
        return whose
    alias = frame.alias("m")
    return piece(
        f"EXISTS (SELECT 1 FROM member {alias} WHERE {alias}.key = {spot.key} AND {{}} AND {{}}{frame.fence})",
        aliased(whose, alias),
        frame.live(alias),
    )


def belonging(frame: Frame, spot: Spot) -> Sql:
    """What `belongs` asks of a `member` row (`@.`) of the resource at `spot`; TRUE where it asks nothing."""
    people = frame.scope.people
    if people is None:
        return TRUE
    return any_of([_of_people(frame, people), _of_nobody(frame.scope, spot)])


def _of_people(frame: Frame, people: frozenset[int]) -> Sql:
    # One person is a seek by (patient, type, key); of many, the few rows of this key are compared (`+` says so).
    if len(people) == 1:
        person = next(iter(people))
        return piece("@.patient = {} AND @.bucket = {}", person, ids.bucket_of_key(person))
    return frame.among("+@.patient", people) if people else FALSE


def _of_nobody(scope: Scope, spot: Spot) -> Sql:
    shared = sorted(kinds.number(name) for name in scope.shared_types)
    if spot.inside:  # the type of its member row is that of what contains it
        return Sql(f"(@.patient = 0 AND @.type IN ({', '.join(map(str, shared))}))") if shared else FALSE
    if spot.type is not None:
        return Sql("@.patient = 0") if spot.type in scope.shared_types else FALSE
    if not shared:
        return FALSE
    return Sql(f"(@.patient = 0 AND {spot.type_number} IN ({', '.join(map(str, shared))}))")
