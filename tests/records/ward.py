"""A small ward for the tests of the door: two people, who is in relation with whom, and a system to write it all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from dsn.access.labels import ACT_CODE, CONFIDENTIALITY
from dsn.access.relations import Claim
from dsn.accounts import demo
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Encounter, Resource
from dsn.log.events import Event
from dsn.log.log import Log
from dsn.records import Desk, Invariant, Records, Why
from dsn.store.changes import Change, Create, Receipt, Update
from dsn.store.store import Store

START = 1_795_000_000_000
KEY = b"k" * 32
GAGNON = "Practitioner/demo-inf-gagnon"


@dataclass
class Clock:
    """Goes on by a millisecond each time it is looked at, and when told to."""

    at: Instant = START

    def __call__(self) -> Instant:
        self.at += 1
        return self.at


def relate(resource: Resource) -> tuple[Claim, ...]:
    """Who takes part in a visit is in relation with its person, until the visit is finished."""
    if not isinstance(resource, Encounter) or resource.status == "finished":
        return ()
    patient = resource.subject.reference if resource.subject else None
    people = (one.individual.reference for one in resource.participant if one.individual)
    return tuple(Claim(who, (patient or "").removeprefix("Patient/"), "visit") for who in people if who)


def made(text: str) -> Resource:
    """A resource of JSON with single quotes."""
    return fhir_json.decode(text.replace("'", '"'))


def patient(id_: str, family: str = "Roy", **extra: str) -> Resource:
    more = "".join(f", '{name}': {value}" for name, value in extra.items())
    return made(f"{{'resourceType': 'Patient', 'id': '{id_}', 'name': [{{'family': '{family}'}}]{more}}}")


def observation(id_: str, of: str, code: str = "718-7", label: str = "") -> Resource:
    """`label`: a sensitivity label, R and V of confidentiality, others of the policy codes."""
    system = CONFIDENTIALITY if label in ("R", "V") else ACT_CODE
    meta = f"'meta': {{'security': [{{'system': '{system}', 'code': '{label}'}}]}}, " if label else ""
    return made(
        f"{{'resourceType': 'Observation', 'id': '{id_}', {meta}'status': 'final',"
        f" 'code': {{'coding': [{{'system': 'http://loinc.org', 'code': '{code}'}}]}},"
        f" 'subject': {{'reference': 'Patient/{of}'}}}}"
    )


def visit(id_: str, of: str, who: str = GAGNON, status: str = "in-progress") -> Resource:
    return made(
        f"{{'resourceType': 'Encounter', 'id': '{id_}', 'status': '{status}',"
        f" 'class': {{'code': 'IMP', 'system': 'http://terminology.hl7.org/CodeSystem/v3-ActCode'}},"
        f" 'subject': {{'reference': 'Patient/{of}'}},"
        f" 'participant': [{{'individual': {{'reference': '{who}'}}}}]}}"
    )


def appointment(id_: str, *people: str) -> Resource:
    """One that several people take part in."""
    actors = ", ".join(
        f"{{'actor': {{'reference': 'Patient/{person}'}}, 'status': 'accepted'}}" for person in people
    )
    return made(
        f"{{'resourceType': 'Appointment', 'id': '{id_}', 'status': 'booked', 'participant': [{actors}]}}"
    )


@dataclass
class Ward:
    """A running record, with its log, as a test sees it."""

    store: Store
    log: Log
    clock: Clock
    records: Records
    keys: dict[str, Key] = field(default_factory=dict)

    async def desk(self, account: str, function: str = "test") -> Desk:
        why = Why(function, screen="essai", reason="soins", request="r1", origin="127.0.0.1", client="tests")
        return await self.records.admit(demo.account(account).actor(), why)

    async def put(self, *resources: Resource) -> Receipt:
        """The system writes these, under the ids they have."""
        changes: Sequence[Change] = [Update(resource) for resource in resources]
        return await (await self.desk("systeme")).commit(changes)

    async def create(self, account: str, resource: Resource) -> Receipt:
        return await (await self.desk(account)).commit([Create(resource)])

    async def key(self, patient_id: str) -> Key:
        found = await self.store.read("Patient", patient_id)
        assert found is not None
        return found.key

    async def events(self, account: str = "inf-gagnon") -> list[Event]:
        """What the log has of an account, oldest first, read as another process would."""
        await self.log.drain(self.store)
        other = Log.open(self.url, KEY)
        try:
            return (await other.by_who(account, 0, 2**45))[::-1]
        finally:
            await other.close()

    url: str = ""


def in_ward(
    engine: str, work: Callable[[Ward], Awaitable[None]], invariants: Sequence[Invariant] = ()
) -> None:
    """Runs `work` in a ward with Roy and Côté; nurse Gagnon is in relation with Roy only.

    Each has one haemoglobin (`obs-roy`, `obs-cote`).
    """

    async def run() -> None:
        clock = Clock()
        store = await Store.open(engine, clock=clock, relate=(relate,))
        log = Log.open(engine, KEY)
        ward = Ward(store, log, clock, Records(store, log, clock, invariants), url=engine)
        try:
            await ward.put(
                patient("roy", "Roy"),
                patient("cote", "Côté"),
                observation("obs-roy", "roy"),
                observation("obs-cote", "cote"),
                visit("visit-roy", "roy"),
            )
            await work(ward)
        finally:
            await log.close()
            await store.close()

    asyncio.run(run())
