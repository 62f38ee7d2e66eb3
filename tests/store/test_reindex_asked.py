"""An index made anew because somebody asks: whole again from any rows, or none, and only what was asked for."""

from __future__ import annotations

import pytest
from tests.store.outdated import ALL, CODE, found, number, opened_by_another_program
from tests.store.shelf import Shelf, observation, on_shelf, patient

from dsn.access.scope import Scope
from dsn.base.errors import Gone
from dsn.fhir.search import parse
from dsn.fhir.search.versions import lines
from dsn.sql.connection import Connection
from dsn.store.changes import Update
from dsn.store.reindex import slices


def test_a_parameter_can_be_made_anew_because_somebody_asks(engine: str) -> None:
    """Rows that were lost come again; those that nothing stands for go; a page begun before expires."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(*(Update(observation(f"o{n}", code="c")) for n in range(3)))
        query = parse("Observation", [("code", "c")])
        page = await shelf.store.search(query, ALL, count=1)
        others = parse("Observation", [("status", "final")])
        other = await shelf.store.search(others, ALL, count=1)
        await shelf.commit(Update(patient("roy")))
        shelf.store.database.writer.call(
            lambda connection: connection.run("UPDATE ix_token SET code = 'x' WHERE param = ?", (CODE,))
        )
        await slices.reindex(shelf.store, [CODE], grace=0)
        assert len(await found(shelf, "c")) == 3
        with pytest.raises(Gone, match="page-expired"):
            await shelf.store.search(query, ALL, cursor=page.next)
        assert len((await shelf.store.search(others, ALL, cursor=other.next)).matches) == 2
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)


def test_only_what_is_asked_for_is_made_anew(engine: str) -> None:
    """The others that are behind stay behind, and refused; a parameter brings those whose rows answer for it."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(observation("o", code="c0")))
        await opened_by_another_program(shelf)
        await slices.reindex(shelf.store, [number("Observation", "status")], grace=0)
        assert [one.param for one in await slices.behind(shelf.store)] == [CODE]
        await slices.reindex(shelf.store, [number("Observation", "combo-code")], grace=0)
        assert await slices.behind(shelf.store) == []
        assert await found(shelf, "c0") == ["o"]

    on_shelf(engine, body)


def test_all_parameters_of_all_types_can_be_made_anew(engine: str) -> None:
    """From an index without a single row: every row, bit and membership is there again."""

    async def body(shelf: Shelf) -> None:
        when = "2026-01-05T10:00:00Z"
        await shelf.commit(
            Update(patient("roy", birthDate="1950-02-03", meta={"tag": [{"code": "t"}]})),
            Update(observation("o", effectiveDateTime=when, valueQuantity={"value": 7.2, "unit": "g/L"})),
        )

        def harm(connection: Connection) -> None:
            for table in ("ix_token", "ix_string", "ix_date", "ix_quantity", "ix_reference"):
                connection.run(f"DELETE FROM {table}")
            connection.run("UPDATE life SET present = 0")

        shelf.store.database.writer.call(harm)
        assert not (await shelf.store.check()).sound
        await slices.reindex(shelf.store, lines(), grace=0)
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)


def test_a_person_wrongly_given_a_record_has_it_no_more(engine: str) -> None:
    """To whom a resource belongs is made anew with the parameters that say it."""

    async def body(shelf: Shelf) -> None:
        people = await shelf.commit(Update(patient("roy")), Update(patient("cote", "Côté")))
        roy, cote = (done.key for done in people.done)
        await shelf.commit(Update(observation("o", of="Patient/roy")))

        def harm(connection: Connection) -> None:
            mine = "type <> (SELECT type FROM life WHERE key = ?)"
            connection.run(f"DELETE FROM member WHERE patient = ? AND {mine}", (roy, roy))
            connection.run(
                "UPDATE resource SET patient = ? WHERE name IS NOT NULL AND patient = ? AND key <> ?",
                (cote, roy, roy),
            )

        shelf.store.database.writer.call(harm)
        await slices.reindex(shelf.store, [number("Observation", "subject")], grace=0)
        mine = Scope("tests", frozenset({roy}), "tests")
        assert len((await shelf.store.search(parse("Observation", []), mine)).matches) == 1
        version = await shelf.store.read("Observation", "o")
        assert version is not None
        assert version.patients == {roy}
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)
