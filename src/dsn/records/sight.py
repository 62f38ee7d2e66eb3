"""What one desk sees: a version in its scope, or the one refusal; and its acts, told to the log.

Absent and out of scope are refused here, in the same words for both, and both are logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from msgspec import structs

from dsn.access.actor import Actor, Why
from dsn.access.scope import Scope, visible
from dsn.base.errors import NotFound
from dsn.base.ids import Key
from dsn.log.events import Act
from dsn.records.events import event_of
from dsn.records.inside import Inside
from dsn.records.proxy import judged_instead
from dsn.store.blobs.marks import marked
from dsn.store.changes import Version


@dataclass(slots=True)
class Sight:
    """One desk's way of looking. What it gives is judged, and is the caller's to tell before it is shown.

    `contents`: digests of the large contents behind the marks in what was given.
    """

    inside: Inside
    actor: Actor
    why: Why
    scope: Scope
    contents: set[bytes] = field(default_factory=set)

    async def newest(
        self, type_: str, id_: str, place: str, missing: NotFound | None = None, *, whole: bool = True
    ) -> Version:
        """The newest version, which may be a deletion, with the people of what was judged in its place.

        Out of scope or absent: the refusal is logged as an act on `place`, and raised as `missing`, or else as
        NotFound `resource-not-found`.
        """
        found = await self.inside.store.read(type_, id_, whole=whole)
        stands = found and await self._stands_for(found)
        if found is None or stands is None or not self.sees(stands):
            await self.tell("refused", found.patients if found else (), place)
            raise missing or NotFound("resource-not-found", type=type_, id=id_)
        if not whole:
            self.contents.update(blob.digest for blob in marked(found.body))
        return structs.replace(found, patients=stands.patients) if stands is not found else found

    async def told_version(self, type_: str, id_: str, version: int, *, whole: bool = True) -> Version:
        """See `Desk.vread`. In the log already."""
        place = f"{type_}/{id_}/_history/{version}"
        missing = NotFound("version-not-found", type=type_, id=id_, version=str(version))
        await self.newest(type_, id_, place, missing, whole=False)
        found = await self.inside.store.vread(type_, id_, version, whole=whole)
        stands = found and await self._stands_for(found)
        if found is None or stands is None or not self.sees(stands):
            await self.tell("refused", found.patients if found else (), place)
            raise missing
        await self.tell("read", stands.patients, place)
        self.contents.update(blob.digest for blob in marked(found.body))
        return found

    async def narrowed(self, patient_id: str) -> Scope:
        """The scope, for one person and what belongs to them. Raises NotFound, logged, for who is out of it."""
        person = await self.newest("Patient", patient_id, f"Patient/{patient_id}/*")
        return replace(self.scope, people=await self.inside.store.people([person.key]))

    def sees(self, version: Version) -> bool:
        """By the scope alone: nothing is looked up, and nothing logged."""
        return visible(
            self.scope,
            key=version.key,
            type_=version.type,
            patients=version.patients,
            labels=version.labels,
        )

    async def tell(
        self, act: Act, subjects: Iterable[Key], query: str, *, relation: str = "", screen: str = ""
    ) -> None:
        """Writes the event, durably, before it returns. `relation`, `screen`: instead of the desk's own."""
        event = event_of(
            self.inside.clock(), self.actor, self.why, relation or self.scope.reason, act, subjects, query
        )
        await self.inside.log.write(structs.replace(event, screen=screen) if screen else event)

    async def _stands_for(self, found: Version) -> Version:
        """What is judged instead of a Binary: its security context. Of a person's own, itself says whose it is."""
        if found.type != "Binary" or found.patients or found.deleted:
            return found
        return await judged_instead(self.inside.store, found)


def people_of(versions: Iterable[Version]) -> frozenset[Key]:
    """Whom an act concerns that shows these versions."""
    return frozenset().union(*(version.patients for version in versions))
