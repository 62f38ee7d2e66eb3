"""The check of the store: what it looks at, what it leaves apart, how far it is."""

from __future__ import annotations

import pytest
from tests.store.shelf import BEGIN, Shelf, made, observation, on_shelf, patient

from dsn.access.relations import ALWAYS, Claim
from dsn.fhir.types import Resource
from dsn.store.changes import Update
from dsn.store.checking import Report


def _treats(resource: Resource) -> tuple[Claim, ...]:
    if resource.resourceType != "Encounter":
        return ()
    return (Claim("Practitioner/ana", "roy", "visit", BEGIN, ALWAYS),)


VISIT = made(
    resourceType="Encounter",
    id="visit",
    status="in-progress",
    **{"class": {"code": "IMP"}},
    subject={"reference": "Patient/roy"},
)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM relation", "missing"),
        ("UPDATE relation SET until = 5", "missing"),
        (
            "INSERT INTO relation (who, patient, kind, source, since, until) VALUES ('eve', 1, 'x', 2, 3, 4)",
            "surplus",
        ),
        ("UPDATE resource SET labels = 4", "missing"),
        ("UPDATE resource SET patient = 77 WHERE patient <> key", "missing"),
    ],
)
def test_relations_and_what_a_row_says_of_itself_are_checked(engine: str, harm: str, told: str) -> None:
    """Who is in relation with whom, to whom a resource belongs and with which labels: as its body says."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(VISIT), Update(observation("o")))
        assert (await shelf.store.check()).sound
        shelf.store.database.writer.call(lambda connection: connection.run(harm))
        report = await shelf.store.check()
        assert not report.sound
        assert report.missing if told == "missing" else report.surplus

    on_shelf(engine, work, relate=(_treats,))


def test_a_sample_finds_what_is_wrong_everywhere_and_tells_how_far_it_is(engine: str) -> None:
    """As many resources as asked for, about; in a smaller store it is the whole."""

    async def work(shelf: Shelf) -> None:
        for part in range(4):
            await shelf.commit(*(Update(observation(f"o{part}-{n}")) for n in range(50)))
        steps: list[tuple[int, int]] = []
        found = await shelf.store.check(20, lambda at, total: steps.append((at.resources, total)))
        assert (found.sound, found.whole) == (True, False)
        assert 20 <= found.resources < 20 + 50
        assert all(total == 20 for _, total in steps)
        shelf.store.database.writer.call(lambda connection: connection.run("DELETE FROM ix_token"))
        found = await shelf.store.check(20)
        assert not found.sound
        assert len(found.missing) == 20
        assert (await shelf.store.check(1000)).whole

    on_shelf(engine, work)


def test_rows_that_wait_for_the_log_are_told_and_are_no_fault(engine: str) -> None:
    """They are moved by whoever serves."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), outbox=(b"vu",))
        report = await shelf.store.check()
        assert (report.sound, report.waiting) == (True, 1)

    on_shelf(engine, work)


def test_a_check_hears_of_its_progress(engine: str) -> None:
    """After each slice but the last: what it looked at so far, of everything."""

    async def work(shelf: Shelf) -> None:
        for part in range(3):
            await shelf.commit(*(Update(observation(f"o{part}-{n}")) for n in range(200)))
        told: list[tuple[int, int]] = []

        def tell(so_far: Report, total: int) -> None:
            told.append((so_far.resources, total))

        assert (await shelf.store.check(told=tell)).resources == 600
        assert told == [(500, 600)]

    on_shelf(engine, work)
