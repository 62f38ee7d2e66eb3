"""What is of no single parameter is made anew, too: contained resources with their addresses, merged people."""

from __future__ import annotations

import pytest
from tests.store.outdated import ALL, found, left_by_another_program, order, small
from tests.store.shelf import Shelf, made, observation, on_shelf, patient

from dsn.base.errors import Busy, Unsupported
from dsn.fhir.search import parse
from dsn.fhir.search.versions import CONTAINED, MERGED
from dsn.sql.connection import Connection
from dsn.store import Store
from dsn.store.changes import Update
from dsn.store.reindex import slices


async def _behind_beside(shelf: Shelf, number: int, harm: str) -> None:
    """As if the rows beside the index had been made by an extractor of before."""

    def old(connection: Connection) -> None:
        connection.run(harm)
        connection.run("DELETE FROM extractor WHERE param = ?", (number,))
        connection.run("INSERT INTO extractor (param, version, since) VALUES (?, 0, 0)", (number,))

    left_by_another_program(shelf, old)
    await shelf.reopen()


def _protocol() -> Update:
    """What goes by an address."""
    return Update(
        made(resourceType="PlanDefinition", id="p", status="active", url="http://exemple.test/protocole")
    )


CHAINED = parse("MedicationRequest", [("medication.code", "acide")])
INSIDE = parse("Medication", [("_contained", "true"), ("code", "acide")])


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE part SET key = key - 1",
        "UPDATE life SET key = key - 1 WHERE key < 0",
        "UPDATE ix_token SET key = key - 1 WHERE key < 0",
        "UPDATE member SET key = key - 1 WHERE key < 0",
        "UPDATE ix_address SET url = 'ancien', hash = 7",
    ],
)
def test_what_is_contained_is_made_anew_when_its_extractor_changed(engine: str, harm: str) -> None:
    """Refused until then wherever a search may reach inside; a commit between and a check see nothing wrong."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), order("acide"), _protocol(), Update(observation("o")))
        await _behind_beside(shelf, CONTAINED, harm)
        assert [one.name for one in await slices.behind(shelf.store)] == ["Resource._contained"]
        for query in (CHAINED, INSIDE, parse("CarePlan", [("_include", "CarePlan:*")])):
            with pytest.raises(Busy, match=r"search\.rebuilding"):
                await shelf.store.search(query, ALL)
        assert await found(shelf, "718-7") == ["o"]
        assert (await shelf.store.check()).sound
        shelf.clock.now += 1000
        await shelf.commit(order("base"))
        await slices.reindex(shelf.store, grace=0)
        assert (await shelf.store.search(CHAINED, ALL)).matches == ()
        await shelf.commit(order("acide"))
        for query in (CHAINED, INSIDE):
            assert [each.id for each in (await shelf.store.search(query, ALL)).matches] == ["r"]
        report = await shelf.store.check()
        assert (report.missing, report.surplus, report.behind) == ([], {}, [])

    on_shelf(engine, body)


def test_what_is_contained_is_whole_again_from_nothing(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though every row of it was lost, in slices of a few, because somebody asks."""
    small(monkeypatch)

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), order("acide"), _protocol())
        await shelf.commit(*(Update(observation(f"o{n}")) for n in range(12)))

        def lose(connection: Connection) -> None:
            for table in ("part", "ix_address", "life", "member", "ix_token"):
                connection.run(f"DELETE FROM {table} WHERE key < 0 OR '{table}' = 'ix_address'")

        shelf.store.database.writer.call(lose)
        assert not (await shelf.store.check()).sound
        await slices.reindex(shelf.store, [CONTAINED], grace=0)
        assert (await shelf.store.check()).sound
        assert len((await shelf.store.search(CHAINED, ALL)).matches) == 1

    on_shelf(engine, body)


def _same(to: str) -> list[dict[str, object]]:
    return [{"other": {"reference": f"Patient/{to}"}, "type": "replaces"}]


@pytest.mark.parametrize("harm", ["DELETE FROM link", "UPDATE link SET other = other + 1", "SELECT 1"])
@pytest.mark.parametrize("groups", ["DELETE FROM alias", "UPDATE alias SET person = 5", "SELECT 1"])
def test_merged_people_are_made_anew_when_their_extractor_changed(
    engine: str, harm: str, groups: str
) -> None:
    """Links and groups both; a search that names a person is refused meanwhile, others are not."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(patient("leroy")), Update(patient("autre")))
        await shelf.commit(Update(observation("o")), Update(observation("p", of="Patient/leroy")))
        shelf.clock.now += 1000
        await shelf.commit(Update(patient("leroy", link=_same("roy"))))
        shelf.clock.now += 1000
        await _behind_beside(shelf, MERGED, harm)
        shelf.store.database.writer.call(lambda connection: connection.run(groups))
        assert [one.name for one in await slices.behind(shelf.store)] == ["Patient._merged"]
        with pytest.raises(Busy, match=r"search\.rebuilding"):
            await shelf.store.search(parse("Observation", [("patient", "roy")]), ALL)
        assert await found(shelf, "718-7") == ["o", "p"]
        assert (await shelf.store.check()).sound
        await slices.reindex(shelf.store, grace=0)
        page = await shelf.store.search(parse("Observation", [("patient", "roy")]), ALL)
        assert sorted(version.id for version in page.matches) == ["o", "p"]
        assert (await shelf.store.check()).sound

    on_shelf(engine, body)


def test_a_store_from_before_these_numbers_is_as_if_it_had_their_first(engine: str) -> None:
    """Opening it marks nothing; rows of a later extractor of merged people are refused as any other's."""

    async def body(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")))

        def harm(connection: Connection, version: int = 0) -> None:
            connection.run("DELETE FROM extractor WHERE param < 0")
            if version:
                connection.run("INSERT INTO extractor (param, version, since) VALUES (-2, 99, 0)")

        left_by_another_program(shelf, harm)
        await shelf.reopen()
        assert await slices.behind(shelf.store) == []
        left_by_another_program(shelf, lambda connection: harm(connection, 99))
        with pytest.raises(Unsupported, match="store-newer"):
            await Store.open(shelf.url)

    on_shelf(engine, body)
