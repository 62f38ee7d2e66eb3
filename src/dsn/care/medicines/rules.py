"""Which prescriptions stand, and how their dosage reads. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsn.care.reading.shown import Text, concept, language_of
from dsn.fhir.types import Dosage, Medication, MedicationRequest

STANDING = frozenset({"active", "on-hold"})
"""R4 (valueset-medicationrequest-status.html): on-hold is « temporarily halted »: it still has to be decided on."""


def stands(request: MedicationRequest) -> bool:
    """Is it to be reckoned with today?"""
    return request.status in STANDING


def medication_name(request: MedicationRequest, drugs: Mapping[str, Medication] = {}) -> Text:
    """The name of the drug, wherever the prescription keeps it; "" when it cannot be told.

    `drugs` are those that prescriptions refer to, by reference (`Medication/1`).
    """
    language = language_of(request)
    if request.medicationCodeableConcept:
        return concept(request.medicationCodeableConcept, language)
    reference = request.medicationReference
    if reference is None:
        return Text("", language)
    for inside in request.contained:
        if isinstance(inside, Medication) and reference.reference == f"#{inside.id}":
            return concept(inside.code, language)
    drug = drugs.get(reference.reference or "")
    said = Text(reference.display or "", language)
    return said or (concept(drug.code, language_of(drug)) if drug else said)


def dosage(request: MedicationRequest) -> Text:
    """The dosage in the prescriber's words, several lines joined; "" when none was written."""
    lines = [line for line in map(_line, request.dosageInstruction) if line]
    return Text(" ; ".join(lines), language_of(request))


def _line(dose: Dosage) -> str:
    return " ".join(part for part in (dose.text or dose.patientInstruction,) if part)


def order(requests: Iterable[MedicationRequest]) -> list[MedicationRequest]:
    """What stands first, the newest of each first; what was entered in error, and mere plans, are left out."""
    kept = [
        one for one in requests if one.status != "entered-in-error" and one.intent not in ("proposal", "plan")
    ]
    kept.sort(key=lambda one: one.authoredOn or "", reverse=True)
    return sorted(kept, key=lambda one: not stands(one))
