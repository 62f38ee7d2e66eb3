"""One record being written: what each kind of resource says, so that the stories need not know FHIR's shapes."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from typing import Any

from dsn.synth import levels, places, tables
from dsn.synth.body import Body, body
from dsn.synth.cohort import Draws
from dsn.synth.conditions import Condition, Held
from dsn.synth.happened import Happened
from dsn.synth.mint import Ids
from dsn.synth.moments import later, moment
from dsn.synth.people import Person
from dsn.synth.plain import ACT, LOINC, SNOMED, TAG, Plain, coding, concept, quantity, reference, status
from dsn.synth.posology import drug_of
from dsn.synth.regimen import Regimen
from dsn.synth.staff import Member, someone
from dsn.synth.stream import number_of

_PATIENT = frozenset(
    (
        "AllergyIntolerance",
        "Immunization",
        "Consent",
        "FamilyMemberHistory",
        "EpisodeOfCare",
        "NutritionOrder",
        "Device",
    )
)
CLASSES = {
    "AMB": "Visite",
    "EMER": "Urgence",
    "IMP": "Hospitalisation",
    "HH": "Visite à domicile",
    "SS": "Chirurgie d’un jour",
}


class Chart:
    """The record of one person. `plains` grows as the story is told; `today` is the last day told (death, or now).

    `clinics`: visits to the family doctor as they are told, with their minute of the day; `beds`: stays in a hospital;
    `treated`: from when to when a treatment lowers the blood counts; `acute`: what an illness of the day
    adds to blood tests; `expecting`: pregnancies, from the first visit to the birth;
    `plans`: which drugs are taken for what;
    `partner`: whom the person lives with, when we made them;
    `told`: the notes of these visits with their day; `happened`: what the first of them after it will tell;
    `wanted`: the day after today on which the last visit wants to see the person again."""

    def __init__(self, seed: int, person: Person, today: date, doctor: Member | None = None) -> None:
        self.seed, self.person, self.now = seed, person, today
        self.today = min(person.death or today, today)
        self.ids = Ids(seed, person.number)
        self.id = next(self.ids)
        self.subject = reference("Patient", self.id, person.name)
        self.plains: list[Plain] = []
        self.body: Body = body(self.id, person.sex, person.birth)
        self.held: list[Held] = []
        self.drawn = Draws()
        self.owner = person.town.establishment
        self.organization = reference("Organization", self.owner)
        self.doctor: Member = doctor or someone(self.owner, "medecin-famille", self.id, "doctor")
        self.problems: dict[str, Plain] = {}
        self.author = self.doctor
        self.residence: date | None = None
        self.clinics: list[tuple[date, int, Plain]] = []
        self.beds: list[tuple[date, date]] = []
        self.treated: tuple[date, date] | None = None
        self.acute: dict[str, float] = {}
        self.expecting: list[tuple[date, date]] = []
        self.plans: dict[str, list[str]] = {}
        self.regimen = Regimen()
        self.wanted: date | None = None
        self.happened: list[Happened] = []
        self.told: list[tuple[date, Plain]] = []
        self.partner: Person | None = None

    def age(self, day: date) -> int:
        return self.person.age(day)

    def has(self, key: str, day: date) -> bool:
        return any(one.condition.key == key and one.on(day) for one in self.held)

    def free(self, day: date, days: int) -> bool:
        """Alive, in no bed and at no clinic from `day` for so many days: may a stay or a visit be told then?"""
        last = day + timedelta(days=days)
        if self.person.death is not None and last >= self.person.death:
            return False
        if any(day <= visited <= last for visited, _minutes, _encounter in self.clinics):
            return False
        return all(end < day or last < start for start, end in self.beds)

    def expects(self, day: date) -> bool:
        """A child, and so is followed for the pregnancy alone."""
        return any(begun <= day <= born for begun, born in self.expecting)

    def add(self, type_: str, **said: Any) -> Plain:
        """Writes a resource about the person and gives it back."""
        plain = self.bare(type_)
        plain["patient" if type_ in _PATIENT else "subject"] = self.subject
        plain.update(said)
        self.plains.append(plain)
        return plain

    def bare(self, type_: str) -> Plain:
        """A resource with its id and nothing said yet, not even of whom; not written."""
        return {"resourceType": type_, "id": next(self.ids), "meta": TAG, "language": "fr-CA"}

    def point(self, plain: Plain) -> Plain:
        return {"reference": f"{plain['resourceType']}/{plain['id']}"}

    # who comes where

    def visit(
        self,
        day: date,
        minutes: int,
        lasting: int,
        kind: str,
        who: Member,
        reason: str,
        place: Plain | None = None,
    ) -> Plain:
        """An Encounter that begins `minutes` after midnight and lasts so many; open when it would end after today."""
        self.author = who
        start, end = later(day, minutes), later(day, minutes + lasting)
        ended = end[:10] <= self.now.isoformat()
        if kind == "IMP":
            self.beds.append((day, day + timedelta(days=(minutes + lasting) // 1440)))
        said: Plain = {
            "status": "finished" if ended else "in-progress",
            "class": coding(ACT, kind),
            "type": [{"text": CLASSES[kind]}],
            "participant": [{"individual": who.who()}],
            "period": {"start": start, "end": end} if ended else {"start": start},
            "reasonCode": [{"text": reason}],
            "serviceProvider": self.organization,
        }
        if place is not None:
            said["location"] = [{"location": place}]
        return self.add("Encounter", **said)

    def stamp(self, at: str, recorded: str, *targets: Plain) -> None:
        """Who wrote these, for which establishment, when it happened and when it was written."""
        plain: Plain = {
            "resourceType": "Provenance",
            "id": next(self.ids),
            "meta": TAG,
            "language": "fr-CA",
            "target": [self.point(one) for one in targets],
            "occurredDateTime": at,
            "recorded": recorded,
            "agent": [{"who": self.author.who(), "onBehalfOf": self.organization}],
        }
        self.plains.append(plain)

    # what is found

    def problem(self, held: Held) -> Plain:
        """A Condition; kept by its key for those who refer to it."""
        condition = held.condition
        ended = held.end is not None and held.end <= self.today
        said: Plain = {
            "clinicalStatus": status("condition-clinical", "resolved" if ended else "active"),
            "verificationStatus": status("condition-ver-status", "confirmed"),
            "category": [status("condition-category", "problem-list-item")],
            "code": concept(SNOMED, condition.code, condition.name),
            "onsetDateTime": held.onset.isoformat(),
            "recordedDate": held.onset.isoformat(),
            "recorder": self.doctor.who(),
        }
        if ended and held.end:
            said["abatementDateTime"] = held.end.isoformat()
        plain = self.add("Condition", **said)
        self.problems[condition.key] = plain
        return plain

    def vital(
        self, encounter: Plain, at: str, code: str, name: str, value: float, unit: str, ucum: str
    ) -> Plain:
        return self._sign(encounter, at, code, name, valueQuantity=quantity(value, unit, ucum))

    def _sign(self, encounter: Plain, at: str, code: str, name: str, **value: Any) -> Plain:
        return self.add(
            "Observation",
            status="final",
            category=[status("observation-category", "vital-signs")],
            code=concept(LOINC, code, name),
            encounter=self.point(encounter),
            effectiveDateTime=at,
            performer=[self.author.who()],
            **value,
        )

    def triage(self, encounter: Plain, at: str, level: str, who: Member) -> None:
        """The priority of an emergency visit, on the visit and as it was measured."""
        encounter["priority"] = {"text": level}
        self.add(
            "Observation",
            status="final",
            category=[status("observation-category", "survey")],
            code={"text": "Priorité de triage (ETG)"},
            encounter=self.point(encounter),
            effectiveDateTime=at,
            valueCodeableConcept={"text": level},
            performer=[who.who()],
        )

    def reading(self, day: date) -> tuple[int, int]:
        """The pressure that a cuff shows on that day, systolic and diastolic."""
        more, below = levels.pressure(self, day)
        upper = max(92, self.body.systolic(day, more)) if more < 0 else self.body.systolic(day, more)
        return upper, max(46, min(self.body.diastolic(day, below), upper - 25, 112))

    def pressure(
        self, encounter: Plain, day: date, at: str, most: tuple[int, int] = (250, 150)
    ) -> tuple[int, int]:
        """Written as it is read, and given back; no higher than `most`."""
        upper, lower = (min(pair) for pair in zip(self.reading(day), most, strict=True))
        parts = [
            {"code": concept(LOINC, code, name), "valueQuantity": quantity(value, "mmHg", "mm[Hg]")}
            for code, name, value in (("8480-6", "Systolique", upper), ("8462-4", "Diastolique", lower))
        ]
        self._sign(encounter, at, "85354-9", "Pression artérielle", component=parts)
        return upper, lower

    def note(self, encounter: Plain, at: str, title: str, text: str) -> Plain:
        """A signed note, as text."""
        data = b64encode(text.encode()).decode()
        return self.add(
            "DocumentReference",
            status="current",
            docStatus="final",
            type={"text": title},
            date=at,
            author=[self.author.who()],
            custodian=self.organization,
            content=[
                {"attachment": {"contentType": "text/plain; charset=utf-8", "data": data, "title": title}}
            ],
            context={"encounter": [self.point(encounter)]},
        )

    # what is asked and given

    def order(
        self, day: date, minutes: int, text: str, state: str = "completed", encounter: Plain | None = None
    ) -> Plain:
        said: Plain = {
            "status": state,
            "intent": "order",
            "code": {"text": text},
            "authoredOn": later(day, minutes),
        }
        if encounter is not None:
            said["encounter"] = self.point(encounter)
        return self.add("ServiceRequest", **said, requester=self.author.who())

    def prescribe(
        self, key: str, day: date, state: str, reason: Condition | None = None, encounter: Plain | None = None
    ) -> Plain:
        """A prescription of a drug of `drugs.tsv`, for a reason that is in the record."""
        drug = tables.by_key("drugs")[key]
        said: Plain = {
            "status": state,
            "intent": "order",
            "category": [{"text": "Hospitalisation" if encounter else "Externe"}],
            "medicationCodeableConcept": drug_of(key),
            "authoredOn": moment(day, 11, 5),
            "requester": self.author.who(),
            "dosageInstruction": [{"text": drug["dosage"]}],
        }
        if reason is not None:
            said["reasonCode"] = [{"text": reason.name}]
            if reason.key in self.problems:
                said["reasonReference"] = [self.point(self.problems[reason.key])]
        if encounter is not None:
            said["encounter"] = self.point(encounter)
        return self.add("MedicationRequest", **said)

    def procedure(self, encounter: Plain, at: str, code: str, text: str, site: str = "") -> Plain:
        said: Plain = {
            "status": "completed",
            "code": concept(SNOMED, code, text) if code else {"text": text},
            "encounter": self.point(encounter),
            "performedDateTime": at,
            "performer": [{"actor": self.author.who()}],
        }
        if site:
            said["bodySite"] = [{"text": site}]
        return self.add("Procedure", **said)

    def place(self, kind: str, unit: str, *names: int | str) -> Plain:
        """A bed, or a zone, where the unit stands, in the person's town if one is there; `names` choose the bed."""
        return places.somewhere(self.owner, kind, unit, *names, city=self.person.town.city)


def hash_of(*names: object) -> int:
    """A small number from names (days too) that stays the same."""
    return number_of(*(str(one) for one in names))
