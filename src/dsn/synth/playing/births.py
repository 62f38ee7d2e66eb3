"""A birth: the mother's delivery, and a new person without a card."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.synth import places
from dsn.synth.people import Person
from dsn.synth.plain import (
    FICTION,
    LOINC,
    SNOMED,
    TAG,
    TYPES,
    Plain,
    coding,
    concept,
    quantity,
    reference,
    status,
)
from dsn.synth.playing.act import Act, Event, encounter, placed, point
from dsn.synth.playing.day import Day
from dsn.synth.stream import number_of

_ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def born(day: Day, event: Event) -> Iterator[Act]:
    """Mother and child, each with an encounter; the child has the establishment's file number and no NAM yet."""
    mother = day.folk.pick(event.random, lambda person, age: person.sex == "F" and 18 <= age <= 43)
    if mother is None:
        return
    yield event.act("0", mother, *_delivery(day, event, mother))
    child = _child(day, event, mother)
    yield Act(
        f"{event.key}-1", event.kind, event.second, child["id"], tuple(_of_child(day, event, mother, child))
    )


def _delivery(day: Day, event: Event, mother: Person) -> Iterator[Plain]:
    stay = encounter(event, mother, "IMP", "Hospitalisation", "Travail et accouchement", day.establishment)
    stay = placed(stay, places.somewhere(day.establishment, "hopital", "mf", event.key), event.at())
    yield stay
    yield event.made(
        "Procedure",
        "p",
        mother,
        status="completed",
        code=concept(SNOMED, "177184002", "Accouchement vaginal"),
        encounter=point(stay),
        performedDateTime=event.at(),
        performer=[{"actor": event.who.who()}],
    )


def _child(day: Day, event: Event, mother: Person) -> Plain:
    id_ = f"{event.key}-e"
    file = f"{number_of(id_, 'file') % 10_000_000:07}"
    system = f"{FICTION}:dossier:{day.establishment}"
    return {
        "resourceType": "Patient",
        "id": id_,
        "meta": TAG,
        "language": "fr-CA",
        "identifier": [
            {"use": "usual", "type": {"coding": [coding(TYPES, "MR")]}, "system": system, "value": file}
        ],
        "active": True,
        "name": [{"use": "official", "family": mother.family, "given": ["Bébé"]}],
        "gender": "female" if event.random.random() < 0.49 else "male",
        "birthDate": event.day.isoformat(),
        "address": [{"use": "home", "city": mother.town.city, "state": "QC", "country": "CA"}],
        "managingOrganization": reference("Organization", day.establishment),
        "generalPractitioner": [event.who.who()],
    }


def _of_child(day: Day, event: Event, mother: Person, child: Plain) -> Iterator[Plain]:
    subject = reference("Patient", child["id"], f"Bébé {mother.family}")
    yield child
    yield _mother(event, mother, child)
    stay = encounter(event, mother, "IMP", "Hospitalisation", "Naissance", day.establishment)
    place = places.somewhere(day.establishment, "hopital", "nn", event.key)
    stay = placed(stay | {"id": f"{event.key}-n", "subject": subject}, place, event.at())
    yield stay
    grams = 2600 + int(event.random.random() * 160) * 10
    yield event.made(
        "Observation",
        "g",
        mother,
        status="final",
        category=[status("observation-category", "vital-signs")],
        code=concept(LOINC, "8339-4", "Poids à la naissance"),
        encounter=point(stay),
        effectiveDateTime=event.at(),
        performer=[event.who.who()],
        valueQuantity=quantity(grams, "g", "g"),
    ) | {"subject": subject}


def _mother(event: Event, mother: Person, child: Plain) -> Plain:
    """The child's mother, told to be the person whose record says so."""
    return event.made(
        "RelatedPerson",
        "k",
        mother,
        active=True,
        relationship=[{"coding": [coding(_ROLE, "MTH")], "text": "Mère"}],
        name=[{"text": mother.name, "family": mother.family, "given": [mother.given]}],
        telecom=[{"system": "phone", "value": mother.telephone}],
    ) | {"patient": reference("Patient", child["id"], f"Bébé {mother.family}")}
