"""FHIRPath N1, section "Utility Functions": the clock of the evaluation, and what `type()` answers."""

from __future__ import annotations

from dsn.base import clock
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.functions.table import Table, eager
from dsn.fhir.path.model import public_name
from dsn.fhir.path.nodes import Item, Items
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.values import TypeInfo
from dsn.fhir.path.walk import is_system, type_name


def _moment(scope: Scope) -> FhirDateTime:
    local = clock.to_datetime(scope.env.instant()).astimezone(clock.LOCAL)
    return FhirDateTime.from_clock(local)


def _now(scope: Scope, focus: Items) -> Items:
    return [_moment(scope)]


def _today(scope: Scope, focus: Items) -> Items:
    return [FhirDate(_moment(scope).parts[:3])]


def _time_of_day(scope: Scope, focus: Items) -> Items:
    moment = _moment(scope)
    return [FhirTime(moment.parts[3:], moment.fraction)]


def _type(item: Item) -> TypeInfo:
    if is_system(item):
        return TypeInfo("System", type_name(item))
    return TypeInfo("FHIR", public_name(type_name(item)))


TABLE: Table = {
    "now": eager(_now),
    "today": eager(_today),
    "timeOfDay": eager(_time_of_day),
    "type": eager(lambda scope, focus: [_type(item) for item in focus]),
}
