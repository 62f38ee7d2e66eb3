"""FHIRPath N1, section "Utility Functions": the clock of the evaluation, and what `type()` answers."""

from __future__ import annotations

from dsn.base import clock
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.functions.table import Function, Table, eager
from dsn.fhir.path.model import public_name
from dsn.fhir.path.nodes import Item, Items
from dsn.fhir.path.operators import only
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.values import TypeInfo
from dsn.fhir.path.walk import is_system, system, type_name


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


def _part(at: int, kinds: tuple[type, ...]) -> Function:
    """One number of a date or time, empty where it is not said or the value has no such part."""

    def run(scope: Scope, focus: Items) -> Items:
        item = only(focus)
        value = None if item is None else system(item)
        if not isinstance(value, kinds):
            return []
        assert isinstance(value, (FhirDate, FhirDateTime, FhirTime))
        index = at - 3 if isinstance(value, FhirTime) else at
        return [value.parts[index]] if index < len(value.parts) else []

    return eager(run)


_DAYS, _CLOCKS = (FhirDate, FhirDateTime), (FhirDateTime, FhirTime)

TABLE: Table = {
    "yearOf": _part(0, _DAYS),
    "monthOf": _part(1, _DAYS),
    "dayOf": _part(2, _DAYS),
    "hourOf": _part(3, _CLOCKS),
    "minuteOf": _part(4, _CLOCKS),
    "secondOf": _part(5, _CLOCKS),
    "now": eager(_now),
    "today": eager(_today),
    "timeOfDay": eager(_time_of_day),
    "type": eager(lambda scope, focus: [_type(item) for item in focus]),
}
