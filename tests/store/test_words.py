"""Words behind the commit: never short of what was committed, each for as long as it was said."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from tests.store.shelf import Shelf, observation, on_shelf, patient, settled

from dsn.base.errors import Busy, Unsupported
from dsn.fhir.search.parsing import parse
from dsn.sql.database import open_database
from dsn.store import word_keeper
from dsn.store.changes import Create, Delete, Update
from dsn.store.searching import EVERYTHING


def note(said: str) -> list[dict[str, str]]:
    return [{"text": said}]


async def found(shelf: Shelf, said: str, type_: str = "Observation") -> list[str]:
    page = await shelf.store.search(parse(type_, [("_content", said)]), EVERYTHING)
    return [version.id for version in page.matches]


async def rows(shelf: Shelf, where: str = "true") -> int:
    counted = await shelf.store.database.read(
        lambda connection: connection.rows(f"SELECT count(*) FROM ix_word WHERE {where}")
    )
    return int(str(counted[0][0]))


def test_a_search_finds_what_was_committed_the_moment_before(engine: str) -> None:
    """No commit writes a word; the next search has all of them, also those a later version says no more."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(observation("o", note=note("Douleur à l'épaule"))))
        assert await rows(shelf) == 0
        assert await found(shelf, "epaule") == ["o"]
        assert await found(shelf, "épaule douleur") == ["o"]
        assert await found(shelf, "douleur genou") == []
        shelf.clock.now += 1000
        await shelf.commit(Update(observation("o", note=note("Douleur au genou"))))
        assert await found(shelf, "genou") == ["o"]
        assert await found(shelf, "epaule") == []
        shelf.clock.now += 1000
        await shelf.commit(Delete("Observation", "o"))
        assert await found(shelf, "genou") == []
        assert await rows(shelf, "until IS NULL AND word = 'genou'") == 0

    on_shelf(engine, work)


def test_words_that_come_and_go_before_anybody_asks_are_kept_apart(engine: str) -> None:
    """Five versions in one slice: a page of the second finds what that one said."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(observation("p", note=note("genou"))))
        for said in ("genou", "coude", "genou", "hanche", "coude"):
            shelf.clock.now += 1000
            await shelf.commit(
                Update(observation("o", note=note(said))), Update(observation("q", note=note("genou")))
            )
        assert await found(shelf, "genou") == await found(shelf, "Genou")
        assert sorted(await found(shelf, "coude")) == ["o"]
        assert await rows(shelf, "word = 'coude'") == 2
        assert await rows(shelf, "word = 'coude' AND until IS NULL") == 1

    on_shelf(engine, work)


def test_words_are_swept_with_the_version_that_said_them(engine: str) -> None:
    """Half an hour after a version gave way its words are gone; those still said stay."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(observation("o", note=note("genou enflé"))))
        shelf.clock.now += 1000
        await shelf.commit(Update(observation("o", note=note("genou"))))
        assert await found(shelf, "genou") == ["o"]
        assert await rows(shelf, "word = 'enfle'") == 1
        shelf.clock.now += 31 * 60 * 1000
        await shelf.store.sweep()
        assert await rows(shelf, "word = 'enfle'") == 0
        assert await rows(shelf, "word = 'genou'") == 1

    on_shelf(engine, work)


def test_a_search_is_refused_rather_than_short(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When more is lacking than a search waits for, it says so; what it wrote meanwhile helps the next one."""
    monkeypatch.setattr(word_keeper, "AWAITED", 90)

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")))
        for _ in range(3):
            await shelf.commit(*(Create(observation(note=note("genou"))) for _ in range(80)))
        with pytest.raises(Busy, match=r"search\.words-behind"):
            await found(shelf, "genou")
        await settled(shelf.store)
        await shelf.store.words.keep()
        assert len(await found(shelf, "genou")) == 50

    on_shelf(engine, work)


def test_a_condition_asks_for_no_words(engine: str) -> None:
    """A conditional create by words would be decided before the words are there: refused."""

    async def work(shelf: Shelf) -> None:
        asked = parse("Patient", [("_content", "roy")])
        with pytest.raises(Unsupported, match=r"search\.words-in-condition"):
            await shelf.commit(Create(patient(), if_none_exist=asked))
        with pytest.raises(Unsupported, match=r"search\.contained-in-condition"):
            await shelf.commit(
                Create(patient(), if_none_exist=parse("Patient", [("_id", "x"), ("_contained", "true")]))
            )
        await shelf.commit(Create(patient(), if_none_exist=parse("Patient", [("name", "roy")])))

    on_shelf(engine, work)


async def _many(shelf: Shelf, count: int = 25) -> None:
    await shelf.commit(Update(patient("roy")))
    for n in range(count):
        await shelf.commit(Update(observation(f"o{n}", note=note(f"mot{n}"))))
    await settled(shelf.store)


class Stopped(Exception):
    """Somebody ended the command."""


def test_all_words_are_built_at_once_and_a_stop_loses_nothing(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With how far it is, of how many; the next one goes on there; then a search waits for nothing."""
    monkeypatch.setattr(word_keeper, "MANY", 4)
    told: list[tuple[int, int]] = []

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if len(told) == 2:
            raise Stopped

    async def work(shelf: Shelf) -> None:
        await _many(shelf)
        with pytest.raises(Stopped):
            await shelf.store.words.build(stop)
        assert await shelf.store.words.behind()
        assert await shelf.store.words.build(stop) == 26 - 8
        assert told[:3] == [(4, 26), (8, 26), (4, 18)]
        assert told[-1] == (18, 18)
        assert not await shelf.store.words.behind()
        assert await shelf.store.words.build(stop) == 0
        assert await rows(shelf, "word = 'mot24'") == 1
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


@contextmanager
def somebody_else(url: str) -> Iterator[None]:
    """Another process of the product, as the store sees one."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, application_name="dsn-autre"):
            yield
        return
    other = open_database(url)
    try:
        yield
    finally:
        other.close()


def test_words_are_left_to_whoever_else_has_the_store_open(engine: str) -> None:
    """Not one slice is written beside a server; it is said that they are lacking."""

    async def work(shelf: Shelf) -> None:
        await _many(shelf, 3)
        with somebody_else(shelf.url):
            assert await shelf.store.words.build(lambda done, of: None) == 0
            assert await shelf.store.words.behind()
            assert await rows(shelf) == 0
        while not shelf.store.database.is_alone():  # a server forgets who left a moment later
            await asyncio.sleep(0.01)
        assert await shelf.store.words.build(lambda done, of: None) == 4

    on_shelf(engine, work)
