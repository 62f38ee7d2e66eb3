"""The care relations that visits, family doctors and care teams make. Given to the store, which keeps them.

How long a relation outlives a visit is a matter of each establishment's governance policy (LRSSS, s. 105); the
year below is a default « à valider ».
"""

from __future__ import annotations

from datetime import datetime

from dsn.access.relations import ALWAYS, Claim
from dsn.base import clock
from dsn.fhir.types import CareTeam, Encounter, Patient, Period, Reference, Resource

FOLLOW_UP = 365 * 24 * 3600 * 1000
"""Milliseconds after the end of a visit during which those who gave care still answer for it."""

_OVER = frozenset({"finished", "cancelled", "entered-in-error"})
_NEVER = frozenset({"cancelled", "entered-in-error"})
_TEAMS = frozenset({"proposed", "active", "suspended"})


def relate(resource: Resource) -> tuple[Claim, ...]:
    """The claims of an Encounter, a Patient or a CareTeam; none of any other type."""
    if isinstance(resource, Encounter):
        return _visit(resource)
    if isinstance(resource, Patient):
        return _family_doctors(resource)
    if isinstance(resource, CareTeam):
        return _team(resource)
    return ()


def _visit(visit: Encounter) -> tuple[Claim, ...]:
    patient = _id_of(visit.subject, "Patient")
    if not patient or visit.status in _NEVER:
        return ()
    since = _instant(visit.period.start if visit.period else None, 0)
    until = _until(visit)
    people = [_practitioner(one.individual) for one in visit.participant]
    return tuple(Claim(who, patient, "visit", since, until) for who in dict.fromkeys(people) if who)


def _until(visit: Encounter) -> int:
    end = visit.period.end if visit.period else None
    if end:
        return _instant(end, ALWAYS - FOLLOW_UP) + FOLLOW_UP
    if visit.status in _OVER:  # over, and nobody wrote when: from its start, the cautious reading
        return _instant(visit.period.start if visit.period else None, 0) + FOLLOW_UP
    return ALWAYS


def _family_doctors(patient: Patient) -> tuple[Claim, ...]:
    doctors = [_practitioner(one) for one in patient.generalPractitioner]
    return tuple(
        Claim(who, patient.id, "family-doctor") for who in dict.fromkeys(doctors) if who and patient.id
    )


def _team(team: CareTeam) -> tuple[Claim, ...]:
    patient = _id_of(team.subject, "Patient")
    if not patient or team.status not in _TEAMS:
        return ()
    claims = []
    for member in team.participant:
        if who := _practitioner(member.member):
            since, until = _span(member.period or team.period)
            claims.append(Claim(who, patient, "team", since, until))
    return tuple(claims)


def _span(period: Period | None) -> tuple[int, int]:
    if period is None:
        return 0, ALWAYS
    return _instant(period.start, 0), _instant(period.end, ALWAYS)


def _practitioner(reference: Reference | None) -> str:
    id_ = _id_of(reference, "Practitioner")
    return f"Practitioner/{id_}" if id_ else ""


def _id_of(reference: Reference | None, type_: str) -> str:
    """The id in a relative reference to `type_`; "" for any other."""
    parts = (reference.reference or "").split("/") if reference else []
    return parts[1] if len(parts) in (2, 4) and parts[0] == type_ else ""


def _instant(text: str | None, otherwise: int) -> int:
    """The first instant of a FHIR dateTime: a day or a year begins at midnight on the wards' clock."""
    if not text:
        return otherwise
    day = text if len(text) > 7 else text + "-01" * (2 - text.count("-"))
    moment = datetime.fromisoformat(day)
    return clock.from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL))
