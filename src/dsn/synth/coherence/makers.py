"""Rules that differ by a word: made from a type, a drug, a problem or a measure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from dsn.synth import tables
from dsn.synth.coherence.record import Record, Rule

WHEN = {
    "Encounter": lambda one: one["period"]["start"],
    "Observation": lambda one: one["effectiveDateTime"],
    "Condition": lambda one: one["onsetDateTime"],
    "MedicationRequest": lambda one: one["authoredOn"],
    "MedicationDispense": lambda one: one["whenHandedOver"],
    "MedicationAdministration": lambda one: one["effectiveDateTime"],
    "Immunization": lambda one: one["occurrenceDateTime"],
    "Procedure": lambda one: one.get("performedDateTime") or one["performedPeriod"]["start"],
    "DiagnosticReport": lambda one: one["effectiveDateTime"],
    "ImagingStudy": lambda one: one["started"],
    "DocumentReference": lambda one: one["date"],
    "Specimen": lambda one: one["collection"]["collectedDateTime"],
    "AllergyIntolerance": lambda one: one["recordedDate"],
    "Composition": lambda one: one["date"],
    "EpisodeOfCare": lambda one: one["period"]["start"],
}
"""When a resource of each type happened."""


def after_birth(type_: str) -> Rule:
    def rule(record: Record) -> Iterator[str]:
        for one in record.all(type_):
            if WHEN[type_](one)[:10] < record.birth.isoformat():
                yield f"{one['id']} {WHEN[type_](one)}"

    return rule


def before_the_end(type_: str) -> Rule:
    def rule(record: Record) -> Iterator[str]:
        last = (record.end + timedelta(days=1)).isoformat()
        for one in record.all(type_):
            if WHEN[type_](one)[:10] > last:
                yield f"{one['id']} {WHEN[type_](one)} after {record.end}"

    return rule


def dins_of(*molecules: str) -> frozenset[str]:
    """The products of these molecules, whatever the strength."""
    return frozenset(row["din"] for row in tables.rows("drugs") if row["key"].partition("@")[0] in molecules)


def drug_has_reason(key: str, reasons: tuple[str, ...]) -> Rule:
    """Who takes it has one of these problems that day."""
    dins = dins_of(key)

    def rule(record: Record) -> Iterator[str]:
        for one in record.all("MedicationRequest"):
            if one["medicationCodeableConcept"]["coding"][0]["code"] in dins and not record.had(
                reasons, one["authoredOn"]
            ):
                yield f"{one['id']} {one['authoredOn']}"

    return rule


def drug_not_with(key: str, problem: str) -> Rule:
    """Nobody takes it now who has that problem."""
    dins = dins_of(key)

    def rule(record: Record) -> Iterator[str]:
        for one in record.all("MedicationRequest"):
            code = one["medicationCodeableConcept"]["coding"][0]["code"]
            if code in dins and one["status"] == "active" and record.had((problem,), record.end.isoformat()):
                yield one["id"]

    return rule


def only(sex: str, name: str) -> Rule:
    def rule(record: Record) -> Iterator[str]:
        if name in record.problems and record.sexed and record.female != (sex == "F"):
            yield name

    return rule


def from_age(name: str, low: int, high: int = 200) -> Rule:
    def rule(record: Record) -> Iterator[str]:
        for one in record.problems.get(name, []):
            if not low <= record.age(one["onsetDateTime"]) <= high:
                yield f"{name} at {record.age(one['onsetDateTime'])}"

    return rule


def within(code: str, low: float, high: float) -> Rule:
    """A measure that a living body can have."""

    def rule(record: Record) -> Iterator[str]:
        for one in record.tests(code):
            if not low <= one["valueQuantity"]["value"] <= high:
                yield f"{one['code']['text']} {one['valueQuantity']['value']}"

    return rule
