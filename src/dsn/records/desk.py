"""A desk: one who, one why, one scope. What it gives was judged by the scope, and is in the log before it is given.

Absent and out of scope are one and the same refusal: same kind, same code, same values, and both are logged, so that
neither words nor time tell them apart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace

from msgspec import structs

from dsn.access.actor import Actor, Why
from dsn.access.roles import Role
from dsn.access.scope import Scope, visible
from dsn.base.clock import Instant
from dsn.base.errors import Forbidden, Gone, NotFound
from dsn.base.ids import Key
from dsn.fhir.search.tree import Query
from dsn.log.events import Act, Event
from dsn.records import tokens
from dsn.records.chart import Chart
from dsn.records.destroying import Destroyed, Destruction
from dsn.records.events import event_of
from dsn.records.exporting import Export, driven
from dsn.records.identity import (
    REASON,
    Identity,
    OutOfRelation,
    check_identity_query,
    identity_of,
    identity_scope,
)
from dsn.records.inside import Inside
from dsn.records.proxy import judged_instead
from dsn.records.writing import Writing
from dsn.store import kinds
from dsn.store.blobs.marks import Blob, marked
from dsn.store.changes import Change, Done, Found, Receipt, Version
from dsn.store.keeping.walk import Walk, settled


class Desk:
    """Made by `Records.admit`, for one act or one request."""

    def __init__(self, inside: Inside, actor: Actor, held: Role, why: Why, scope: Scope) -> None:
        self.actor = actor
        self.why = why
        self.scope = scope
        self.role = held
        self._inside = inside
        self._store = inside.store
        self._written: dict[tuple[str, str, int], Callable[[], Version] | None] = {}
        self._contents: set[bytes] = set()

    async def read(self, type_: str, id_: str, *, whole: bool = True) -> Version:
        """The newest version. Raises NotFound `resource-not-found`, Gone `resource-deleted`.

        `whole` False: large contents stay behind their marks, for `content`.
        """
        found = await self._seen(type_, id_, f"{type_}/{id_}", whole=whole)
        await self._tell("read", found.patients, f"{type_}/{id_}")
        if found.deleted:
            raise Gone("resource-deleted", type=type_, id=id_)
        return found

    async def vread(self, type_: str, id_: str, version: int, *, whole: bool = True) -> Version:
        """One version, which may be a deletion. In scope must be both that version and the newest one: what was
        corrected away from a person is not shown again. Raises NotFound `version-not-found`."""
        place = f"{type_}/{id_}/_history/{version}"
        missing = NotFound("version-not-found", type=type_, id=id_, version=str(version))
        await self._seen(type_, id_, place, missing, whole=False)
        found = await self._store.vread(type_, id_, version, whole=whole)
        stands = found and await self._stands_for(found)
        if found is None or stands is None or not self._sees(stands):
            await self._tell("refused", found.patients if found else (), place)
            raise missing
        await self._tell("read", stands.patients, place)
        self._contents.update(blob.digest for blob in marked(found.body))
        return found

    async def content(self, blob: Blob) -> AsyncIterator[bytes]:
        """A large content, piece by piece, of a version that this desk has read. Raises NotFound for any other."""
        if blob.digest not in self._contents:
            raise NotFound("content-not-found")
        async for piece in self._store.blobs.stream(blob):
            yield piece

    async def keep(self, chunks: AsyncIterator[bytes], limit: int) -> Blob:
        """Keeps a content for a commit to come. Raises Forbidden `write-not-allowed`, Invalid `body-too-large`."""
        if not self.scope.writes:
            raise Forbidden("write-not-allowed", type="Binary")
        return await self._store.blobs.put(chunks, limit)

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
        asked = f"{type_ or ''}/{id_ or ''}/_history?since={since}&at={at}"
        if type_ and id_:
            await self._seen(type_, id_, asked)
        elif self.scope.people is not None:
            raise Forbidden("history-everyone-only")
        digest = tokens.digest_of(asked, self.scope)
        versions, cursor = await self._store.history(
            type_, id_, since=since, at=at, count=count or _PAGE, cursor=self._opened(token, digest)
        )
        shown = tuple(version for version in versions if self._sees(version))
        await self._tell("history", _people(shown), asked)
        now = self._inside.clock()
        return Found(shown, (), now, next=cursor, token=self._sealed(cursor, now, digest))

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
        scope = await self._narrowed(within) if within else self.scope
        digest = tokens.digest_of(f"{within}/{tokens.asked_by(query)}", self.scope)
        cursor = self._opened(query.page if token is None else token, digest)
        found = await self._store.search(query, scope, count=count, cursor=cursor, whole=whole)
        await self._tell("search", _people(found.matches + found.included), _said(query, source))
        return structs.replace(found, token=self._sealed(found.next, found.instant, digest))

    async def identities(self, query: Query, limit: int = 50, *, source: str = "") -> list[Identity]:
        """Who answers to a search by name, number or birth date: anyone in the record, identity only.

        Raises Forbidden `identities-not-allowed`, or `identity-search-too-wide` for a search by anything else.
        """
        if not self.scope.identities:
            raise Forbidden("identities-not-allowed")
        check_identity_query(query)
        found = await self._store.search(query, identity_scope(self.scope), count=limit)
        await self._tell("search", _people(found.matches), _said(query, source), relation=REASON)
        return [identity_of(version) for version in found.matches]

    async def open_chart(self, patient_id: str, screen: str = "") -> Chart:
        """Opens somebody's record: one event in the log, whatever the chart is then asked for.

        Raises OutOfRelation (Forbidden, with the identity) when the desk may know who it is but not what is in the
        record; NotFound when not even that. Both are logged as refused.
        """
        found = await self._store.read("Patient", patient_id)
        place = f"Patient/{patient_id}"
        if found is None or found.deleted or not self._sees(found):
            await self._tell("refused", found.patients if found else (), place, screen=screen)
            if found is not None and not found.deleted and self._may_identify(found):
                raise OutOfRelation(identity_of(found))
            raise NotFound("resource-not-found", type="Patient", id=patient_id)
        await self._tell("open", found.patients, place, screen=screen)

        async def tell(others: frozenset[Key]) -> None:
            await self._tell("read", others, place, screen=screen)

        return Chart(self._store, found, await self._store.people([found.key]), self.scope, tell)

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
            await self._tell("write", (), f"repeated: {idempotency}")
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
        for type_ in (types := frozenset(types)):
            kinds.number(type_)
        scope = self.scope
        if patients:
            people = [(await self._seen("Patient", id_, f"Patient/{id_}/*")).key for id_ in patients]
            scope = replace(scope, people=await self._store.people(people), shared_types=frozenset())
        instant = await settled(self._store.database) if at is None else at
        asked = f"export at={instant} since={since} types={','.join(sorted(types))} {' '.join(patients)}"

        async def tell(people: frozenset[Key]) -> None:
            await self._tell("export", people, asked[:_ASKED])

        walk = await driven(self._store, Walk(instant, since, types), scope)
        return Export(instant, scope, walk, self._store, tell)

    async def who_looked(
        self, patient_id: str, since: Instant, until: Instant, limit: int = 1000
    ) -> list[Event]:
        """« Qui a consulté »: the acts of [since, until) that showed or changed this person, newest first, `limit` at
        most. Asking is an act of the log, too.

        Raises Forbidden `log-not-allowed` for who does not see everyone; NotFound for nobody.
        """
        if self.scope.people is not None:
            raise Forbidden("log-not-allowed")
        person = await self._seen("Patient", patient_id, f"log Patient/{patient_id}")
        await self._tell("read", (person.key,), f"log Patient/{patient_id}")
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
                version = await self._store.vread(*name, whole=whole)
            if version is not None:
                return version
        return await self.vread(done.type, done.id, done.version, whole=whole)

    async def _seen(
        self, type_: str, id_: str, place: str, missing: NotFound | None = None, *, whole: bool = True
    ) -> Version:
        """The newest version when it is in scope; else the refusal, logged."""
        found = await self._store.read(type_, id_, whole=whole)
        stands = found and await self._stands_for(found)
        if found is None or stands is None or not self._sees(stands):
            await self._tell("refused", found.patients if found else (), place)
            raise missing or NotFound("resource-not-found", type=type_, id=id_)
        if not whole:
            self._contents.update(blob.digest for blob in marked(found.body))
        return structs.replace(found, patients=stands.patients) if stands is not found else found

    async def _stands_for(self, found: Version) -> Version:
        """What is judged instead of a Binary: its security context. Of a person's own, itself says whose it is."""
        if found.type != "Binary" or found.patients or found.deleted:
            return found
        return await judged_instead(self._store, found)

    async def _narrowed(self, patient_id: str) -> Scope:
        """This desk's scope, for one person and what belongs to them alone."""
        person = await self._seen("Patient", patient_id, f"Patient/{patient_id}/*")
        return replace(self.scope, people=await self._store.people([person.key]))

    def _sees(self, version: Version) -> bool:
        return visible(
            self.scope,
            key=version.key,
            type_=version.type,
            patients=version.patients,
            labels=version.labels,
        )

    def _may_identify(self, found: Version) -> bool:
        return self.scope.identities and not found.labels & identity_scope(self.scope).barred_labels

    async def _tell(
        self, act: Act, subjects: Iterable[Key], query: str, *, relation: str = "", screen: str = ""
    ) -> None:
        event = event_of(
            self._inside.clock(), self.actor, self.why, relation or self.scope.reason, act, subjects, query
        )
        await self._inside.log.write(structs.replace(event, screen=screen) if screen else event)

    def _opened(self, token: str | None, digest: bytes) -> bytes | None:
        if token is None:
            return None
        return tokens.open_sealed(self._inside.page_key, token, digest, self._inside.clock())

    def _sealed(self, cursor: bytes | None, instant: Instant, digest: bytes) -> str | None:
        return None if cursor is None else tokens.seal(self._inside.page_key, cursor, instant, digest)


_ASKED = 400
"""How much of what was asked the log keeps of an export."""
_PAGE = 100
"""Versions on a page of history when nobody says how many."""


def _people(versions: Iterable[Version]) -> frozenset[Key]:
    return frozenset().union(*(version.patients for version in versions))


def _is_news(done: Done) -> bool:
    return done.outcome in ("created", "updated")


def _said(query: Query, source: str) -> str:
    return f"{query.type or '*'}?{source}"
