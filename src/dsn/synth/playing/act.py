"""What is filed together, and the pieces that all kinds of events share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from dsn.synth.mint import person_id
from dsn.synth.moments import later
from dsn.synth.people import Person
from dsn.synth.plain import ACT, TAG, Plain, coding, reference, transaction
from dsn.synth.staff import Member


@dataclass(frozen=True, slots=True)
class Act:
    """Resources filed in one transaction, `second` seconds after midnight of the day played (past 86,400: the night
    after). `key` names the act for ever; `patient` is the id of whom it concerns, new people included."""

    key: str
    kind: str
    second: int
    patient: str
    resources: tuple[Plain, ...]

    def bundle(self) -> Plain:
        """A transaction that puts each resource where its id says."""
        return transaction(self.resources)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the day. `random` is its own. `key`: its name, seed counted."""

    key: str
    kind: str
    second: int
    who: Member
    random: Random
    day: date
    seed: int

    def at(self, seconds: int = 0) -> str:
        """The instant so many seconds after the event."""
        return instant(self.day, self.second + seconds)

    def made(self, type_: str, suffix: str, person: Person, **said: object) -> Plain:
        """A resource about `person`, its id the event's with `suffix`."""
        owner = "patient" if type_ in ("Immunization", "RelatedPerson") else "subject"
        plain: Plain = {
            "resourceType": type_,
            "id": f"{self.key}-{suffix}",
            "meta": TAG,
            "language": "fr-CA",
            owner: self.subject(person),
        }
        return plain | said

    def subject(self, person: Person) -> Plain:
        return reference("Patient", person_id(self.seed, person.number), person.name)

    def act(self, step: str, person: Person, *resources: Plain, seconds: int = 0) -> Act:
        """What is filed `seconds` after the event about `person`."""
        patient = person_id(self.seed, person.number)
        return Act(f"{self.key}-{step}", self.kind, self.second + seconds, patient, resources)


def instant(day: date, second: int) -> str:
    """So many seconds after midnight of `day`, on Québec's clock."""
    minute = later(day, second // 60)
    return f"{minute[:17]}{second % 60:02}{minute[19:]}"


def encounter(event: Event, person: Person, kind: str, words: str, reason: str, owner: str) -> Plain:
    """An Encounter that begins with the event, with whoever the event names."""
    return event.made(
        "Encounter",
        "v",
        person,
        status="in-progress",
        **{"class": coding(ACT, kind)},
        type=[{"text": words}],
        participant=[{"individual": event.who.who()}],
        period={"start": event.at()},
        reasonCode=[{"text": reason}],
        serviceProvider=reference("Organization", owner),
    )


def ended(plain: Plain, at: str) -> Plain:
    """The same encounter, finished at that instant, its last place left too."""
    done = plain | {"status": "finished", "period": plain["period"] | {"end": at}}
    if "location" in plain:
        *before, last = plain["location"]
        last = last | {"status": "completed", "period": last["period"] | {"end": at}}
        done["location"] = [*before, last]
    return done


def placed(plain: Plain, place: Plain, at: str) -> Plain:
    """The same encounter in another place from that instant on."""
    here = {"location": place, "status": "active", "period": {"start": at}}
    if "location" not in plain:
        return plain | {"location": [here]}
    left = ended(plain, at)["location"]
    return plain | {"location": [*left, here]}


def point(plain: Plain) -> Plain:
    return {"reference": f"{plain['resourceType']}/{plain['id']}"}
