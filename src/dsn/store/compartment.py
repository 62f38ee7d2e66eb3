"""To whom a resource belongs: the patient compartment of R4 (CompartmentDefinition/patient).

One departure: a Patient belongs to itself only, not to the people its `link` names. A link says that two
records are of one person; who may see what then is the business of merging, not of the compartment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.references import located
from dsn.fhir.search.rows import IndexRow, ReferenceRow
from dsn.fhir.types import Resource


def people(type_: str, id_: str, rows: Iterable[IndexRow]) -> tuple[str, ...]:
    """The ids of the Patients a resource belongs to, the one it is about first; each once."""
    if type_ == "Patient":
        return (id_,)
    if type_ == "Binary":
        return ()  # see `context`
    ranks = _ranks(type_)
    if not ranks:
        return ()
    found = [
        (ranks[row.param], row.id)
        for row in rows
        if type(row) is ReferenceRow and row.type == "Patient" and row.param in ranks
    ]
    if len(found) > 1:
        found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(id_ for _, id_ in found))


def context(resource: Resource) -> tuple[str, str] | None:
    """Type and id of what stands for a Binary when it is asked who may see it (Binary.securityContext)."""
    reference = getattr(getattr(resource, "securityContext", None), "reference", None)
    if resource.resourceType != "Binary" or not reference:
        return None
    type_, id_, _, _ = located(reference)
    return (type_, id_) if id_ else None


def decided_by(type_: str) -> frozenset[int]:
    """The numbers of the parameters that say to whom a resource of this type belongs."""
    return frozenset(_ranks(type_)) if type_ != "Patient" else frozenset()


def is_personal(type_: str) -> bool:
    """Whether resources of this type can belong to a person."""
    return type_ == "Patient" or bool(_table().get(type_))


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads((files(__package__) / "compartment.json").read_text())
    return table


@cache
def _ranks(type_: str) -> dict[int, int]:
    """Parameter number → rank among those that put a resource of this type into the compartment."""
    parameters = of_type(type_)
    return {parameters[code].number: rank for rank, code in enumerate(_table().get(type_, ()))}
