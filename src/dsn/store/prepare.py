"""From changes as asked to resources ready to be written: ids given, references between them settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from dsn.access.relations import Relate
from dsn.base import ids
from dsn.base.errors import Invalid, PreconditionFailed, Unsupported
from dsn.base.ids import Key, Minter
from dsn.fhir.json import encode
from dsn.fhir.search import extract
from dsn.fhir.search.rows import IndexRow
from dsn.fhir.search.tree import Query
from dsn.fhir.types import Resource
from dsn.store import words
from dsn.store.blobs.marks import LARGE
from dsn.store.changes import Change, Create, Update
from dsn.store.compartment import people
from dsn.store.ready import Ready, ready
from dsn.store.references import Names, conditions, rewrite, settle

Find = Callable[[Query], Sequence[str]]
"""The ids of what a query matches, two at most."""
FindText = Callable[[str, str], Sequence[str]]
"""The same of a query as written: type and `name=value&…`."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change with what is to be written. `key`: minted for it; `there`: the match of a conditional create."""

    change: Change
    ready: Ready | None = None
    key: Key | None = None
    there: str | None = None


@dataclass(frozen=True, slots=True)
class Preparer:
    """Turns changes into `Prepared`. Pure but for the ids it mints."""

    minter: Minter
    relate: Sequence[Relate]

    def alone(self, changes: Sequence[Change]) -> list[Prepared] | None:
        """Everything, when it needs no look at the store; None when a condition or a local name does."""
        if any(_depends(change) for change in changes):
            return None
        return [self._final(Prepared(change)) for change in changes]

    def within(self, changes: Sequence[Change], find: Find, find_text: FindText) -> list[Prepared]:
        """The same inside the transaction, where conditions can be asked."""
        asked = [_asked(change, find) for change in changes]
        named, names = self._named(asked)
        return [self._final(_settled(prepared, names, find_text)) for prepared in named]

    def _named(self, asked: Sequence[Prepared]) -> tuple[list[Prepared], Names]:
        """Mints ids for what others refer to, people first, since their bucket is where their records go."""
        names = Names()
        named = list(asked)
        for place in sorted(range(len(asked)), key=lambda n: not _is_patient(asked[n].change)):
            prepared = asked[place]
            change = prepared.change
            if not isinstance(change, Create | Update) or change.local is None:
                continue
            if prepared.there is None and _is_minted(change):
                known = rewrite(change.resource, names)
                prepared = named[place] = replace(prepared, key=self._mint(known, extract(known)))
            names.add(change.local, f"{change.resource.resourceType}/{_id(prepared)}")
        return named, names

    def _mint(self, resource: Resource, rows: Sequence[IndexRow]) -> Key:
        """A key in the bucket of the person it belongs to; in any bucket for a new person and for nobody's."""
        if resource.resourceType != "Patient":
            owners = people(resource.resourceType, "", rows)
            if owners:
                return self.minter.mint(ids.bucket_of_text(owners[0]))
        return self.minter.mint(ids.any_bucket())

    def _final(self, prepared: Prepared) -> Prepared:
        change = prepared.change
        if not isinstance(change, Create | Update) or prepared.there is not None:
            return prepared
        rows = extract(change.resource)
        if prepared.key is None and _is_minted(change):
            prepared = replace(prepared, key=self._mint(change.resource, rows))
        return replace(prepared, ready=ready(change.resource, _id(prepared), self.relate, rows))


def is_heavy(changes: Sequence[Change], prepared: Sequence[Prepared] | None) -> bool:
    """Is a body so large that a content in it may have to be kept apart?"""
    if prepared is not None:
        return any(one.ready is not None and len(one.ready.content) > LARGE for one in prepared)
    return any(
        len(encode(change.resource)) > LARGE for change in changes if isinstance(change, Create | Update)
    )


def _depends(change: Change) -> bool:
    if not isinstance(change, Create | Update):
        return False
    query = change.if_none_exist if isinstance(change, Create) else change.where
    return bool(change.local or query or conditions(change.resource))


def _asked(change: Change, find: Find) -> Prepared:
    """A conditional create or update, its condition answered."""
    if isinstance(change, Create) and change.if_none_exist is not None:
        return Prepared(change, there=_one(find(change.if_none_exist), change.if_none_exist))
    if isinstance(change, Update) and change.where is not None:
        there = _one(find(change.where), change.where)
        given = change.resource.id
        if there and given and there != given:
            raise Invalid("id-differs", given=given, found=there)
        if there is None and given is None:
            return Prepared(Create(change.resource, local=change.local))
        return Prepared(replace(change, resource=structs.replace(change.resource, id=there or given)))
    return Prepared(change)


def check_condition(query: Query) -> Query:
    """The query of a condition. Raises Unsupported when it asks for contained resources, whose ids are not ids, or for
    words, which are not there yet when a commit ends."""
    if query.contained != "false":
        raise Unsupported("search.contained-in-condition", value=query.contained)
    if words.asked(query):
        raise Unsupported("search.words-in-condition")
    return query


def _one(found: Sequence[str], query: Query) -> str | None:
    if len(found) > 1:
        raise PreconditionFailed("several-match", type=query.type)
    return found[0] if found else None


def _settled(prepared: Prepared, names: Names, find_text: FindText) -> Prepared:
    """Its references name what they stand for."""
    change = prepared.change
    if not isinstance(change, Create | Update) or prepared.there is not None:
        return prepared
    resource = rewrite(change.resource, names) if names else change.resource

    def found(type_: str, query: str) -> str:
        matches = find_text(type_, query)
        if len(matches) != 1:
            code = "several-match" if matches else "none-matches"
            raise PreconditionFailed(code, type=type_, query=query)
        return matches[0]

    if conditions(resource):
        resource = settle(resource, found)
    return replace(prepared, change=replace(change, resource=resource))


def _is_patient(change: Change) -> bool:
    return isinstance(change, Create | Update) and change.resource.resourceType == "Patient"


def _is_minted(change: Create | Update) -> bool:
    return isinstance(change, Create) and not change.keep_id


def _id(prepared: Prepared) -> str:
    """The id it has or will have. Raises Invalid `id-missing`."""
    if prepared.there is not None:
        return prepared.there
    if prepared.key is not None:
        return ids.to_text(prepared.key)
    assert isinstance(prepared.change, Create | Update)
    given = prepared.change.resource.id
    if not given:
        raise Invalid("id-missing", path="id")
    return given
