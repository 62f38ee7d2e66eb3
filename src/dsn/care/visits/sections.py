"""The section this room gives to the chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dsn.care.reading.section import Reading, Section, Shown
from dsn.care.reading.shown import Text, concept, language_of, reference_name, start_of
from dsn.fhir.types import Encounter
from dsn.web.page import Page
from dsn.web.words import N_, Words

VISITS_SHOWN = 10
MOST = 1000

CLASSES = {
    "AMB": N_("Ambulatoire"),
    "EMER": N_("Urgence"),
    "FLD": N_("Sur le terrain"),
    "HH": N_("À domicile"),
    "IMP": N_("Hospitalisation"),
    "ACUTE": N_("Soins aigus"),
    "NONAC": N_("Soins non aigus"),
    "OBSENC": N_("Observation"),
    "PRENC": N_("Préadmission"),
    "SS": N_("Chirurgie d’un jour"),
    "VR": N_("À distance"),
}
"""Of v3-ActCode (ActEncounterCode); Synthea writes some in small letters."""

STATES = {
    "planned": N_("prévue"),
    "arrived": N_("arrivée"),
    "triaged": N_("triée"),
    "in-progress": N_("en cours"),
    "onleave": N_("en congé temporaire"),
    "cancelled": N_("annulée"),
    "unknown": N_("état inconnu"),
}
_NOW = frozenset({"arrived", "triaged", "in-progress", "onleave"})


@dataclass(frozen=True, slots=True)
class Visit:
    """`kind` in words; `reason` what it was for; `state` is "" for a finished visit; `now`: the person is there.

    `end` is "" when it ended the day it began.
    """

    day: str
    hour: str
    end: str
    kind: str
    what: Text
    reason: Text
    place: str
    people: str
    state: str
    now: bool


@dataclass(frozen=True, slots=True)
class Visits(Page):
    """The newest first."""

    template: ClassVar[str] = "care/visits/visits.html"
    visits: tuple[Visit, ...]


async def load_visits(reading: Reading) -> Shown:
    """The newest visits, or all of them."""
    count = MOST if reading.whole else VISITS_SHOWN
    found, beyond = await reading.find(Encounter, ("_sort", "-date"), count=count)
    kept = [visit for visit in found if visit.status != "entered-in-error"]
    return Shown(
        Visits(tuple(_visit(visit, reading.words) for visit in kept)), None if beyond else len(kept), beyond
    )


def _visit(visit: Encounter, words: Words) -> Visit:
    language = language_of(visit)
    kind = (visit.class_.code or "").upper()
    state = STATES.get(visit.status or "")
    names = [reference_name(one.individual) for one in visit.participant]
    reason = next(
        (text for text in (concept(one, language) for one in visit.reasonCode) if text), Text("", language)
    )
    start, end = words.moment(start_of(visit.period)), words.moment(visit.period.end if visit.period else "")
    return Visit(
        day=start[:10],
        hour=start[11:],
        end="" if end[:10] == start[:10] else end[:10],
        kind=words._(CLASSES[kind]) if kind in CLASSES else visit.class_.display or visit.class_.code or "",
        what=next((concept(one, language) for one in visit.type), Text("", language)),
        reason=reason,
        place=reference_name(visit.serviceProvider),
        people=", ".join(name for name in names if name),
        state=words._(state) if state else "",
        now=visit.status in _NOW,
    )


SECTIONS = [Section("visites", N_("Visites"), load_visits, 1, ("Encounter",), "right")]
PAGES = [Visits]
