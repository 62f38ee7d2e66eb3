"""The section this room gives to the chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from dsn.care.medicines import rules
from dsn.care.reading.section import Reading, Section, Shown
from dsn.care.reading.shown import Text, reference_name
from dsn.fhir.types import Medication, MedicationRequest
from dsn.web.page import Page
from dsn.web.words import N_, Words

MOST = 500

STATES = {
    "on-hold": N_("Suspendu"),
    "cancelled": N_("Annulé"),
    "completed": N_("Terminé"),
    "stopped": N_("Cessé"),
    "draft": N_("Brouillon"),
    "unknown": N_("État inconnu"),
}


@dataclass(frozen=True, slots=True)
class Medicine:
    """`state` is "" for an active prescription; `stands`: it is to be reckoned with."""

    name: Text
    dosage: Text
    day: str
    prescriber: str
    state: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Medicines(Page):
    """What stands first."""

    template: ClassVar[str] = "care/medicines/medicines.html"
    medicines: tuple[Medicine, ...]


async def load_medicines(reading: Reading) -> Shown:
    """The prescriptions that stand; with the past ones when all are asked for."""
    pairs = [("_include", "MedicationRequest:medication")]
    if not reading.whole:
        pairs.append(("status", ",".join(sorted(rules.STANDING))))
    found, beyond = await reading.find(MedicationRequest, *pairs, count=MOST)
    drugs = await reading.included(Medication, MedicationRequest, *pairs, count=MOST)
    by_reference = {f"Medication/{drug.id}": drug for drug in drugs}
    shown = tuple(_medicine(request, by_reference, reading.words) for request in rules.order(found))
    return Shown(Medicines(shown), sum(one.stands for one in shown), beyond or not reading.whole)


def _medicine(request: MedicationRequest, drugs: Mapping[str, Medication], words: Words) -> Medicine:
    state = STATES.get(request.status or "")
    return Medicine(
        name=rules.medication_name(request, drugs),
        dosage=rules.dosage(request),
        day=words.day(request.authoredOn),
        prescriber=reference_name(request.requester),
        state=words._(state) if state else "",
        stands=rules.stands(request),
    )


SECTIONS = [Section("medicaments", N_("Médicaments"), load_medicines, 1, ("MedicationRequest",), "left")]
PAGES = [Medicines]
