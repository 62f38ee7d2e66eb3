"""The check of the store: what it looks at, what it leaves apart, how far it is."""

from __future__ import annotations

from base64 import b64encode

import pytest
from tests.store.shelf import BEGIN, Shelf, made, observation, on_shelf, patient, settled

from dsn.access.relations import ALWAYS, Claim
from dsn.fhir.types import Resource
from dsn.store.blobs.marks import LARGE
from dsn.store.changes import Update
from dsn.store.checking import Report

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">douleur au genou</div>'


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


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM blob",
        "DELETE FROM blob_use",
        "DELETE FROM piece WHERE place = 1",
        "UPDATE piece SET bytes = (SELECT bytes FROM piece WHERE place = 0) WHERE place = 1",
        "DELETE FROM ix_word",
        "UPDATE ix_word SET said = 1 - said",
        "INSERT INTO ix_word ({bucket}word, key, said, since, until) VALUES ({zero}'faux', 5, 0, 1, NULL)",
    ],
)
def test_contents_and_words_are_checked(engine: str, harm: str) -> None:
    """A content that is lost, cut or changed; a version that no longer has its content; words too many or too few."""

    async def work(shelf: Shelf) -> None:
        data = b64encode(bytes(n % 251 for n in range(3 * LARGE))).decode()
        await shelf.commit(Update(made(resourceType="Binary", id="b", contentType="image/png", data=data)))
        await shelf.commit(Update(patient("roy", text={"status": "generated", "div": DIV})))
        await settled(shelf.store)
        assert not (await shelf.store.check()).words
        await shelf.store.words.keep()
        report = await shelf.store.check()
        assert (report.sound, report.words, report.contents) == (True, True, 1)
        postgres = shelf.store.database.dialect.is_postgres
        statement = harm.format(bucket="bucket, " if postgres else "", zero="0, " if postgres else "")
        shelf.store.database.writer.call(lambda connection: connection.run(statement))
        report = await shelf.store.check()
        assert not report.sound

    on_shelf(engine, work)


def test_a_body_without_its_content_is_told(engine: str) -> None:
    """Also in a sample."""

    async def work(shelf: Shelf) -> None:
        data = b64encode(bytes(3 * LARGE)).decode()
        await shelf.commit(Update(made(resourceType="Binary", id="b", contentType="image/png", data=data)))
        await shelf.commit(*(Update(observation(f"o{n}")) for n in range(50)))
        shelf.store.database.writer.call(lambda connection: connection.run("DELETE FROM blob"))
        assert not (await shelf.store.check(1)).sound

    on_shelf(engine, work)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM alias", "missing"),
        ("UPDATE alias SET person = person + 1", "missing"),
        ("DELETE FROM link", "surplus"),
    ],
)
def test_groups_of_merged_people_are_what_their_links_make(engine: str, harm: str, told: str) -> None:
    """A person who fell out of the group is told, and one who is in it for no reason; of a sample, too."""

    async def work(shelf: Shelf) -> None:
        link = [{"other": {"reference": "Patient/leroy"}, "type": "replaces"}]
        await shelf.commit(Update(patient("leroy")), Update(patient("roy", link=link)))
        assert (await shelf.store.check()).sound
        shelf.store.database.writer.call(lambda connection: connection.run(harm))
        for sample in (None, 1):
            report = await shelf.store.check(sample)
            assert not report.sound
            rows = "\n".join(report.missing) if told == "missing" else report.surplus
            assert "alias" in rows

    on_shelf(engine, work)
