"""Reference parameters: what refers to a resource is one seek of `ix_reference` by its key."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dsn.base.errors import Unsupported
from dsn.base.ids import Key
from dsn.fhir.search.tree import ReferenceValue, Test, Value
from dsn.store import kinds
from dsn.store.compartment import is_personal
from dsn.store.plan import hierarchy, token
from dsn.store.plan.frame import Frame
from dsn.store.plan.named import among, keys_of, listed
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, any_of, piece
from dsn.store.plan.string import starts
from dsn.store.schema import url_target

WRITTEN = Sql("(@.type = 0 OR @.url = '')")
"""Not a row that tells what `#id` leads to: what the reference itself says."""


def rows(test: Test, frame: Frame) -> Rows:
    """What a reference test asks."""
    if test.modifier == "identifier":
        return token.rows(test, frame)
    if test.modifier in ("above", "below"):
        return _related(test, frame)
    alternatives = (
        *_by_type(test, frame),
        *(alternative(value, test, frame) for value in test.values if not _plain(value)),
    )
    return Rows("ix_reference", test.parameter.number, alternatives, keyed=False, reach=_reach(test))


def _plain(value: Value) -> bool:
    """`Type/id` or `id`, and nothing more: several of a type are one list."""
    return isinstance(value, ReferenceValue) and value.id is not None and value.version is None


def _by_type(test: Test, frame: Frame) -> list[Sql]:
    ids_: dict[str | None, list[str]] = {}
    for value in test.values:
        if _plain(value) and isinstance(value, ReferenceValue):
            ids_.setdefault(value.type, []).append(value.id or "")
    return [_listed(type_, each, test, frame) for type_, each in ids_.items()]


def _listed(type_: str | None, ids_: list[str], test: Test, frame: Frame) -> Sql:
    types = (type_,) if type_ is not None else test.parameter.targets or kinds.TYPES
    target = among("@.target", types, ids_, frame)
    others = same(types, ids_, frame)
    if others:
        target = piece("@.target IN ({} UNION {})", keys_of(types, ids_, frame), listed(others, frame))
    if type_ is not None:
        target = piece("{} AND @.type = {}", target, kinds.number(type_))
    return piece("{} AND @.url = ''", target)


def same(types: Sequence[str], ids_: Collection[str], frame: Frame) -> Collection[Key]:
    """Those who are one with somebody named; none where no Patient may be meant, or nobody was merged."""
    return frame.merged.others(ids_, frame) if frame.merged is not None and "Patient" in types else ()


def _related(test: Test, frame: Frame) -> Rows:
    """`location:below=42`: 42 or within it; `:above`: 42 or what holds it."""
    alternatives: list[Sql] = []
    for value in test.values:
        if isinstance(value, ReferenceValue) and value.id is not None:
            alternatives += hierarchy.related(value, test, frame)
        else:
            alternatives.append(alternative(value, test, frame))
    return Rows("ix_reference", test.parameter.number, tuple(alternatives), keyed=False, reach=Reach.CODED)


def _reach(test: Test) -> Reach:
    """What refers to a person, or to something in one record, is in few records; a physician is in thousands."""
    types = {type_ for value in test.values for type_ in _types(value, test)}
    if types == {"Patient"}:
        return Reach.PERSON
    return Reach.LINKED if types and all(is_personal(type_) for type_ in types) else Reach.CODED


def _types(value: Value, test: Test) -> tuple[str, ...]:
    if not isinstance(value, ReferenceValue) or value.id is None:
        return ("",)
    return (value.type,) if value.type is not None else test.parameter.targets or ("",)


def alternative(value: Value, test: Test, frame: Frame) -> Sql:
    """A condition on `@.`: it refers to what is named."""
    if not isinstance(value, ReferenceValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    if value.id is None:
        return _elsewhere(value, test.modifier)
    target = _listed(value.type, [value.id], test, frame)
    return target if value.version is None else piece("{} AND @.version = {}", target, value.version)


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
