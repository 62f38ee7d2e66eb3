"""Reference parameters: what refers to a resource is one seek of `ix_reference` by its key."""

from __future__ import annotations

from dsn.base import ids
from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import ReferenceValue, Test, Value
from dsn.store import kinds, names
from dsn.store.plan import token
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, any_of, joined, piece
from dsn.store.plan.string import starts
from dsn.store.schema import url_target


def rows(test: Test, frame: Frame) -> Rows:
    """What a reference test asks."""
    if test.modifier == "identifier":
        return token.rows(test, frame)
    alternatives = tuple(alternative(value, test) for value in test.values)
    reach = Reach.PERSON if names_person(test) else Reach.LINKED
    return Rows("ix_reference", test.parameter.number, alternatives, keyed=False, reach=reach)


def names_person(test: Test) -> bool:
    """Does the test name patients, and nothing else?"""
    targets = test.parameter.targets
    return bool(test.values) and all(
        isinstance(value, ReferenceValue)
        and value.id is not None
        and (value.type == "Patient" or (value.type is None and targets == ("Patient",)))
        for value in test.values
    )


def alternative(value: Value, test: Test) -> Sql:
    """A condition on `@.`: it refers to what is named."""
    if not isinstance(value, ReferenceValue):
        raise Unsupported("search-value-unsupported", source=test.source)
    if value.id is None:
        return _elsewhere(value, test.modifier)
    if test.modifier in ("above", "below"):
        raise Unsupported("search-modifier-unsupported", source=test.source, modifier=test.modifier)
    target = named("@.target", value.type, value.id, test.parameter.targets)
    if value.type is not None:
        target = piece("{} AND @.type = {}", target, kinds.number(value.type))
    if value.version is not None:
        return piece("{} AND @.version = {}", target, value.version)
    return target


def _elsewhere(value: ReferenceValue, modifier: str | None) -> Sql:
    """An address: without a version any will do, `:below` a version takes what lies under it (`|1`: `|1.2`)."""
    url = value.url or ""
    there = piece("@.target = {} AND @.url = {}", url_target(url), url)
    if value.version is None:
        return there
    versions = [piece("@.version = {}", value.version)]
    if modifier == "below":
        versions.append(starts("@.version", value.version + "."))
    return piece("{} AND {}", there, any_of(versions))


def named(column: str, type_: str | None, id_: str, targets: tuple[str, ...] = ()) -> Sql:
    """The column is the key of that resource: in an id of ours, else in the directory; nothing equals an unknown one.

    Without a type a client's id may be of any of `targets` (empty = any type).
    """
    own = ids.to_key(id_)
    if own is not None:
        return piece(f"{column} = {{}}", own)
    known = "SELECT key FROM directory WHERE type {} AND name = {}"
    if type_ is not None:
        of_type = piece("= {}", kinds.number(type_))
        return piece(f"{column} = ({known})", of_type, names.pack(id_))
    numbers = joined(", ", [Sql(str(kinds.number(name))) for name in targets or kinds.TYPES])
    return piece(f"{column} IN ({known})", piece("IN ({})", numbers), names.pack(id_))
