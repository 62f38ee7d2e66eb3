"""Rules of what a visit hands to the next: what happened since, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dsn.synth import laboratory
from dsn.synth.aftermath import in_words
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain

TAKEN = ("Bilan prescrit d’ici là", "Requête remise", "Prélèvement la semaine d’avant", "Contrôle demandé")


def _clinics(record: Record) -> list[tuple[str, str, str]]:
    """Moment, encounter and text of each note of the family doctor about lasting problems, in order."""
    found = [
        (one["date"], one["context"]["encounter"][0]["reference"], text_of(one))
        for one in record.all("DocumentReference")
        if one["type"]["text"] == "Suivi en clinique"
    ]
    return sorted(one for one in found if one[2].startswith("Motif : suivi") or "Feuille sommaire" in one[2])


def an_emergency_leaves_a_trace(record: Record) -> Iterator[str]:
    """The next visit to the family doctor knows of who went home from the emergency, and on which day."""
    beds = {one["period"]["start"][:10] for one in record.all("Encounter") if one["class"]["code"] == "IMP"}
    for one in record.all("Encounter"):
        end = one["period"].get("end", "")[:10]
        if one["class"]["code"] != "EMER" or not end or end in beds:
            continue
        day = one["period"]["start"][:10]
        text = next((text for at, _where, text in _clinics(record) if at[:10] >= end), None)
        if text is not None and in_words(date.fromisoformat(day)) not in text:
            yield f"{day} {one['reasonCode'][0]['text']}"


def a_plan_that_asks_for_blood_has_its_orders(record: Record) -> Iterator[str]:
    """As many requisitions at that visit as its plan names, each by its name."""
    asked: dict[str, set[str]] = {}
    for one in record.all("ServiceRequest"):
        if "encounter" in one:
            asked.setdefault(one["encounter"]["reference"], set()).add(one["code"]["text"])
    names = {laboratory.named(panel): name for panel, name in laboratory.PANELS.items()}
    for at, where, text in _clinics(record):
        for named in _named(text):
            if names.get(named) not in asked.get(where, set()):
                yield f"{at[:10]} {named}"


def _named(text: str) -> list[str]:
    """What the plan of a note asks for."""
    plan = text.rpartition("Plan : ")[2]
    said = next((plan.partition(f"{one} : ")[2] for one in TAKEN if f"{one} : " in plan), "")
    return said.partition(".")[0].split(", ") if said else []


def pending_requisitions_await_an_appointment(record: Record) -> Iterator[str]:
    """Blood asked for at a visit and not drawn: by the living only, for a day that is booked."""
    pending = [one for one in record.all("ServiceRequest") if one["status"] == "active" and _is_blood(one)]
    booked = [one for one in record.all("Appointment") if one["status"] == "booked"]
    if pending and not booked:
        yield from (one["authoredOn"] for one in pending)


def _is_blood(order: Plain) -> bool:
    return order["code"].get("text", "") in laboratory.PANELS.values() and "encounter" in order


RULES = (
    an_emergency_leaves_a_trace,
    a_plan_that_asks_for_blood_has_its_orders,
    pending_requisitions_await_an_appointment,
)
