"""A small record with its log, and a second empty place, for the tests of what operators do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.records.ward import Clock, observation, patient, relate, visit

from dsn.accounts import demo
from dsn.base.ids import Key
from dsn.fhir.types import Resource
from dsn.log.keys import LOG_KEY, stored_key
from dsn.log.log import Log
from dsn.log.verify import verify
from dsn.records import Desk, Records, Why
from dsn.store.changes import Update
from dsn.store.keeping import walk
from dsn.store.store import Store


@dataclass
class Place:
    """An open record and its log."""

    url: str
    store: Store
    log: Log
    clock: Clock
    records: Records

    async def desk(self, account: str = "systeme") -> Desk:
        return await self.records.admit(demo.account(account).actor(), Why("test", request="r1"))

    async def put(self, *resources: Resource, account: str = "systeme") -> None:
        await (await self.desk(account)).commit([Update(one) for one in resources])

    async def key(self, patient_id: str) -> Key:
        found = await self.store.read("Patient", patient_id)
        assert found is not None
        return found.key

    async def assert_sound(self) -> None:
        """Index and record agree, and the log is whole."""
        assert (await self.store.check()).sound
        assert (await verify(self.log, self.store)).flaws == ()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Place]:
    clock = Clock()
    store = await Store.open(url, clock=clock, relate=(relate,))
    log = Log.open(url, await stored_key(store, LOG_KEY))
    try:
        yield Place(url, store, log, clock, Records(store, log, clock))
    finally:
        await log.close()
        await store.close()


async def fill(place: Place) -> None:
    """Roy, whom nurse Gagnon follows, and Côté; each with a haemoglobin, Roy's corrected once; somebody read it."""
    await place.put(
        patient("roy", "Roy"),
        patient("cote", "Côté"),
        observation("obs-roy", "roy"),
        observation("obs-cote", "cote"),
        visit("visit-roy", "roy"),
    )
    await place.put(observation("obs-roy", "roy", "4544-3"))
    await (await place.desk("inf-gagnon")).read("Observation", "obs-roy")


def at(url: str, work: Callable[[Place], Awaitable[None]], *, filled: bool = False) -> None:
    """Runs `work` with the record at `url` open."""

    async def run() -> None:
        async with opened(url) as place:
            if filled:
                await fill(place)
            await work(place)

    asyncio.run(run())


async def settled(place: Place) -> int:
    """The instant of the newest commit, once nothing is still to come before it."""
    return await walk.settled(place.store.database)
