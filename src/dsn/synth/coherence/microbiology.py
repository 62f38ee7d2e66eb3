"""Rules of cultures: why they are taken, when they are read, what is done of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.coherence.makers import dins_of
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain

_URINE, _BLOOD = "Culture d’urine", "Hémocultures"
_REASONS = ("Infection urinaire", "Confusion récente", "Fièvre du nourrisson")
_ANSWERED = 6
"""Days in which somebody acts on a result, a long week-end between them."""
_PENDING = 6
_DRUGS = {
    "Nitrofurantoïne": dins_of("nitrofurantoine"),
    "Céphalexine": dins_of("cephalexine"),
    "Ampicilline": dins_of("amoxicilline-adulte", "amoxicilline"),
    "Pénicilline": dins_of("amoxicilline-adulte"),
    "Azithromycine": dins_of("azithromycine"),
}
"""By antibiotic of a culture, the products that it stands for."""
_ALL = frozenset(din for dins in _DRUGS.values() for din in dins)


def _reports(record: Record) -> Iterator[tuple[Plain, list[Plain]]]:
    """Reports of cultures with their results."""
    found = {one["id"]: one for one in record.all("Observation")}
    for one in record.all("DiagnosticReport"):
        if one["code"]["text"] in (_URINE, _BLOOD):
            yield one, [found[said["reference"].split("/")[1]] for said in one.get("result", ())]


def cultures_take_days(record: Record) -> Iterator[str]:
    """Nothing has grown before the day after; nobody waits for it more than some days."""
    last = (record.today - timedelta(days=_PENDING)).isoformat()
    for report, results in _reports(record):
        taken = report["effectiveDateTime"][:10]
        for one in (report, *results):
            if "issued" in one and one["issued"][:10] <= taken:
                yield f"{taken} {one['issued']}"
        if not results and taken < last:
            yield f"{taken} pending"


def cultures_answer_a_request(record: Record) -> Iterator[str]:
    """Of the same words; without results as long as the request is active."""
    orders = {one["id"]: one for one in record.all("ServiceRequest")}
    for report, results in _reports(record):
        asked = [orders.get(one["reference"].split("/")[1]) for one in report.get("basedOn", ())]
        if not any(one and one["code"]["text"] == report["code"]["text"] for one in asked):
            yield f"{report['id']} answers nothing"
        if any(one and (one["status"] == "active") == bool(results) for one in asked):
            yield f"{report['id']} {report['status']}"


def resistance_is_answered(record: Record) -> Iterator[str]:
    """Who was given what the organism resists is given another drug within days of the result, or called."""
    for report, results in _reports(record):
        resisted = _resisted(results)
        given = _given(record, date.fromisoformat(report["effectiveDateTime"][:10])) & _ALL
        if (
            given & resisted
            and not given - resisted
            and not _answered(record, report["issued"][:10], resisted)
        ):
            yield f"{report['issued'][:10]} {report['conclusion']}"


def _given(record: Record, day: date) -> frozenset[str]:
    """What was ordered at the visit, or on the ward the day after."""
    days = (day.isoformat(), (day + timedelta(days=1)).isoformat())
    return frozenset(_din(one) for one in record.all("MedicationRequest") if one["authoredOn"][:10] in days)


def _resisted(results: list[Plain]) -> frozenset[str]:
    """Products of the antibiotics that were read as resisted."""
    return frozenset(
        din
        for one in results
        for part in one.get("component", ())
        if part["valueCodeableConcept"]["text"] == "résistant"
        for din in _DRUGS.get(part["code"]["text"], ())
    )


def _answered(record: Record, issued: str, resisted: frozenset[str]) -> bool:
    until = date.fromisoformat(issued) + timedelta(days=_ANSWERED)
    if until >= record.end:
        return True
    orders = (one["authoredOn"] for one in record.all("MedicationRequest") if _din(one) in _ALL - resisted)
    notes = (
        one["date"] for one in record.all("DocumentReference") if one["type"]["text"] == "Résultat de culture"
    )
    return any(issued <= at[:10] <= until.isoformat() for at in (*orders, *notes))


def _din(one: Plain) -> str:
    return str(one["medicationCodeableConcept"]["coding"][0]["code"])


def urine_is_grown_for_a_reason(record: Record) -> Iterator[str]:
    """An infection, a fever of a small child, a confusion."""
    for one in record.all("ServiceRequest"):
        if one["code"]["text"] == _URINE:
            visit = record.by_id("Encounter", one["encounter"]["reference"])
            if visit["reasonCode"][0]["text"] not in _REASONS:
                yield f"{one['authoredOn']} {visit['reasonCode'][0]['text']}"


def notes_say_what_grew(record: Record) -> Iterator[str]:
    """A ward speaks of what the urine grew once it is known, and of clean blood as long as it is."""
    reports = [(one, results) for one, results in _reports(record) if results]
    for note in record.all("DocumentReference"):
        text, at = text_of(note), note["date"]
        for said, name, grew in _SAID:
            stays = [
                any(("component" in one) == grew for one in results)
                for report, results in reports
                if report["code"]["text"] == name
                and _near(report, at)
                and (not grew or report["issued"] < at)
            ]
            if said in text and (not any(stays) if grew else stays and not all(stays)):
                yield f"{at} {said}"


_SAID = (
    ("Culture d’urine : germe sensible", _URINE, True),
    ("cultures négatives à ce jour", _BLOOD, False),
)
"""Words of a ward, the culture they are of, whether it grew."""


def _near(report: Plain, at: str) -> bool:
    day = date.fromisoformat(report["effectiveDateTime"][:10])
    return day + timedelta(days=2) <= date.fromisoformat(at[:10]) <= day + timedelta(days=14)


RULES = (
    notes_say_what_grew,
    cultures_take_days,
    cultures_answer_a_request,
    resistance_is_answered,
    urine_is_grown_for_a_reason,
)
