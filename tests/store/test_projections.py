"""Projections: rows of the feed, each line once, rebuilt equal to the live ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shelf import BEGIN, Shelf, made, observation, on_shelf, patient, settled

from dsn.access.relations import ALWAYS, Claim
from dsn.access.scope import Scope
from dsn.base.errors import NotFound
from dsn.fhir.search import parse
from dsn.fhir.types import Resource
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.sql.tables import Column, Table
from dsn.store import Store
from dsn.store.changes import Change, Delete, Update
from dsn.store.projections import follow, relation, wording
from dsn.store.projections.activity import ACTIVITY, days
from dsn.store.projections.follow import Projections
from dsn.store.projections.projection import Projection, Told

ALL = Scope("tests", None, "tests")
TABLE = Table("seen", (Column("at", "int8"), Column("said", "text")), ("at",), "value")


def _listed(connection: Connection, told: Sequence[Told]) -> None:
    """Each line with the order it came in and how long its body is."""
    count = int(str(connection.rows("SELECT count(*) FROM seen")[0][0]))
    for place, (news, version) in enumerate(told, count):
        said = f"{news.type} {news.version} {version is not None and len(version.body)}"
        connection.run("INSERT INTO seen (at, said) VALUES (?, ?)", (place, said))


SEEN = Projection("seen", 1, (TABLE,), _listed, bodies=True)


def rows(shelf: Shelf, sql: str) -> list[Row]:
    return shelf.store.database.read_here(lambda connection: connection.rows(sql))


def _change(number: int) -> Change:
    """One of a few changes to a few resources."""
    id_ = f"o{number % 3}"
    if number % 7 == 6:
        return Delete("Observation", id_)
    return Update(observation(id_, code=f"c{number}"))


@given(
    plan=st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=12),
    slice_=st.sampled_from([1, 2, 300]),
)
def test_what_is_rebuilt_is_what_was_kept_up(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, bool]], slice_: int
) -> None:
    """The law: whatever came, in whatever slices it was followed, the rows are those of a rebuild from the start."""
    url = f"sqlite:///{tmp_path_factory.mktemp('law') / 'dsn.db'}"

    async def work(shelf: Shelf) -> None:
        projections = await Projections.open(shelf.store, (SEEN, ACTIVITY))
        for number, follows in plan:
            await shelf.commit(_change(number))
            shelf.clock.now += 7 * 3600 * 1000
            if follows:
                await projections.advance()
        await projections.advance()
        asked = ("SELECT * FROM seen ORDER BY at", "SELECT * FROM activity ORDER BY day, type")
        kept = [rows(shelf, sql) for sql in asked]
        for name in projections.names:
            await projections.rebuild(name)
        assert [rows(shelf, sql) for sql in asked] == kept
        assert len(kept[0]) == len(await shelf.store.feed())

    before = follow.SLICE
    follow.SLICE = slice_
    try:
        on_shelf(url, work)
    finally:
        follow.SLICE = before


def test_a_projection_follows_the_feed_and_tells_when_it_may_be_shown(engine: str) -> None:
    """Not before it has come to the end once; each line once, also with two processes at it."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), *(Update(observation(f"o{n}")) for n in range(3)))
        await settled(shelf.store)
        projections = await Projections.open(shelf.store, (SEEN,))
        assert not await projections.is_ready("seen")
        other = await Store.open(shelf.url)
        try:
            both = (projections, await Projections.open(other, (SEEN,)))
            await asyncio.gather(*(one.advance() for one in both))
            assert await projections.is_ready("seen")
            assert [row[0] for row in rows(shelf, "SELECT at FROM seen ORDER BY at")] == [0, 1, 2, 3]
        finally:
            await other.close()

    on_shelf(engine, work)


