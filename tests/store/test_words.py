"""Words behind the commit: never short of what was committed, each for as long as it was said."""

from __future__ import annotations

import pytest
from tests.store.shelf import Shelf, observation, on_shelf, patient, settled

from dsn.base.errors import Busy, Unsupported
from dsn.fhir.search.parsing import parse
from dsn.store import word_keeper
from dsn.store.changes import Create, Delete, Update
from dsn.store.store import EVERYTHING


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
