"""Is a commit allowed? Each change is judged by the scope and the role, on the record as it stands.

For a desk whose sight is limited, absent and out of scope are one: both NotFound, with the same values. So such a desk
makes nothing by `Update` of an id that is not there, and what it judged is pinned (`if_match`), so that the
record cannot change between judging and writing; the caller of `judged` tries again when it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dsn.access.labels import labels_of
from dsn.access.roles import Role
from dsn.access.scope import Scope
from dsn.access.writing import NEW, Body, may_see, may_write
from dsn.base.errors import DsnError, Forbidden, NotFound, Refused
from dsn.base.ids import Key
from dsn.fhir.search import extract
from dsn.fhir.search.rows import IndexRow, ReferenceRow
from dsn.fhir.types import Resource
from dsn.store.beside import merged
from dsn.store.changes import Change, Create, Delete, Guard, Update, Version
from dsn.store.compartment import context, people
from dsn.store.store import Store

Invariant = Callable[[Change], Iterable[DsnError]]
"""What must hold of every change, whoever makes it: pure, and gives what is wrong."""

_LOCAL = "urn:"


def unlimited(scope: Scope, held: Role) -> bool:
    """Is there nothing to judge? The system account only."""
    everything = scope.people is None and not scope.barred_labels and not scope.hidden
    return everything and held.writes and held.registers and held.defines


def check_invariants(changes: Sequence[Change], invariants: Iterable[Invariant]) -> None:
    """Raises Refused with every fault found."""
    faults = [fault for change in changes for invariant in invariants for fault in invariant(change)]
    if faults:
        raise Refused(faults)


class Judge:
    """Judges the changes of one commit together: what it registers may be written of in the same commit."""

    def __init__(self, store: Store, scope: Scope, held: Role) -> None:
        self._store = store
        self._scope = scope
        self._held = held
        self._registered: dict[str, str] = {}
        self._people: dict[str, Key] = {}

    async def judged(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """The changes, pinned to what was judged. Raises NotFound, or Forbidden `write-not-allowed`."""
        self._registered = {
            change.local: f"{_LOCAL}{number}"
            for number, change in enumerate(changes)
            if isinstance(change, Create | Update) and change.local and _type(change.resource) == "Patient"
        }
        return tuple([await self._judge(change) for change in changes])

    async def _judge(self, change: Change) -> Change:
        if isinstance(change, Create):
            return await self._create(change)
        if isinstance(change, Update):
            return await self._update(change)
        if isinstance(change, Delete):
            target = await self._target(change.type, change.id)
            self._check(_body(target))
            return change if change.if_match is not None else replace(change, if_match=_stands(target))
        return self._guard(change)

    async def _create(self, change: Create) -> Create:
        if change.keep_id:
            raise Forbidden("write-not-allowed", type=_type(change.resource))
        self._check(await self._new(change.resource, NEW))
        return change

    async def _update(self, change: Update) -> Update:
        type_, id_ = _type(change.resource), change.resource.id or ""
        if change.where is not None:
            found = await self._store.search(change.where, self._scope, count=2)
            if not found.matches:
                return await self._made_by(change)
            if len(found.matches) > 1:
                return change  # which the store refuses
            target = found.matches[0]
        else:
            target = await self._target(type_, id_)
        self._check(_body(target))
        self._check(await self._new(change.resource, target.key))
        return change if change.if_match is not None else replace(change, if_match=_stands(target))

    async def _made_by(self, change: Update) -> Update:
        """A conditional update that found nothing makes something, if nothing has come between."""
        if change.resource.id:
            raise NotFound("resource-not-found", type=_type(change.resource), id=change.resource.id)
        self._check(await self._new(change.resource, NEW))
        return replace(change, if_match=0)

    def _guard(self, change: Guard) -> Guard:
        if not self._scope.writes:
            raise Forbidden("write-not-allowed", type="Guard")
        return change

    async def _target(self, type_: str, id_: str) -> Version:
        """What is there to change. Raises NotFound when the desk does not see it, or nothing is there."""
        found = await self._store.read(type_, id_)
        if found is None or not may_see(self._scope, _body(found)):
            raise NotFound("resource-not-found", type=type_, id=id_)
        return found

    def _check(self, body: Body) -> None:
        if not may_write(self._scope, self._held, body):
            raise Forbidden("write-not-allowed", type=body.type)

    async def _new(self, resource: Resource, key: Key) -> Body:
        type_ = _type(resource)
        if type_ == "Patient":
            # who says that two records are of one person opens each to whoever may see the other
            others = [await self._person(id_, type_) for id_ in merged(resource)]
            return Body(type_, key, frozenset([key, *others]), labels_of(resource))
        if (named := context(resource)) is not None:
            return Body(type_, key, await self._of(*named), labels_of(resource))
        rows = [self._local(row) for row in extract(resource)]
        ids = people(type_, resource.id or "", rows)
        keys = frozenset([await self._person(id_, type_) for id_ in ids])
        return Body(type_, key, keys, labels_of(resource))

    async def _of(self, type_: str, id_: str) -> frozenset[Key]:
        """Whom a Binary concerns: those of what it names, which must be in sight."""
        return (await self._target(type_, id_)).patients

    def _local(self, row: IndexRow) -> IndexRow:
        """A reference to somebody this commit registers, as a reference to a Patient."""
        if isinstance(row, ReferenceRow) and row.url in self._registered:
            return row._replace(type="Patient", id=self._registered[row.url], url="")
        return row

    async def _person(self, id_: str, type_: str) -> Key:
        if id_.startswith(_LOCAL):
            return NEW
        if id_ not in self._people:
            found = await self._store.read("Patient", id_)
            if found is None:
                raise Forbidden("write-not-allowed", type=type_)  # as for a person out of scope
            self._people[id_] = found.key
        return self._people[id_]


def _type(resource: Resource) -> str:
    return type(resource).__name__


def _stands(target: Version) -> int:
    """The version to expect of it: a deleted resource counts as none."""
    return 0 if target.deleted else target.version


def _body(version: Version) -> Body:
    return Body(version.type, version.key, version.patients, version.labels)
