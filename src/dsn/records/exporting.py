"""Exporting: all that a desk may see, as of one instant, in slices; each is in the log before it leaves."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dsn.access.scope import Scope, visible
from dsn.base.clock import Instant
from dsn.base.ids import Key, bucket_of_key
from dsn.records.sight import Sight, people_of
from dsn.store import kinds
from dsn.store.changes import Version
from dsn.store.keeping.walk import START, Walk, Walked, keys_of, settled
from dsn.store.store import Store

FEW = 500
"""People from whom an export starts, rather than from everything; beyond, walking it all is as fast."""

_ASKED = 400
"""How much of what was asked the log keeps of an export."""

Belonging = tuple[frozenset[Key], int]
"""People and labels of a version."""
Tell = Callable[[frozenset[Key]], Awaitable[None]]


@dataclass(slots=True)
class Export:
    """Made by `Desk.export`. `at` is its instant: the same one again gives the same slices."""

    at: Instant
    scope: Scope
    walk: Walk
    store: Store
    tell: Tell
    _told: frozenset[Key] = field(default=frozenset())
    _bucket: int = -1

    async def next(self, after: Key = START) -> Walked:
        """The slice after `after`, in the log already. A desk's own deletions come too, where `since` was asked."""
        began = time.monotonic()
        found = await self.store.database.read(lambda connection: self.walk.step(connection, after))
        await self.store.database.give_way(time.monotonic() - began)
        seen = tuple(version for version in found.versions if self._shows(version, found.now))
        for version in seen:
            self._in_bucket(bucket_of_key(version.key))
        people = people_of(seen) - self._told
        if people:
            await self.tell(people)
            self._told |= people
        return Walked(seen, found.after)

    def _in_bucket(self, bucket: int) -> None:
        """People whose records lie elsewhere are forgotten: told twice at worst, and memory stays the same."""
        if bucket != self._bucket:
            self._bucket = bucket
            self._told = frozenset(key for key in self._told if bucket_of_key(key) == bucket)

    def _shows(self, version: Version, now: Mapping[Key, Belonging]) -> bool:
        """By itself and by the newest version: what was corrected away from a person is not shown again."""
        if version.deleted and not self.walk.since:
            return False
        judged = [(version.patients, version.labels), *([now[version.key]] if version.key in now else [])]
        return all(
            visible(self.scope, key=version.key, type_=version.type, patients=patients, labels=labels)
            for patients, labels in judged
        )


async def begun(
    sight: Sight, patients: Sequence[str], types: frozenset[str], since: Instant, at: Instant | None
) -> Export:
    """See `Desk.export`."""
    for type_ in types:
        kinds.number(type_)
    store, scope = sight.inside.store, sight.scope
    if patients:
        people = [(await sight.newest("Patient", id_, f"Patient/{id_}/*")).key for id_ in patients]
        scope = replace(scope, people=await store.people(people), shared_types=frozenset())
    instant = await settled(store.database) if at is None else at
    asked = f"export at={instant} since={since} types={','.join(sorted(types))} {' '.join(patients)}"

    async def tell(people: frozenset[Key]) -> None:
        await sight.tell("export", people, asked[:_ASKED])

    walk = await _driven(store, Walk(instant, since, types), scope)
    return Export(instant, scope, walk, store, tell)


async def _driven(store: Store, walk: Walk, scope: Scope) -> Walk:
    """The same walk, by the people of the scope when they are few; `shared_types` belong to nobody, whose key is 0."""
    if scope.people is None or len(scope.people) > FEW:
        return walk
    people = {*scope.people, 0} if scope.shared_types else set(scope.people)
    keys = await store.database.read(lambda connection: keys_of(connection, people, walk.at))
    return replace(walk, keys=keys)
