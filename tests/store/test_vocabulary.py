"""Numbers for texts and ids: made once, and never remembered from work that was undone."""

from __future__ import annotations

import asyncio

from tests.store.shelf import Shelf, observation, on_shelf, patient

from dsn.access.scope import Scope
from dsn.fhir.search import parse
from dsn.store.changes import Guard, Update

ALL = Scope("tests", None, "tests")


def test_what_failed_work_promised_is_made_again(engine: str) -> None:
    """A code system and an id first said in a commit that is undone are numbered anew by the next one."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Guard("bed", "a"))
        coded = [{"system": "http://nouveau", "code": "1"}]
        result = observation("o", "Patient/nouveau", category=[{"coding": coded}])
        refused = await asyncio.gather(
            shelf.commit(Update(result), Guard("bed", "b")), return_exceptions=True
        )
        assert isinstance(refused[0], Exception)
        await shelf.commit(Update(result))
        await shelf.commit(Update(patient("nouveau")))
        by_code = await shelf.store.search(parse("Observation", [("category", "http://nouveau|1")]), ALL)
        by_name = await shelf.store.search(parse("Observation", [("patient.name", "roy")]), ALL)
        assert len(by_code.matches) == len(by_name.matches) == 1
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_what_is_only_referred_to_has_a_key_when_it_comes(engine: str) -> None:
    """References written before their target meet it, in its own bucket, without being written again."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o", "Patient/roy")))
        assert await shelf.store.read("Patient", "roy") is None
        await shelf.commit(Update(patient("roy")))
        found = await shelf.store.search(parse("Observation", [("subject:Patient.name", "roy")]), ALL)
        assert [one.id for one in found.matches] == ["o"]
        person = await shelf.store.read("Patient", "roy")
        assert person is not None
        assert found.matches[0].patients == {person.key}

    on_shelf(engine, work)