def test_another_version_is_made_anew_and_the_same_is_kept(engine: str) -> None:
    """A program whose projection says something else drops the rows of the one before."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")))
        await settled(shelf.store)
        await (await Projections.open(shelf.store, (SEEN,))).advance()
        again = await Projections.open(shelf.store, (SEEN,))
        assert await again.is_ready("seen")
        newer = Projection("seen", 2, (TABLE,), lambda connection, told: None)
        changed = await Projections.open(shelf.store, (newer,))
        assert not await changed.is_ready("seen")
        await changed.advance()
        assert rows(shelf, "SELECT * FROM seen") == []

    on_shelf(engine, work)


def test_a_rebuild_that_was_stopped_goes_on(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where it was; meanwhile its rows are not shown. An unknown name is refused."""
    monkeypatch.setattr(follow, "SLICE", 2)

    class Killed(Exception):
        pass

    def kill(lines: int) -> None:
        raise Killed

    async def work(shelf: Shelf) -> None:
        await shelf.commit(*(Update(observation(f"o{n}")) for n in range(7)))
        await settled(shelf.store)
        projections = await Projections.open(shelf.store, (SEEN,))
        await projections.advance()
        with pytest.raises(Killed):
            await projections.rebuild("seen", kill)
        assert not await projections.is_ready("seen")
        assert await projections.rebuild("seen") == 5
        assert len(rows(shelf, "SELECT at FROM seen")) == 7
        with pytest.raises(NotFound, match="projection-unknown"):
            await projections.rebuild("autre")

    on_shelf(engine, work)


def test_activity_counts_what_came_by_day_and_type(engine: str) -> None:
    """First versions and further ones, on the day of the clinic."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(observation("o")))
        shelf.clock.now += 24 * 3600 * 1000
        await shelf.commit(Update(observation("o", code="autre")), Update(observation("p")))
        await settled(shelf.store)
        await (await Projections.open(shelf.store, (ACTIVITY,))).advance()
        day = date(2026, 2, 1).toordinal()
        found = shelf.store.database.read_here(days)
        assert [tuple(one) for one in found] == [
            (day, "Observation", 1, 0),
            (day, "Patient", 1, 0),
            (day + 1, "Observation", 1, 1),
        ]

    on_shelf(engine, work)


def _treats(resource: Resource) -> tuple[Claim, ...]:
    if resource.resourceType != "Encounter":
        return ()
    return (Claim("Practitioner/ana", "roy", "visit", BEGIN, ALWAYS),)


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM relation",
        "UPDATE relation SET until = 5",
        "INSERT INTO relation (who, patient, kind, source, since, until) VALUES ('eve', 1, 'x', 2, 3, 4)",
        "UPDATE relation SET who = 'Practitioner/eve'",
    ],
)
def test_relations_made_anew_are_what_commits_kept(
    engine: str, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was done to the rows; in slices; what is sound stays as it is."""
    monkeypatch.setattr(relation, "SLICE", 2)

    async def work(shelf: Shelf) -> None:
        visits = [
            made(
                resourceType="Encounter",
                id=f"v{n}",
                status="in-progress",
                **{"class": {"code": "IMP"}},
                subject={"reference": "Patient/roy"},
            )
            for n in range(5)
        ]
        await shelf.commit(Update(patient("roy")), *map(Update, visits))
        await shelf.commit(Delete("Encounter", "v4"))
        kept = sorted(rows(shelf, "SELECT * FROM relation"))
        shelf.store.database.writer.call(lambda connection: connection.run(harm))
        assert await relation.rebuild(shelf.store) == 6
        assert sorted(rows(shelf, "SELECT * FROM relation")) == kept
        assert (await shelf.store.check()).sound

    on_shelf(engine, work, relate=(_treats,))


def test_words_are_made_anew_when_they_are_cut_otherwise(engine: str) -> None:
    """A store whose words another program cut: emptied on opening, found again once they are there; or on request."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy", "Lavoie")))
        await settled(shelf.store)
        query = parse("Patient", [("_content", "lavoie")])
        assert len((await shelf.store.search(query, ALL)).matches) == 1
        kept = rows(shelf, "SELECT * FROM ix_word ORDER BY word")

        def harm(connection: Connection) -> None:
            connection.run("UPDATE ix_word SET word = 'ancien-' || word")
            connection.run("UPDATE setting SET value = '0' WHERE name = 'words.version'")
            connection.run("DELETE FROM setting WHERE name = 'extractors'")

        shelf.store.database.writer.call(harm)
        await shelf.store.close()
        shelf.store = await Store.open(shelf.url, clock=shelf.clock)
        assert rows(shelf, "SELECT * FROM ix_word") == []
        assert len((await shelf.store.search(query, ALL)).matches) == 1
        assert rows(shelf, "SELECT * FROM ix_word ORDER BY word") == kept
        shelf.store.database.writer.call(lambda connection: connection.run("DELETE FROM ix_word"))
        assert await wording.rebuild(shelf.store) == 1
        assert rows(shelf, "SELECT * FROM ix_word ORDER BY word") == kept

    on_shelf(engine, work)
