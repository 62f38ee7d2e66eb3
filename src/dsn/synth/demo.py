"""The demonstration people as resources: the same seed and day give the same record, byte for byte.

The invented laboratory gives a reference range only where the official R4 examples do (glucose: Observation f001).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from dsn.accounts import demo
from dsn.accounts.account import Account
from dsn.care.reading import nam
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Resource
from dsn.synth import measures
from dsn.synth.cast import CAST, DRUGS, PROBLEMS, VACCINES, Member

SEED = 2026
HOSPITAL = "Hôpital de démonstration"
SNOMED = "http://snomed.info/sct"
CVX = "http://hl7.org/fhir/sid/cvx"
DIN = "http://hl7.org/fhir/NamingSystem/ca-hc-din"
_V3 = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_ALLERGY = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"
_ALLERGY_VERIFIED = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"

Plain = dict[str, Any]
REASONS = (
    "Suivi annuel",
    "Renouvellement d’ordonnance",
    "Toux et fièvre",
    "Suivi de tension",
    "Bilan sanguin",
)


def resources(today: date, seed: int = SEED) -> Iterator[list[Resource]]:
    """The places and staff first, then one list per person, each whole in itself (to be committed together)."""
    yield [_read(plain) for plain in _places_and_staff()]
    for number, member in enumerate(CAST, 1):
        maker = _Maker(member, f"demo-p{number:02}", today, Random(f"{seed}/{number}"))  # noqa: S311 - not a secret
        yield [_read(plain) for plain in maker.make()]


def _read(plain: Plain) -> Resource:
    return fhir_json.from_plain(plain)


def _places_and_staff() -> Iterator[Plain]:
    yield {
        "resourceType": "Organization",
        "id": demo.ESTABLISHMENT,
        "language": "fr-CA",
        "active": True,
        "name": HOSPITAL,
        "telecom": [{"system": "phone", "value": "514-555-0100"}],
    }
    for account in demo.PEOPLE:
        yield _practitioner(account)


def _practitioner(account: Account) -> Plain:
    return {
        "resourceType": "Practitioner",
        "id": account.practitioner,
        "language": "fr-CA",
        "active": True,
        "name": [{"text": account.name}],
        "qualification": [{"code": {"text": account.role_name("fr")}}],
    }


def card(member: Member, twin: int = 0) -> str:
    """The NAM of an invented person: ZZ, first letters of family and given name, then the shape of any NAM."""
    family, given = (nam.letters(part)[:1] for part in (member.family, member.given))
    year, month, day = (int(part) for part in member.birth.split("-"))
    month += 50 if member.sex == "female" else 0
    return f"{nam.FICTIONAL}{family}{given}{year % 100:02}{month:02}{day:02}{10 + twin:02}"


@dataclass(slots=True)
class _Maker:
    """Makes one person's record. `random` is the person's own, so that adding a person changes no other."""

    member: Member
    id: str
    today: date
    random: Random

    def make(self) -> Iterator[Plain]:
        yield self._person()
        yield from self._facts()
        visits = list(self._visits())
        yield from visits
        yield from self._medicines()
        yield from self._vaccines()
        yield from measures.measures(self._base, self.member, self._days(), self.random)

    def _base(self, type_: str, number: int | str) -> Plain:
        """What every resource of this person has: type, id, language, whose it is."""
        owner = "patient" if type_ in ("AllergyIntolerance", "Immunization") else "subject"
        kind = "".join(letter for letter in type_ if letter.isupper()).lower()
        return {
            "resourceType": type_,
            "id": f"{self.id}-{kind}{number}",
            "language": "fr-CA",
            owner: {
                "reference": f"Patient/{self.id}",
                "display": f"{self.member.given} {self.member.family}",
            },
        }

    def _person(self) -> Plain:
        member = self.member
        plain: Plain = {
            "resourceType": "Patient",
            "id": self.id,
            "language": "fr-CA",
            "active": True,
            "identifier": [
                {
                    "use": "official",
                    "type": {
                        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "JHN"}]
                    },
                    "system": nam.SYSTEM,
                    "value": card(member),
                }
            ],
            "name": [{"use": "official", "family": member.family, "given": [member.given]}],
            "telecom": [
                {
                    "system": "phone",
                    "value": f"819-555-01{self.random.randrange(10_000) % 100:02}",
                    "use": "home",
                }
            ],
            "gender": member.sex,
            "birthDate": member.birth,
            "address": [{"city": member.city, "state": "QC", "country": "CA"}],
            "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "fr-CA"}]}}],
        }
        if member.deceased:
            plain["deceasedDateTime"] = member.deceased
        if member.doctor:
            plain["generalPractitioner"] = [_staff(member.doctor)]
        return plain

    def _facts(self) -> Iterator[Plain]:
        problems = [(key, True) for key in self.member.problems] + [
            (key, False) for key in self.member.closed
        ]
        for number, (key, active) in enumerate(problems, 1):
            yield self._problem(number, key, active)
        for number, allergy in enumerate(self.member.allergies, 1):
            yield self._base("AllergyIntolerance", number) | {
                "clinicalStatus": _coded(_ALLERGY, "active"),
                "verificationStatus": _coded(_ALLERGY_VERIFIED, "confirmed"),
                "criticality": allergy.criticality,
                "code": _concept(SNOMED, allergy.to.code, allergy.to.text),
                "recordedDate": self._day(2000, 6000),
                "reaction": [{"manifestation": [{"text": allergy.reaction}]}],
            }

    def _problem(self, number: int, key: str, active: bool) -> Plain:
        plain = self._base("Condition", number) | {
            "clinicalStatus": _coded(_CLINICAL, "active" if active else "resolved"),
            "verificationStatus": _coded(_VERIFIED, "confirmed"),
            "code": _concept(SNOMED, PROBLEMS[key].code, PROBLEMS[key].text),
            "onsetDateTime": self._day(60, 240) if key == "grossesse" else self._day(400, 4000),
        }
        if not active:
            plain["abatementDateTime"] = self._day(30, 380)
        return plain

    def _visits(self) -> Iterator[Plain]:
        doctor = self.member.doctor
        if not doctor:
            return
        for number, day in enumerate(self._days()[:6], 1):
            yield self._visit(number, doctor, day)
        if self.member.ward and not self.member.deceased:
            yield self._stay(doctor)

    def _visit(self, number: int, doctor: str, day: date) -> Plain:
        hour = 8 + self.random.randrange(8)
        return self._base("Encounter", number) | {
            "status": "finished",
            "class": {"system": _V3, "code": "AMB"},
            "type": [{"text": "Consultation"}],
            "participant": [{"individual": _staff(doctor)}],
            "period": {"start": f"{day}T{hour:02}:00:00-05:00", "end": f"{day}T{hour:02}:30:00-05:00"},
            "reasonCode": [{"text": self.random.choice(REASONS)}],
            "serviceProvider": _hospital(),
        }

    def _stay(self, doctor: str) -> Plain:
        """In hospital now: those who work on the ward are in relation."""
        day = self.today - timedelta(days=1 + self.random.randrange(5))
        nurses = [
            _staff(one) for one in (doctor, "inf-gagnon", "inf-aux-pelletier", "pharm-roy", "prepose-diallo")
        ]
        return self._base("Encounter", "s") | {
            "status": "in-progress",
            "class": {"system": _V3, "code": "IMP"},
            "type": [{"text": "Hospitalisation, unité 4-Nord"}],
            "participant": [{"individual": nurse} for nurse in nurses],
            "period": {"start": f"{day}T14:20:00-05:00"},
            "reasonCode": [{"text": f"{PROBLEMS[self.member.problems[0]].text} : surveillance"}],
            "serviceProvider": _hospital(),
        }

    def _medicines(self) -> Iterator[Plain]:
        for number, key in enumerate(self.member.drugs, 1):
            given = DRUGS[key]
            yield self._base("MedicationRequest", number) | {
                "status": "completed" if self.member.deceased else "active",
                "intent": "order",
                "medicationCodeableConcept": _concept(DIN, given.drug.code, given.drug.text),
                "authoredOn": self._day(20, 700),
                "requester": _staff(self.member.doctor),
                "dosageInstruction": [{"text": given.dosage}],
            }

    def _vaccines(self) -> Iterator[Plain]:
        age = self.today.year - int(self.member.birth[:4])
        keys = ["grippe", "grippe"] if age >= 60 else []
        keys += ["td"] if age >= 25 else ["rro", "varicelle"] if age >= 2 else []
        keys += ["zona", "pneumocoque"] if age >= 65 else []
        for number, key in enumerate(keys, 1):
            yield self._base("Immunization", number) | {
                "status": "completed",
                "vaccineCode": _concept(CVX, VACCINES[key].code, VACCINES[key].text),
                "occurrenceDateTime": self._autumn(number)
                if key == "grippe"
                else self._day(365 * number - 300, 365 * number - 60),
                "lotNumber": f"ZZ{self.random.randrange(10_000):04}",
                "primarySource": True,
            }

    def _autumn(self, back: int) -> str:
        """A day of the `back`th campaign against influenza that is over, which goes from mid-October into December."""
        end = date.fromisoformat(self.member.deceased) if self.member.deceased else self.today
        last = end.year if (end.month, end.day) > (12, 10) else end.year - 1
        return str(date(last + 1 - back, 10, 15) + timedelta(days=self.random.randrange(56)))

    def _days(self) -> list[date]:
        """The days this person was seen, newest first: one in each of the last quarters, none before birth."""
        end = date.fromisoformat(self.member.deceased) if self.member.deceased else self.today
        days = [
            end - timedelta(days=21 + 91 * back + (hash_of(self.id) + 37 * back) % 40) for back in range(14)
        ]
        return [day for day in days if day >= date.fromisoformat(self.member.birth)]

    def _day(self, least: int, most: int) -> str:
        """Some day between `least` and `most` days ago, not before birth nor after death."""
        end = date.fromisoformat(self.member.deceased) if self.member.deceased else self.today
        day = end - timedelta(days=self.random.randrange(least, most))
        return str(max(day, date.fromisoformat(self.member.birth)))


def hash_of(text: str) -> int:
    """A small number that stays the same from run to run, which Python's own hash does not."""
    return sum(ord(letter) * place for place, letter in enumerate(text, 1))


def _staff(account: str) -> Plain:
    held = demo.account(account)
    return {"reference": f"Practitioner/{held.practitioner}", "display": held.name}


def _hospital() -> Plain:
    return {"reference": f"Organization/{demo.ESTABLISHMENT}", "display": HOSPITAL}


def _concept(system: str, code: str, text: str) -> Plain:
    return {"coding": [{"system": system, "code": code}], "text": text}


def _coded(system: str, code: str) -> Plain:
    return {"coding": [{"system": system, "code": code}]}
