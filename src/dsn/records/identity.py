"""Identity only: what whoever registers people may see of anyone, and which searches may ask for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from dsn.access.labels import OTHER, mask
from dsn.access.scope import Scope
from dsn.base.errors import Forbidden
from dsn.base.ids import Key
from dsn.fhir.search.tree import Any, Clause, Every, Query, Test
from dsn.fhir.types import RESOURCE_TYPES, HumanName, Identifier, Patient
from dsn.store.changes import Version

PARAMETERS = frozenset(
    ["name", "family", "given", "phonetic", "identifier", "birthdate", "gender", "_id", "active", "deceased"]
)
"""What identity may be searched by. Anything else would tell of the record: who treats them, where they live."""

REASON = "access-identity"
"""The ground on which an identity is shown; a code of `dsn.base.sentences`."""

_SENSITIVE = mask("V", "DEMO", "PDS", "PRS") | OTHER
_SHOWN_KINDS = frozenset(["JHN", "MR", "MRT", "PI"])
_RANK = {"official": 0, "usual": 1, None: 2, "temp": 3, "nickname": 4, "anonymous": 5, "maiden": 6, "old": 7}


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """One number a person is known by. `kind` is its code in identifier.type (`JHN` health card, `MR` file)."""

    system: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who someone is, and nothing of the record. `sex` is FHIR's administrative gender, "" when not known.

    `deceased` is False, True, or the date when it is known. `identifiers` are health cards and file numbers only.
    """

    key: Key
    id: str
    family: str
    given: tuple[str, ...]
    prefix: tuple[str, ...]
    suffix: tuple[str, ...]
    birth_date: str | None
    sex: str
    identifiers: tuple[IdentityNumber, ...]
    deceased: bool | str


class OutOfRelation(Forbidden):
    """The person exists and may be identified, and the asker has no care relation with them."""

    def __init__(self, identity: Identity) -> None:
        super().__init__("out-of-relation")
        self.identity = identity


def identity_scope(scope: Scope) -> Scope:
    """Everyone, for searching identities; barred are the labels that make the identity itself sensitive."""
    return replace(scope, people=None, reason=REASON, barred_labels=scope.barred_labels & _SENSITIVE)


def check_identity_query(query: Query) -> None:
    """Raises Forbidden `identity-search-too-wide` when the query asks by, sorts by or includes more than identity.

    Else a clause such as `_has:Condition…` would tell what is in the record of people out of relation.
    """
    if query.type != "Patient" or query.includes:
        raise Forbidden("identity-search-too-wide", parameter="_include" if query.includes else "_type")
    if query.contained != "false":  # its answers are what contains a Patient: records, not identities
        raise Forbidden("identity-search-too-wide", parameter="_contained")
    _check_clause(query.where)
    for key in query.sort:
        _check_parameter(key.parameter.code)


def _check_clause(clause: Clause) -> None:
    if isinstance(clause, Test):
        _check_parameter(clause.parameter.code)
    elif isinstance(clause, Every | Any):
        for inner in clause.clauses:
            _check_clause(inner)
    else:
        raise Forbidden("identity-search-too-wide", parameter=getattr(clause, "source", "_filter"))


def _check_parameter(code: str) -> None:
    if code not in PARAMETERS:
        raise Forbidden("identity-search-too-wide", parameter=code)


def identity_of(version: Version) -> Identity:
    """The identity in a stored Patient that is not deleted."""
    patient = _decoder().decode(version.body)
    assert isinstance(patient, Patient)
    name = min(patient.name, key=lambda one: _RANK.get(one.use, 8), default=HumanName())
    return Identity(
        key=version.key,
        id=version.id,
        family=name.family or (name.text or "" if not name.given else ""),
        given=_said(name.given),
        prefix=_said(name.prefix),
        suffix=_said(name.suffix),
        birth_date=patient.birthDate,
        sex=patient.gender or "",
        identifiers=tuple(number for one in patient.identifier if (number := _number(one))),
        deceased=patient.deceasedDateTime or bool(patient.deceasedBoolean),
    )


def _said(parts: tuple[str | None, ...]) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _number(identifier: Identifier) -> IdentityNumber | None:
    codings = identifier.type.coding if identifier.type else ()
    kind = next((coding.code for coding in codings if coding.code in _SHOWN_KINDS), None)
    if kind is None or not identifier.value:
        return None
    return IdentityNumber(identifier.system or "", identifier.value, kind)


_made: list[msgspec.json.Decoder[object]] = []


def _decoder() -> msgspec.json.Decoder[object]:
    """Reads shapes only: what is stored was checked when it came in. Made late, for building the type takes time."""
    if not _made:
        _made.append(msgspec.json.Decoder(RESOURCE_TYPES["Patient"]))
    return _made[0]
