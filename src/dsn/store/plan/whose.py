"""What a start by reference says of whose the resources are: what refers to a person is theirs, and needs no asking."""

from __future__ import annotations

from functools import cache

from dsn.access.scope import Scope
from dsn.base import ids
from dsn.fhir.search.parameters import Leaf, entries
from dsn.fhir.search.tree import Chain, Parameter, ReferenceValue, Test, Value
from dsn.store.compartment import decided_by


def within(answers: Test | Chain, type_: str, scope: Scope) -> bool:
    """Does whatever answers this clause belong to people of the scope? Only of resources that stand by themselves.

    A visible Patient at the end of a chain is one of them, since a Patient belongs to itself alone; a contained one is
    as visible as what contains it.
    """
    if scope.people is None or not _decides(type_, answers.parameter):
        return False
    if isinstance(answers, Chain):
        return answers.target == "Patient" and "Patient" not in scope.shared_types
    if answers.modifier is not None:
        return False
    people = scope.people
    return all(_person(value, answers.parameter) in people for value in answers.values)


def _person(value: Value, parameter: Parameter) -> int:
    """The key of the Patient that a value names; -1 when it may name anything else, or by an id that is not ours."""
    if not isinstance(value, ReferenceValue) or value.id is None:
        return -1
    if (value.type or ("Patient" if parameter.targets == ("Patient",) else None)) != "Patient":
        return -1
    key = ids.to_key(value.id)
    return -1 if key is None else key


def _decides(type_: str, parameter: Parameter) -> bool:
    """Is a Patient that this parameter names always one of those to whom the resource belongs?"""
    return parameter.number in _deciding(type_)


@cache
def _deciding(type_: str) -> frozenset[int]:
    """The parameters of the compartment, and those that read the same elements (`patient` beside `subject`)."""
    known = entries(type_)
    decided = decided_by(type_)
    read = {
        _place(leaf) for entry in known if entry.number in decided for leaf in entry.leaves if _whole(leaf)
    }
    return frozenset(
        entry.number
        for entry in known
        if entry.kind == "reference" and entry.leaves and {_place(leaf) for leaf in entry.leaves} <= read
    )


def _whole(leaf: Leaf) -> bool:
    """Nothing is left out that names a Patient."""
    return not leaf.extra.kept or "Patient" in leaf.extra.kept


def _place(leaf: Leaf) -> tuple[str, str]:
    return leaf.path, leaf.type
