"""The record as a dict, and search by judging every resource: what the store must agree with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.laws.search.chance import Plain
from tests.laws.search.worlds import CODES, SYSTEMS, Change

from dsn.access.labels import labels_of
from dsn.access.scope import Scope, visible
from dsn.base import clock
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.fhir.json import from_plain
from dsn.fhir.search import Placed, answers, extract, included, sort_key
from dsn.fhir.search.links import inside
from dsn.fhir.search.tree import Include, Query
from dsn.store.beside import part_key
from dsn.store.compartment import people

Name = tuple[str, str]


class Terms:
    """A value set of two codes, and a hierarchy: c is under b is under a, in the first system."""

    def expand(self, value_set: str) -> Collection[tuple[str, str]]:
        assert value_set == "http://v.example/a"
        return {(SYSTEMS[0], "a"), ("", "b")}

    def subsumed_by(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        return {(SYSTEMS[0], each) for each in CODES[CODES.index(code) :]}

    def subsuming(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        return {(SYSTEMS[0], each) for each in CODES[: CODES.index(code) + 1]}


@dataclass(frozen=True)
class Entry:
    """One resource as it stands, with what decides who sees it."""

    name: Name
    key: Key
    resource: Any
    patients: frozenset[str]
    labels: int


@dataclass
class Model:
    """Resources by (type, id). `keys` are what the store answered for every id ever written."""

    entries: dict[Name, Entry] = field(default_factory=dict)
    keys: dict[Name, Key] = field(default_factory=dict)

    @classmethod
    def imagined(cls, history: Iterable[Change]) -> Model:
        """What a history comes to, with keys and instants made up."""
        model = cls()
        for number, (what, argument) in enumerate(history):
            if what == "delete":
                model.delete(argument)
            else:
                name = (argument["resourceType"], argument["id"])
                model.put(argument, model.keys.get(name, number), number, 1)
        return model

    def put(self, plain: Plain, key: Key, instant: Instant, version: int) -> None:
        name = (plain["resourceType"], plain["id"])
        about = dict(plain.get("meta", {})) | {
            "versionId": str(version),
            "lastUpdated": clock.to_text(instant),
        }
        resource = from_plain(dict(plain, meta=about))
        self.keys[name] = key
        patients = frozenset(people(*name, extract(resource)))
        self.entries[name] = Entry(name, key, resource, patients, labels_of(resource))

    def delete(self, name: Name) -> None:
        self.entries.pop(name, None)

    def copy(self) -> Model:
        return Model(dict(self.entries), dict(self.keys))

    def seen(self, scope: Scope) -> Seen:
        """What of it `scope` lets see."""
        kept = {name: entry for name, entry in self.entries.items() if self._visible(entry, scope)}
        return Seen(kept, self)

    def one_with(self, ids: Iterable[str]) -> set[str]:
        """These people and all that links say to be the same, whichever of two says so."""
        links = [
            (name[1], link.other.reference.removeprefix("Patient/"))
            for name, entry in self.entries.items()
            for link in (entry.resource.link if name[0] == "Patient" else ())
            if link.type in ("replaces", "replaced-by")
        ]
        found: set[str] = set()
        fresh = set(ids)
        while fresh:
            found |= fresh
            fresh = {b for one, other in links for a, b in ((one, other), (other, one)) if a in fresh} - found
        return found

    def _visible(self, entry: Entry, scope: Scope) -> bool:
        owners = frozenset(self.keys.get(("Patient", id_), -1) for id_ in entry.patients)
        return visible(scope, key=entry.key, type_=entry.name[0], patients=owners, labels=entry.labels)


class Seen(Terms):
    """The visible part: the World of `matches`."""

    def __init__(self, entries: dict[Name, Entry], whole: Model) -> None:
        self.entries = entries
        self._whole = whole

    def resolve(self, type_name: str, id: str) -> Any | None:
        entry = self.entries.get((type_name, id))
        return entry.resource if entry else None

    def everything(self, type_name: str) -> Collection[Any]:
        return [entry.resource for name, entry in self.entries.items() if name[0] == type_name]

    def aliases(self, type_name: str, id: str) -> Collection[str]:
        return self._whole.one_with((id,)) if type_name == "Patient" else (id,)

    def version(self, name: Name) -> int:
        """Which version of it stands."""
        return int(self.entries[name].resource.meta.versionId)

    def answers(self, query: Query) -> list[Placed]:
        """Every answer, in the asked order, ties by key."""
        found = [
            (each, self._key(entry, each))
            for entry in self.entries.values()
            for each in answers(entry.resource, query, self)
        ]
        found.sort(key=lambda pair: (sort_key(pair[0], query.sort), pair[1]))
        return [each for each, _ in found]

    def _key(self, entry: Entry, at: Placed) -> Key:
        if not at.is_contained:
            return entry.key
        place = [*inside(entry.resource)].index(at)
        return part_key(entry.key, place)

    def included(self, includes: Iterable[Include], page: Sequence[Placed]) -> set[Name]:
        """What a page brings along."""
        asked = tuple(includes)
        shown = {name_of(at)[:2] for at in page if not at.is_contained}
        found: set[Name] = set()
        reached: Sequence[Any] = page
        while reached and asked:
            step = [each for include in asked for at in reached for each in included(at, include, self)]
            fresh = {(type(each).__name__, each.id): each for each in step}
            reached = [each for name, each in fresh.items() if name not in found and name not in shown]
            found |= fresh.keys() - shown
            asked = tuple(include for include in asked if include.iterate)
        return found


def name_of(at: Placed) -> tuple[str, str, str | None]:
    """Type and id of what stands by itself, and of what it contains the id."""
    holder, part = at.holder, at.resource.id or "" if at.is_contained else None
    return type(holder).__name__, holder.id, part
