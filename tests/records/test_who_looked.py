"""« Qui a consulté »: the acts about a person, for those who may ask; asking is an act too."""

from __future__ import annotations

import pytest
from tests.jobs.place import Place, at

from dsn.base.errors import Forbidden, NotFound

EVER = (0, 2**45)


def test_an_archivist_sees_who_looked_at_a_person(engine: str) -> None:
    """The nurse's reading and the writes about Roy, newest first; nothing of Côté; the question is in the log."""

    async def work(place: Place) -> None:
        await place.log.drain(place.store)
        await (await place.desk("archiviste-cote")).read("Observation", "obs-cote")
        desk = await place.desk("archiviste-cote")
        told = [(e.who, e.act) for e in await desk.who_looked("roy", *EVER)]
        assert told == [
            ("archiviste-cote", "read"),
            ("inf-gagnon", "read"),
            ("systeme", "write"),
            ("systeme", "write"),
        ]
        assert len(await desk.who_looked("roy", *EVER, limit=2)) == 2
        mine = await place.log.by_who("archiviste-cote", *EVER)
        assert [event.query for event in mine] == [
            "log Patient/roy",
            "log Patient/roy",
            "Observation/obs-cote",
        ]

    at(engine, work, filled=True)


def test_others_do_not_and_nobody_is_not_found(engine: str) -> None:
    """The nurse who follows Roy may not read the log of Roy; of nobody there is no log."""

    async def work(place: Place) -> None:
        with pytest.raises(Forbidden, match="log-not-allowed"):
            await (await place.desk("inf-gagnon")).who_looked("roy", *EVER)
        with pytest.raises(NotFound):
            await (await place.desk("archiviste-cote")).who_looked("personne", *EVER)

    at(engine, work, filled=True)
