"""A change is data: what is to happen, who wants it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.search.tree import Query
from dsn.fhir.types import Resource


@dataclass(frozen=True, slots=True)
class Create:
    """A new resource; the store mints its id (any `id` in it is ignored) unless `keep_id`.

    `if_none_exist`: conditional create; one match = nothing happens, several = PreconditionFailed.
    `local` is what other changes of this commit call it (`urn:uuid:…`): references to it are rewritten.
    """

    resource: Resource
    if_none_exist: Query | None = None
    local: str | None = None
    keep_id: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """The next version of `resource.type/id`; creates it when there is none (`if_match` None or 0).

    `if_match`: the version the writer saw; another one current = Conflict (412 at the API).
    `where`: conditional update by query instead of id. A body equal to the current one makes no version.
    """

    resource: Resource
    if_match: int | None = None
    where: Query | None = None
    local: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """A version that says the resource is gone. Deleting what is not there is no error and makes no version."""

    type: str
    id: str
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A truth over several resources, held by one unique row: the commit fails with Conflict when it is taken.

    `expected` None = nobody holds `key` yet; else it must be held by `expected`. `holder` takes it; None frees it.
    """

    key: str
    holder: str | None
    expected: str | None = None


Change = Create | Update | Delete | Guard


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did it, for whom, where and through what. `occurred` is when it happened at the bedside, if not now."""

    who: str
    on_behalf_of: str = ""
    establishment: str = ""
    mission: str = ""
    client: str = ""
    screen: str = ""
    request: str = ""
    occurred: Instant | None = None
    actor: Literal["real", "training", "robot"] = "real"


Witness = Callable[[frozenset[Key]], bytes]


@dataclass(frozen=True, slots=True)
class Commit:
    """Changes that happen together or not at all.

    `idempotency`: the writer's key; the same key again (30 days) gives the same receipt and changes nothing.
    `digest`: what that key is bound to; None = the changes (the door pins versions into them, which a retry pins anew).
    `outbox`: opaque rows the log moves to its own store exactly once; they commit with the change.
    `witness`: called inside the commit with the keys of every person a written version belongs or belonged to; what it
    returns joins the outbox. It may run again when the commit is tried again, and must not block. Not called when a
    repeated `idempotency` key changes nothing.
    `blobs`: digests of contents that were kept (`dsn.store.blobs`) for this commit; its resources may bear their marks.
    `scope`: conditions (`if_none_exist`, `where`, conditional references) are searched under it; None = everything.
    """

    changes: tuple[Change, ...]
    stamp: Stamp
    idempotency: str | None = None
    outbox: tuple[bytes, ...] = ()
    witness: Witness | None = None
    scope: Scope | None = None
    digest: bytes | None = None
    blobs: tuple[bytes, ...] = ()


class Version(Struct, frozen=True):
    """One version of one resource as stored. `body` is whole FHIR JSON (id, meta.versionId, meta.lastUpdated in it).

    `body` is empty when `deleted`. `patients` are the keys of the people it belongs to. `labels` as in Scope.
    `part`: set where a search answers with what the resource contains; it is the id of that, and `body` is that alone.
    A Struct, which is made four times as fast as a frozen dataclass: pages make fifty.
    """

    type: str
    id: str
    key: Key
    version: int
    instant: Instant
    deleted: bool
    body: bytes
    patients: frozenset[Key] = frozenset()
    labels: int = 0
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one change. `unchanged`: the body was the same, no version was made."""

    type: str
    id: str
    key: Key
    version: int
    outcome: Literal["created", "updated", "unchanged", "deleted", "absent", "guarded"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Acknowledged: on disk, and there after a power cut. `done` is in the order of the changes.

    `written`: gives what was written, by key and version, without looking into the store again; empty when `repeated`.
    Large contents stay behind their marks in it.
    """

    instant: Instant
    done: tuple[Done, ...]
    repeated: bool = False
    written: Mapping[tuple[Key, int], Callable[[], Version]] = field(
        default_factory=dict, compare=False, repr=False
    )


class Found(Struct, frozen=True):
    """A page of a search. `matches` in the asked order; `included` each once, none of them a match.

    `next` is an opaque cursor (what the token signs: position and instant); None on the last page.
    `token` is that cursor signed for one reader and one query; set by `records`, never by the store.
    """

    matches: tuple[Version, ...]
    included: tuple[Version, ...]
    instant: Instant
    next: bytes | None = None
    total: int | None = None
    token: str | None = None
