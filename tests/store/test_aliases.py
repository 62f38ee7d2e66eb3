"""Merged people: one search finds what hangs on all of them, and nothing was rewritten when they are two again."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.shelf import Shelf, observation, on_shelf, patient

from dsn.access.scope import Scope
from dsn.base.ids import Key
from dsn.fhir.search.parsing import parse
from dsn.store.changes import Delete, Update
from dsn.store.searching import EVERYTHING


def link(to: str, kind: str = "replaces") -> list[dict[str, Any]]:
    return [{"other": {"reference": f"Patient/{to}"}, "type": kind}]


async def found(shelf: Shelf, type_: str, *pairs: tuple[str, str], scope: Scope = EVERYTHING) -> list[str]:
    page = await shelf.store.search(parse(type_, pairs), scope)
    return sorted(version.id for version in page.matches)


async def key(shelf: Shelf, id_: str) -> Key:
    version = await shelf.store.read("Patient", id_)
    assert version is not None
    return version.key


async def begun(shelf: Shelf) -> None:
    """Two records of one person with a result each, and somebody else."""
    await shelf.commit(*(Update(patient(id_, family=id_)) for id_ in ("roy", "leroy", "autre")))
    await shelf.commit(
        *(Update(observation(f"o-{id_}", of=f"Patient/{id_}")) for id_ in ("roy", "leroy", "autre"))
    )


def test_a_merge_is_found_from_either_side_and_undone(engine: str) -> None:
    """By name of the reference, by chain, by `_has` and by `_revinclude`; without the link they are two again."""

    async def work(shelf: Shelf) -> None:
        await begun(shelf)
        assert await found(shelf, "Observation", ("patient", "roy")) == ["o-roy"]
        shelf.clock.now += 1000
        await shelf.commit(Update(patient("roy", family="roy", link=link("leroy"))))
        for one in ("roy", "leroy"):
            assert await found(shelf, "Observation", ("patient", one)) == ["o-leroy", "o-roy"]
            assert await found(shelf, "Observation", ("subject:Patient.name", one)) == ["o-leroy", "o-roy"]
            got = await shelf.store.search(
                parse("Patient", [("_id", one), ("_revinclude", "Observation:patient")]), EVERYTHING
            )
            assert sorted(version.id for version in got.included) == ["o-leroy", "o-roy"]
        assert await found(shelf, "Observation", ("patient", "autre")) == ["o-autre"]
        assert await found(shelf, "Patient", ("_has:Observation:patient:_id", "o-leroy")) == ["leroy", "roy"]
        shelf.clock.now += 1000
        await shelf.commit(Update(patient("roy", family="roy")))
        assert await found(shelf, "Observation", ("patient", "roy")) == ["o-roy"]
        assert await found(shelf, "Patient", ("_has:Observation:patient:_id", "o-leroy")) == ["leroy"]

    on_shelf(engine, work)


def test_a_page_stays_at_the_instant_before_the_merge(engine: str) -> None:
    """The second page of a search is of the first one's instant, though the people were merged in between."""

    async def work(shelf: Shelf) -> None:
        await begun(shelf)
        await shelf.commit(Update(observation("o-roy-2", of="Patient/roy")))
        query = parse("Observation", [("patient", "roy"), ("_sort", "_id")])
        first = await shelf.store.search(query, EVERYTHING, count=1)
        shelf.clock.now += 1000
        await shelf.commit(Update(patient("leroy", link=link("roy", "replaced-by"))))
        second = await shelf.store.search(query, EVERYTHING, count=5, cursor=first.next)
        assert [version.id for version in (*first.matches, *second.matches)] == ["o-roy", "o-roy-2"]
        assert await found(shelf, "Observation", ("patient", "roy")) == ["o-leroy", "o-roy", "o-roy-2"]

    on_shelf(engine, work)


def test_a_scope_is_closed_by_the_record(engine: str) -> None:
    """Who may see one of them may see what hangs on both; who may see somebody else sees nothing more."""

    async def work(shelf: Shelf) -> None:
        await begun(shelf)
        await shelf.commit(Update(patient("roy", link=link("leroy"))))
        roy, leroy, autre = [await key(shelf, id_) for id_ in ("roy", "leroy", "autre")]
        assert await shelf.store.people([leroy]) == {roy, leroy}
        assert await shelf.store.people([autre]) == {autre}
        scope = Scope("a", await shelf.store.people([leroy]), "relation")
        assert await found(shelf, "Observation", scope=scope) == ["o-leroy", "o-roy"]
        assert await found(shelf, "Observation", ("patient", "autre"), scope=scope) == []

    on_shelf(engine, work)


def test_only_links_that_say_the_same_person_merge(engine: str) -> None:
    """`seealso` and `refer` tell of another record; they open nothing."""

    async def work(shelf: Shelf) -> None:
        await begun(shelf)
        await shelf.commit(Update(patient("roy", link=[*link("leroy", "seealso"), *link("autre", "refer")])))
        assert await found(shelf, "Observation", ("patient", "roy")) == ["o-roy"]

    on_shelf(engine, work)


PEOPLE = ("a", "b", "c", "d", "e")
CHANGES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE), st.none() | st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True)
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda change: change[0],
    ),
    max_size=12,
)


def groups(links: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    """Everybody with whom they are one, from scratch."""
    found = {one: {one} for one in PEOPLE}
    for one, others in links.items():
        for other in others:
            whole = found[one] | found[other]
            for each in whole:
                found[each] = whole
    return {one: frozenset(whole) for one, whole in found.items()}


@pytest.mark.parametrize("moved", [0, 1000])
@settings(max_examples=25)
@given(CHANGES)
def test_groups_are_those_that_the_links_make(moved: int, changes: list[list[Any]]) -> None:
    """However people are linked, unlinked and deleted, also several times within one instant."""

    async def work(shelf: Shelf) -> None:
        links: dict[str, list[str]] = {}
        await shelf.commit(*(Update(patient(one)) for one in PEOPLE))
        keys = {one: await key(shelf, one) for one in PEOPLE}
        for commit in changes:
            shelf.clock.now += moved
            made: list[Update | Delete] = []
            for one, others in commit:
                made.append(Delete("Patient", one) if others is None else _linked(one, others))
                links[one] = others or []
            await shelf.commit(*made)
        for one, whole in groups(links).items():
            assert await shelf.store.people([keys[one]]) == {keys[each] for each in whole}

    with tempfile.TemporaryDirectory() as folder:
        on_shelf(f"sqlite:///{folder}/dsn.db", work)


def _linked(one: str, others: list[str]) -> Update:
    links = [each for other in others for each in link(other)]
    return Update(patient(one, link=links) if links else patient(one))
