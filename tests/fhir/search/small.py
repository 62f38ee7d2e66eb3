"""A small world in memory, and the shortest way to ask it something."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from dsn.base.errors import Unsupported
from dsn.fhir.json import from_plain
from dsn.fhir.search import matches, parse, sort_key

NOW = 1_767_225_600_000_000
"""1 January 2026 in UTC, in microseconds."""


def made(type_name: str, id: str = "x", **elements: Any) -> Any:
    """A resource as strict decoding gives it; what R4 demands and a test does not care about is filled in."""
    return from_plain({"resourceType": type_name, "id": id, **_REQUIRED.get(type_name, {}), **elements})


_REQUIRED: dict[str, dict[str, Any]] = {
    "Observation": {"status": "final", "code": {"text": "?"}},
    "Encounter": {"status": "finished", "class": {"code": "AMB"}},
    "Procedure": {"status": "completed", "subject": {"reference": "Patient/1"}},
    "Condition": {"subject": {"reference": "Patient/1"}},
    "List": {"status": "current", "mode": "working"},
    "ValueSet": {"status": "active"},
    "RiskAssessment": {"status": "final", "subject": {"reference": "Patient/1"}},
    "AllergyIntolerance": {"patient": {"reference": "Patient/1"}},
    "DiagnosticReport": {"status": "final", "code": {"text": "?"}},
    "Group": {"type": "person", "actual": True},
    "MedicationRequest": {"status": "active", "intent": "order", "subject": {"reference": "Patient/1"}},
    "MedicationAdministration": {
        "status": "completed",
        "medicationCodeableConcept": {"text": "?"},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2020",
    },
    "Measure": {"status": "active"},
    "DocumentReference": {"status": "current"},
    "Communication": {"status": "completed"},
    "Task": {"status": "requested", "intent": "order"},
    "Questionnaire": {"status": "active"},
    "PlanDefinition": {"status": "draft"},
    "ConceptMap": {"status": "active"},
    "QuestionnaireResponse": {"status": "completed"},
}


class SmallWorld:
    """Every resource given, all visible; expansions and people merged as told."""

    def __init__(
        self,
        resources: Sequence[Any] = (),
        value_sets: dict[str, list[tuple[str, str]]] | None = None,
        merged: Sequence[set[str]] = (),
        below: dict[str, set[str]] | None = None,
    ) -> None:
        self._all = {(type(each).__name__, each.id): each for each in resources}
        self._value_sets = value_sets or {}
        self._merged = merged
        self._below = below or {}

    def resolve(self, type_name: str, id: str) -> Any | None:
        return self._all.get((type_name, id))

    def everything(self, type_name: str) -> Collection[Any]:
        return [each for (name, _), each in self._all.items() if name == type_name]

    def aliases(self, type_name: str, id: str) -> Collection[str]:
        found = {id}
        for group in self._merged if type_name == "Patient" else ():
            found |= group if id in group else set()
        return found

    def expand(self, value_set: str) -> Collection[tuple[str, str]]:
        if value_set not in self._value_sets:
            raise Unsupported("value-set-not-at-hand", url=value_set)
        return self._value_sets[value_set]

    def subsumed_by(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        if code not in self._below:
            raise Unsupported("hierarchy-not-at-hand", system=system)
        return [("s", code), *(("s", each) for each in self._below[code])]

    def subsuming(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        above = [each for each, those in self._below.items() if code in those]
        return [("s", each) for each in (code, *above)]


def pairs(text: str) -> list[tuple[str, str]]:
    """`a=1&b=2` as pairs; nothing is percent-encoded here."""
    return [(name, value) for name, _, value in (part.partition("=") for part in text.split("&") if part)]


def finds(text: str, *resources: Any, among: Sequence[Any] = (), **world: Any) -> list[str]:
    """The ids of those `resources` that `Type?a=1&b=2` matches, in a world that also holds `among`."""
    type_name, _, rest = text.partition("?")
    query = parse(type_name or None, pairs(rest), now=lambda: NOW, base_urls=["https://dsn.example/fhir"])
    known = SmallWorld([*resources, *among], **world)
    return [each.id for each in resources if matches(each, query, known)]


def sorted_ids(text: str, *resources: Any) -> list[str]:
    """The ids in the order that `Type?_sort=…` asks for; ties as given."""
    type_name, _, rest = text.partition("?")
    query = parse(type_name or None, pairs(rest))
    return [each.id for each in sorted(resources, key=lambda each: sort_key(each, query.sort))]
