"""The law of the record: any sequence of changes on the store is the same on a dict of lists, at every instant."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.shelf import settled
from tests.support.postgres import Postgres

from dsn.base.clock import Instant
from dsn.base.errors import Conflict
from dsn.fhir.json import decode
from dsn.fhir.types import Resource
from dsn.store import Store
from dsn.store.changes import Change, Commit, Delete, Receipt, Stamp, Update, Version
from dsn.store.feed import START

PEOPLE = ("roy", "cote", "lavoie")
TYPES = ("Patient", "Observation", "Communication")

Place = tuple[str, str]
Content = dict[str, object] | None
"""None = deleted."""


@dataclass(frozen=True)
class Told:
    """One version as the model has it."""

    version: int
    instant: Instant
    content: Content


@dataclass
class Model:
    """The record as a dict of lists, and the news as one list."""

    versions: dict[Place, list[Told]] = field(default_factory=dict)
    news: list[tuple[Place, int]] = field(default_factory=list)

    def accepts(self, change: Change) -> bool:
        """Would this change be done? Only its If-Match can say no."""
        assert isinstance(change, Update | Delete)
        if change.if_match is None:
            return True
        newest = self.newest(_place(change))
        there = newest.version if newest is not None and newest.content is not None else 0
        return change.if_match == there

    def take(self, change: Change, instant: Instant) -> None:
        assert isinstance(change, Update | Delete)
        place = _place(change)
        newest = self.newest(place)
        content = _content(change.resource) if isinstance(change, Update) else None
        if (newest.content if newest else None) == content:
            return
        told = Told(newest.version + 1 if newest else 1, instant, content)
        self.versions.setdefault(place, []).append(told)
        self.news.append((place, told.version))

    def newest(self, place: Place) -> Told | None:
        return self.versions.get(place, [None])[-1]

    def at(self, place: Place, instant: Instant) -> Told | None:
        """What stood at an instant."""
        before = [told for told in self.versions.get(place, ()) if told.instant <= instant]
        return before[-1] if before else None

    def living(self) -> dict[str, int]:
        """How many there are of each type."""
        newest = [(type_, versions[-1]) for (type_, _), versions in self.versions.items()]
        counts: dict[str, int] = {}
        for type_, told in newest:
            if told.content is not None:
                counts[type_] = counts.get(type_, 0) + 1
        return counts


def _place(change: Update | Delete) -> Place:
    if isinstance(change, Delete):
        return change.type, change.id
    return change.resource.resourceType, str(change.resource.id)


def _content(resource: Resource) -> dict[str, object]:
    plain: dict[str, object] = msgspec.json.decode(msgspec.json.encode(resource))
    return {name: value for name, value in plain.items() if name not in ("id", "meta")}


def _resource(type_: str, number: int, people: list[str], words: str) -> Resource:
    id_ = PEOPLE[number] if type_ == "Patient" else f"{type_[:3].lower()}-{number}"
    plain: dict[str, object] = {"resourceType": type_, "id": id_}
    references = [{"reference": f"Patient/{one}"} for one in people]
    if type_ == "Patient":
        plain["name"] = [{"family": words}]
    elif type_ == "Observation":
        plain |= {"status": "final", "code": {"text": words}, "subject": references[0]}
    else:
        plain |= {"status": "completed", "recipient": references, "topic": {"text": words}}
    return decode(msgspec.json.encode(plain))


_people = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=2, unique=True)
_places = st.tuples(st.sampled_from(TYPES), st.integers(0, 2))
_matches = st.one_of(st.none(), st.none(), st.integers(0, 3))


@st.composite
def _changes(draw: st.DrawFn) -> Change:
    type_, number = draw(_places)
    resource = _resource(type_, number, draw(_people), draw(st.sampled_from(("un", "deux", "trois"))))
    if draw(st.integers(0, 4)) == 0:
        return Delete(type_, str(resource.id), draw(_matches))
    return Update(resource, draw(_matches))


def _distinct(changes: Iterable[Change]) -> list[Change]:
    """No resource twice in one commit."""
    return list({_place(one): one for one in changes if isinstance(one, Update | Delete)}.values())


_commits = st.lists(_changes(), min_size=1, max_size=3).map(_distinct)
_groups = st.lists(st.lists(_commits, min_size=1, max_size=4), min_size=1, max_size=8)
"""Groups of commits; those of one group are asked for at once."""


class _Ticking:
    """A clock that mostly stands still: instants must rise all the same."""

    now = 1_770_000_000_000

    def __call__(self) -> Instant:
        return self.now


async def _held(url: str, groups: list[list[list[Change]]]) -> None:
    clock = _Ticking()
    store = await Store.open(url, clock=clock)
    try:
        model = Model()
        for group in groups:
            asked = [store.commit(Commit(tuple(changes), Stamp("law"))) for changes in group]
            answers = await asyncio.gather(*asked, return_exceptions=True)
            for changes, answer in zip(
                group, answers, strict=True
            ):  # commits are done in the order they came
                if all(model.accepts(change) for change in changes):
                    assert isinstance(answer, Receipt), answer
                    for change in changes:
                        model.take(change, answer.instant)
                else:
                    assert isinstance(answer, Conflict), answer
        await _compare(store, model)
    finally:
        await store.close()


async def _compare(store: Store, model: Model) -> None:
    """The whole record against the whole model, by every way of reading."""
    instants = sorted({told.instant for versions in model.versions.values() for told in versions})
    for place, versions in model.versions.items():
        found, _ = await store.history(*place)
        assert [_told(one) for one in found[::-1]] == versions
        newest = await store.read(*place)
        assert newest is not None
        assert _told(newest) == versions[-1]
        for told in versions:
            again = await store.vread(*place, told.version)
            assert again is not None
            assert _told(again) == told
        for instant in instants:
            at, _ = await store.history(*place, at=instant)
            stood = model.at(place, instant)
            assert stood is None or _told(at[-1]) == stood
    await settled(store)
    news = await store.feed(START, limit=10_000)
    assert len(news) == len(model.news)
    assert [(one.type, one.version) for one in news] == [(type_, number) for (type_, _), number in model.news]
    assert await store.counts() == model.living()
    report = await store.check()
    assert report.sound, report


def _told(version: Version) -> Told:
    content = None if version.deleted else _content(decode(version.body))
    return Told(version.version, version.instant, content)


@settings(max_examples=25)
@given(groups=_groups)
def test_the_record_is_a_dict_of_lists_on_sqlite(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[list[Change]]]
) -> None:
    """Versions, history, instants, feed, counts and index, after any sequence of groups of commits."""
    asyncio.run(_held(f"sqlite:///{tmp_path_factory.mktemp('law') / 'dsn.db'}", groups))


@pytest.mark.long
@settings(max_examples=1000)
@given(groups=_groups)
def test_the_record_is_a_dict_of_lists_at_length(
    tmp_path_factory: pytest.TempPathFactory, groups: list[list[list[Change]]]
) -> None:
    """The same, a thousand times."""
    asyncio.run(_held(f"sqlite:///{tmp_path_factory.mktemp('law') / 'dsn.db'}", groups))


@settings(max_examples=8)
@given(groups=_groups)
def test_the_record_is_a_dict_of_lists_on_postgres(
    postgres: Postgres, groups: list[list[list[Change]]]
) -> None:
    """The same on the other engine."""
    name = postgres.create()
    try:
        asyncio.run(_held(postgres.url(name), groups))
    finally:
        postgres.drop(name)
