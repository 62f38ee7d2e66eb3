"""Destroying a person's record under a retention rule, by two people. A tombstone stays, and the log stays whole.

What belongs to this person alone goes: each resource is deleted as ever, so that index, relations and whoever follows
the feed learn of it, then everything it ever said is erased. What belongs to others too (an appointment of two, mother
and newborn) is theirs, stays, and is told. The access log keeps its rows: they name the person by number only.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from dsn.access.actor import Actor, Why
from dsn.access.roles import role
from dsn.base.clock import Instant
from dsn.base.errors import Forbidden, Invalid, NotFound
from dsn.base.ids import Key
from dsn.log.events import Event
from dsn.records.events import event_of
from dsn.records.inside import Inside
from dsn.store import kinds
from dsn.store.changes import Commit, Delete, Stamp
from dsn.store.current import Current
from dsn.store.keeping import erase
from dsn.store.keeping.erase import Place

TOMBSTONE = "destroyed."
"""Settings of that prefix, by the person's number: what was destroyed, when, under which rule and by whom."""
_CHANGES = 50


class Destroyed(msgspec.Struct):
    """The certificate. `resources` and `shared` by type; `shared` stay, for they are of other people too."""

    patient: str
    key: Key
    at: Instant
    rule: str
    by: str
    agreed: str
    resources: dict[str, int]
    versions: int
    shared: list[str]


@dataclass(slots=True)
class Destruction:
    """One destruction on its way. Stopped anywhere and begun again, it does what is left."""

    inside: Inside
    by: Actor
    agreed: Actor
    rule: str
    why: Why

    def check(self) -> None:
        """Raises Forbidden `destroy-not-allowed`, Invalid `destroy-two-people` or `destroy-no-rule`."""
        if not role(self.by.role).destroys:
            raise Forbidden("destroy-not-allowed", role=self.by.role)
        if not role(self.agreed.role).agrees_to_destroy:
            raise Forbidden("destroy-not-allowed", role=self.agreed.role)
        if self.by.who == self.agreed.who or "robot" in (self.by.kind, self.agreed.kind):
            raise Invalid("destroy-two-people")
        if not self.rule.strip():
            raise Invalid("destroy-no-rule")

    async def run(self, patient_id: str) -> Destroyed:
        """Raises NotFound `resource-not-found` when there is no such person, and never was."""
        found = await self.inside.store.read("Patient", patient_id)
        if found is None:
            raise NotFound("resource-not-found", type="Patient", id=patient_id)
        person = found.key
        await self.inside.log.write(self._event([person], f"destroy Patient/{patient_id}: {self.rule}"))
        newest = await self._about(person, "resource")
        alone = [one for one in newest if one.patients == (person,)]
        await self._delete([one for one in alone if not one.deleted])
        keys = {one.key for one in alone}
        past = await self._about(person, "past", keys)
        versions = await self._erase([one for one in past if one.key in keys or one.patients == (person,)])
        types = Counter(kinds.name(one.type) for one in alone)
        shared = sorted(erase.name_of(one) for one in newest if len(one.patients) > 1 and not one.deleted)
        done = Destroyed(
            patient_id,
            person,
            self.inside.clock(),
            self.rule,
            self.by.who,
            self.agreed.who,
            dict(sorted(types.items())),
            versions,
            shared,
        )
        await self._close(done)
        return done

    async def _about(self, person: Key, table: str, keys: Collection[Key] = ()) -> list[Current]:
        """All versions in a table that are about the person, or of these resources."""
        database = self.inside.store.database
        found: list[Current] = []
        after: Place | None = erase.START
        while after is not None:
            some, after = await database.read(
                partial(erase.about, person=person, table=table, after=after, keys=keys)
            )
            found += some
        return found

    async def _delete(self, alive: Sequence[Current]) -> None:
        """As anybody deletes, with rows of the log in the same transactions; the Patient last, so that who begins
        again finds it."""
        ordered = sorted(alive, key=lambda one: kinds.name(one.type) == "Patient")
        stamp = Stamp(self.by.who, on_behalf_of=self.agreed.who, client="destroy", actor=self.by.kind)
        for start in range(0, len(ordered), _CHANGES):
            some = ordered[start : start + _CHANGES]
            changes = tuple(Delete(kinds.name(one.type), one.id) for one in some)

            def witness(people: frozenset[Key], count: int = len(some)) -> bytes:
                return self.inside.log.pack(self._event(people, f"destroy: {count} resources"))

            await self.inside.store.commit(Commit(changes, stamp, witness=witness))

    async def _erase(self, versions: Sequence[Current]) -> int:
        writer = self.inside.store.database.writer
        await writer.submit(erase.keep_nothing)
        count = 0
        for start in range(0, len(versions), erase.VERSIONS):
            some = versions[start : start + erase.VERSIONS]
            count += await writer.submit(partial(erase.erase, versions=some))
        return count

    async def _close(self, done: Destroyed) -> None:
        """The tombstone, the last row of the log, and what was freed overwritten."""
        store = self.inside.store
        await store.database.writer.submit(partial(erase.free_guards, type_="Patient", id_=done.patient))
        await store.setting_set(f"{TOMBSTONE}{done.key}.{done.at}", msgspec.json.encode(done).decode())
        figures = (
            f"{sum(done.resources.values())} resources, {done.versions} versions, {len(done.shared)} shared"
        )
        await self.inside.log.write(self._event([done.key], f"destroyed Patient/{done.patient}: {figures}"))
        await asyncio.to_thread(erase.finish, store.database)

    def _event(self, people: Iterable[Key], query: str) -> Event:
        why = msgspec.structs.replace(self.why, reason=self.rule)
        event = event_of(self.inside.clock(), self.by, why, "retention", "destroy", people, query)
        return msgspec.structs.replace(event, on_behalf_of=self.agreed.who)
