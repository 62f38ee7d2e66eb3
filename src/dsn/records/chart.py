"""A chart: one person's record, opened. What is read in it of this person is covered by the event that opened it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from dsn.access.scope import Scope, visible
from dsn.base.errors import Gone, NotFound
from dsn.base.ids import Key
from dsn.fhir.search.tree import Query
from dsn.records.identity import Identity, OutOfRelation, identity_of, identity_scope
from dsn.records.sight import Sight
from dsn.store.changes import Found, Version
from dsn.store.store import Store

Tell = Callable[[frozenset[Key]], Awaitable[None]]
"""Writes the event that shows these people, durably."""


class Chart:
    """Made by `Desk.open_chart`. Shows this person's resources and what belongs to nobody, within the desk's scope.

    A resource may concern other people too (an appointment of two, a newborn and the mother): who is shown so for the
    first time is told to the log before they are shown.
    """

    def __init__(
        self, store: Store, patient: Version, people: frozenset[Key], scope: Scope, tell: Tell
    ) -> None:
        """`people`: the person, and whoever is one with them."""
        self.patient = patient
        self.scope = replace(scope, people=people, identities=False, writes=False)
        self._store = store
        self._tell = tell
        self._shown = patient.patients

    @property
    def identity(self) -> Identity:
        """Who it is."""
        return identity_of(self.patient)

    async def search(self, query: Query, *, count: int | None = None, cursor: bytes | None = None) -> Found:
        """A search among what belongs to this person: it need not name them. `Found.next` goes on as `cursor`.

        Large contents stay behind their marks (`dsn.store.blobs.marks`).
        """
        found = await self._store.search(query, self.scope, count=count, cursor=cursor)
        await self._show(found.matches + found.included)
        return found

    async def read(self, type_: str, id_: str) -> Version:
        """One resource of this person. Raises NotFound `resource-not-found` (also when it is somebody else's),
        Gone `resource-deleted`."""
        found = await self._store.read(type_, id_)
        if found is None or not self._shows(found):
            raise NotFound("resource-not-found", type=type_, id=id_)
        if found.deleted:
            raise Gone("resource-deleted", type=type_, id=id_)
        await self._show((found,))
        return found

    async def _show(self, versions: Sequence[Version]) -> None:
        shown = self._shown
        others = {
            key for version in versions if version.patients != shown for key in version.patients
        } - shown
        if others:
            await self._tell(frozenset(others))
            self._shown |= others

    def _shows(self, found: Version) -> bool:
        return visible(
            self.scope, key=found.key, type_=found.type, patients=found.patients, labels=found.labels
        )


async def opened(sight: Sight, patient_id: str, screen: str) -> Chart:
    """See `Desk.open_chart`."""
    store = sight.inside.store
    found = await store.read("Patient", patient_id)
    place = f"Patient/{patient_id}"
    if found is None or found.deleted or not sight.sees(found):
        await sight.tell("refused", found.patients if found else (), place, screen=screen)
        if found is not None and not found.deleted and _may_identify(sight.scope, found):
            raise OutOfRelation(identity_of(found))
        raise NotFound("resource-not-found", type="Patient", id=patient_id)
    await sight.tell("open", found.patients, place, screen=screen)

    async def tell(others: frozenset[Key]) -> None:
        await sight.tell("read", others, place, screen=screen)

    return Chart(store, found, await store.people([found.key]), sight.scope, tell)


def _may_identify(scope: Scope, found: Version) -> bool:
    return scope.identities and not found.labels & identity_scope(scope).barred_labels
