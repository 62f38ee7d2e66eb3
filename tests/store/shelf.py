"""A store for one test, and short ways to say what is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from dsn.access.relations import Relate
from dsn.fhir.json import decode
from dsn.fhir.types import Resource
from dsn.sql.connection import Connection
from dsn.store import Store
from dsn.store.changes import Change, Commit, Receipt, Stamp

STAMP = Stamp("Practitioner/essai", screen="tests")
BEGIN = 1_770_000_000_000


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> int:
        return self.now


class Shelf:
    """An open store with its clock."""

    def __init__(self, store: Store, clock: Clock, url: str, relate: Sequence[Relate] = ()) -> None:
        self.store = store
        self.clock = clock
        self.url = url
        self._relate = relate

    async def commit(self, *changes: Change, **more: Any) -> Receipt:
        """Commits as the tests' practitioner."""
        return await self.store.commit(Commit(changes, STAMP, **more))

    async def reopen(self) -> None:
        """Closes the store and opens it again, as a program begun anew does."""
        await self.store.close()
        self.store = await Store.open(self.url, clock=self.clock, relate=self._relate)

    async def body(self, type_: str, id_: str) -> dict[str, Any] | None:
        """The newest version as plain JSON; None when there is none or it is gone."""
        found = await self.store.read(type_, id_)
        return msgspec.json.decode(found.body) if found is not None and not found.deleted else None


async def settled(store: Store) -> None:
    """Returns once the feed tells of every commit there is.

    On PostgreSQL it holds back what a transaction still running might come before, and those of other databases of the
    server count too: the tests beside this one.
    """
    for _ in range(800):
        if await store.database.read(_tells_all):
            return
        await asyncio.sleep(0.025)
    raise AssertionError("a transaction elsewhere held the feed back for twenty seconds")


def _tells_all(connection: Connection) -> bool:
    if not connection.dialect.is_postgres:
        return True
    late = "SELECT count(*) FROM feed WHERE turn >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    return connection.rows(late)[0][0] == 0


def on_shelf(url: str, work: Callable[[Shelf], Awaitable[None]], relate: Sequence[Relate] = ()) -> None:
    """Runs `work` with a store at `url`."""

    async def run() -> None:
        clock = Clock()
        store = await Store.open(url, clock=clock, relate=relate)
        try:
            await work(Shelf(store, clock, url, relate))
        finally:
            await store.close()

    asyncio.run(run())


def made(**plain: Any) -> Resource:
    """A resource from its elements."""
    return decode(msgspec.json.encode(plain))


def patient(id_: str | None = None, family: str = "Roy", **more: Any) -> Resource:
    """Somebody."""
    own = {"id": id_} if id_ else {}
    return made(resourceType="Patient", **own, name=[{"family": family}], **more)


def observation(
    id_: str | None = None, of: str = "Patient/roy", code: str = "718-7", **more: Any
) -> Resource:
    """A laboratory result of somebody."""
    own = {"id": id_} if id_ else {}
    coding = [{"system": "http://loinc.org", "code": code}]
    return made(
        resourceType="Observation",
        **own,
        status="final",
        code={"coding": coding},
        subject={"reference": of},
        **more,
    )
