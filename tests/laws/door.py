"""The small world in which the laws of the door are attacked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from tests.records.ward import KEY, Clock, Ward, appointment, made, observation, patient, relate, visit

from dsn.access.scope import visible
from dsn.fhir.types import Resource
from dsn.log.log import Log
from dsn.records import Desk, Records
from dsn.store.changes import Delete, Version
from dsn.store.store import Store

ACCOUNTS = (
    "inf-gagnon",
    "dre-tremblay",
    "psy-lavoie",
    "prepose-diallo",
    "agente-morin",
    "archiviste-cote",
    "directrice-gauthier",
    "systeme",
)
PEOPLE = ("roy", "cote", "ndiaye", "personne")
PLACES = (
    ("Patient", "roy"),
    ("Patient", "cote"),
    ("Observation", "o-roy"),
    ("Observation", "o-cote"),
    ("Observation", "o-roy-v"),
    ("Observation", "o-roy-r"),
    ("Observation", "o-roy-psythpn"),
    ("Observation", "o-moved"),
    ("Observation", "o-gone"),
    ("Appointment", "a-both"),
    ("Organization", "org"),
    ("Basic", "basic"),
    ("Observation", "none"),
)


def world() -> list[Resource]:
    return [
        *(patient(person) for person in PEOPLE[:3]),
        observation("o-roy", "roy"),
        observation("o-cote", "cote"),
        observation("o-roy-v", "roy", label="V"),
        observation("o-roy-r", "roy", label="R"),
        observation("o-roy-psythpn", "roy", label="PSYTHPN"),
        observation("o-moved", "cote"),
        observation("o-gone", "roy"),
        appointment("a-both", "roy", "cote"),
        made("{'resourceType': 'Organization', 'id': 'org', 'name': 'CLSC'}"),
        made("{'resourceType': 'Basic', 'id': 'basic', 'code': {'text': 'x'}}"),
        visit("v-1", "roy"),
        visit("v-2", "roy", "Practitioner/demo-psy-lavoie"),
        visit("v-3", "cote", "Practitioner/demo-dre-tremblay"),
        visit("v-4", "cote", "Practitioner/demo-agente-morin"),
        visit("v-5", "ndiaye", "Practitioner/demo-prepose-diallo"),
    ]


@contextmanager
def opened(engine: str) -> Iterator[tuple[asyncio.Runner, Ward]]:
    with asyncio.Runner() as runner:
        ward = runner.run(_filled(engine))
        try:
            yield runner, ward
        finally:
            runner.run(ward.log.close())
            runner.run(ward.store.close())


async def _filled(engine: str) -> Ward:
    clock = Clock()
    store = await Store.open(engine, clock=clock, relate=(relate,))
    log = Log.open(engine, KEY)
    ward = Ward(store, log, clock, Records(store, log, clock), url=engine)
    await ward.put(*world())
    await ward.put(observation("o-moved", "roy"))
    await (await ward.desk("systeme")).commit([Delete("Observation", "o-gone")])
    return ward


def judged(desk: Desk, version: Version | None) -> bool:
    return version is not None and visible(
        desk.scope, key=version.key, type_=version.type, patients=version.patients, labels=version.labels
    )
