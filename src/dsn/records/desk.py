"""A desk: one who, one why, one scope. What it gives was judged by the scope, and is in the log before it is given.

Absent and out of scope are one and the same refusal: same kind, same code, same values, and both are logged, so that
neither words nor time tell them apart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from dsn.access.actor import Actor, Why
from dsn.access.roles import Role
from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.errors import Forbidden, Gone, NotFound
from dsn.fhir.search.tree import Query
from dsn.log.events import Event
from dsn.records import chart, exporting, searching
from dsn.records.chart import Chart
from dsn.records.destroying import Destroyed, Destruction
from dsn.records.exporting import Export
from dsn.records.identity import Identity
from dsn.records.inside import Inside
from dsn.records.sight import Sight
from dsn.records.writing import Writing
from dsn.store.blobs.marks import Blob, marked
from dsn.store.changes import Change, Done, Found, Receipt, Version


class Desk:
    """Made by `Records.admit`, for one act or one request."""

    def __init__(self, inside: Inside, actor: Actor, held: Role, why: Why, scope: Scope) -> None:
        self.actor = actor
        self.why = why
        self.scope = scope
        self.role = held
        self._inside = inside
        self._sight = Sight(inside, actor, why, scope)
        self._written: dict[tuple[str, str, int], Callable[[], Version] | None] = {}

    async def read(self, type_: str, id_: str, *, whole: bool = True) -> Version:
        """The newest version. Raises NotFound `resource-not-found`, Gone `resource-deleted`.

        `whole` False: large contents stay behind their marks, for `content`.
        """
        found = await self._sight.newest(type_, id_, f"{type_}/{id_}", whole=whole)
        await self._sight.tell("read", found.patients, f"{type_}/{id_}")
        if found.deleted:
            raise Gone("resource-deleted", type=type_, id=id_)
        return found

    async def vread(self, type_: str, id_: str, version: int, *, whole: bool = True) -> Version:
        """One version, which may be a deletion. In scope must be both that version and the newest one: what was
        corrected away from a person is not shown again. Raises NotFound `version-not-found`."""
        return await self._sight.told_version(type_, id_, version, whole=whole)

    async def content(self, blob: Blob) -> AsyncIterator[bytes]:
        """A large content, piece by piece, of a version that this desk has read. Raises NotFound for any other."""
        if blob.digest not in self._sight.contents:
            raise NotFound("content-not-found")
        async for piece in self._inside.store.blobs.stream(blob):
            yield piece

    async def keep(self, chunks: AsyncIterator[bytes], limit: int) -> Blob:
        """Keeps a content for a commit to come. Raises Forbidden `write-not-allowed`, Invalid `body-too-large`."""
        if not self.scope.writes:
            raise Forbidden("write-not-allowed", type="Binary")
        return await self._inside.store.blobs.put(chunks, limit)

    async def history(
        self,
        type_: str | None = None,
        id_: str | None = None,
        *,
        since: Instant | None = None,
        at: Instant | None = None,
        count: int | None = None,
        token: str | None = None,
    ) -> Found:
        """A page of versions, newest first; `token` goes on where a page ended.

        Of one resource as in `vread`. Of a type or of everything only for a desk that sees everyone: Forbidden
        `history-everyone-only`. Raises NotFound, and Invalid or Gone for the token.
        """
        return await searching.history(self._sight, type_, id_, since, at, count, token)

    async def search(
        self,
        query: Query,
        *,
        count: int | None = None,
        token: str | None = None,
        source: str = "",
        within: str = "",
        whole: bool = False,
    ) -> Found:
        """A page of a search; `token` (or the query's own page) goes on where a page ended, at the same instant.

        `source` is the query as it was sent, for the log. `within` is the id of the person whose compartment is
        searched. `whole` as in `Store.search`. Raises NotFound for a person out of scope, Invalid `paging-token-…`,
        Gone `paging-token-old`.
        """
        return await searching.search(self._sight, query, count, token, source, within, whole)

    async def identities(self, query: Query, limit: int = 50, *, source: str = "") -> list[Identity]:
        """Who answers to a search by name, number or birth date: anyone in the record, identity only.

        Raises Forbidden `identities-not-allowed`, or `identity-search-too-wide` for a search by anything else.
        """
        return await searching.identities(self._sight, query, limit, source)

    async def open_chart(self, patient_id: str, screen: str = "") -> Chart:
        """Opens somebody's record: one event in the log, whatever the chart is then asked for.

        Raises OutOfRelation (Forbidden, with the identity) when the desk may know who it is but not what is in the
        record; NotFound when not even that. Both are logged as refused.
        """
        return await chart.opened(self._sight, patient_id, screen)

    async def commit(
        self,
        changes: Sequence[Change],
        *,
        idempotency: str | None = None,
        occurred: Instant | None = None,
        on_behalf_of: str = "",
        blobs: tuple[bytes, ...] = (),
    ) -> Receipt:
        """Writes all of it or nothing, with its row of the log in the same transaction.

        Raises NotFound for a target out of scope, Forbidden `write-not-allowed`, Refused by an invariant, and what the
        store raises: Conflict, PreconditionFailed, Invalid, Busy.
        """
        writing = Writing(self._inside, self.actor, self.role, self.why, self.scope, blobs)
        receipt = await writing.commit(changes, idempotency, occurred, on_behalf_of)
        self._written |= {
            (done.type, done.id, done.version): receipt.written.get((done.key, done.version))
            for done in receipt.done
            if _is_news(done)
        }
        if receipt.repeated:
            await self._sight.tell("write", (), f"repeated: {idempotency}")
        return receipt

    async def export(
        self,
        *,
        patients: Sequence[str] = (),
        types: Iterable[str] = (),
        since: Instant = 0,
        at: Instant | None = None,
    ) -> Export:
        """Everything in scope as it stood at `at` (now, settled), to be taken slice by slice; each slice is logged.

        `patients`: only what belongs to these people, by id. `since`: only versions recorded from then on, deletions
        among them. Raises NotFound for a person out of scope, Invalid `resource-type-unknown`, Busy.
        """
        return await exporting.begun(self._sight, patients, frozenset(types), since, at)

    async def who_looked(
        self, patient_id: str, since: Instant, until: Instant, limit: int = 1000
    ) -> list[Event]:
        """« Qui a consulté »: the acts of [since, until) that showed or changed this person, newest first, `limit` at
        most. Asking is an act of the log, too.

        Raises Forbidden `log-not-allowed` for who does not see everyone; NotFound for nobody.
        """
        if self.scope.people is not None:
            raise Forbidden("log-not-allowed")
        person = await self._sight.newest("Patient", patient_id, f"log Patient/{patient_id}")
        await self._sight.tell("read", (person.key,), f"log Patient/{patient_id}")
        return (await self._inside.log.by_person(person.key, since, until))[:limit]

    async def destroy(self, patient_id: str, rule: str, agreed: Desk) -> Destroyed:
        """Destroys a person's record for good, under `rule`, with the agreement of somebody else's desk.

        Raises NotFound; Forbidden `destroy-not-allowed`; Invalid `destroy-two-people`, `destroy-no-rule`.
        """
        destruction = Destruction(self._inside, self.actor, agreed.actor, rule, self.why)
        destruction.check()
        return await destruction.run(patient_id)

    async def written(self, done: Done, *, whole: bool = True) -> Version:
        """The version that a change of this desk made, to answer the writer with; the log has the write already.

        What the change found there and left alone is read like anything else.
        """
        name = (done.type, done.id, done.version)
        if name in self._written:
            at_hand = self._written[name]
            version = at_hand() if at_hand else None
            if version is None or (whole and marked(version.body)):
                version = await self._inside.store.vread(*name, whole=whole)
            if version is not None:
                return version
        return await self.vread(done.type, done.id, done.version, whole=whole)


def _is_news(done: Done) -> bool:
    return done.outcome in ("created", "updated")
