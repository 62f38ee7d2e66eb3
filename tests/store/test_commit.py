"""A commit: all of its changes or none, and what it answers."""

from __future__ import annotations

import asyncio

import pytest
from tests.store.shelf import Shelf, made, observation, on_shelf, patient

from dsn.base import ids
from dsn.base.errors import Conflict, Invalid, PreconditionFailed
from dsn.fhir.search import parse
from dsn.store.changes import Create, Delete, Guard, Update


def test_a_created_resource_gets_an_id_of_ours_and_reads_back(engine: str) -> None:
    """Its own id is ignored; the body read has id, version and instant, and is otherwise what was written."""

    async def work(shelf: Shelf) -> None:
        receipt = await shelf.commit(Create(patient("ignored")))
        (done,) = receipt.done
        assert (done.outcome, done.version) == ("created", 1)
        assert ids.to_key(done.id) == done.key
        body = await shelf.body("Patient", done.id)
        assert body == {
            "resourceType": "Patient",
            "id": done.id,
            "meta": {"versionId": "1", "lastUpdated": "2026-02-02T02:40:00.000Z"},
            "name": [{"family": "Roy"}],
        }
        assert await shelf.store.read("Patient", "ignored") is None

    on_shelf(engine, work)


def test_records_of_one_person_lie_in_one_bucket(engine: str) -> None:
    """What belongs to somebody is numbered beside them, by whatever id they came."""

    async def work(shelf: Shelf) -> None:
        first = (await shelf.commit(Create(patient()))).done[0]
        second = (await shelf.commit(Create(observation(of=f"Patient/{first.id}")))).done[0]
        assert ids.bucket_of_key(second.key) == ids.bucket_of_key(first.key)
        third = (await shelf.commit(Update(patient("roy")), Update(observation("obs", "Patient/roy")))).done
        assert {ids.bucket_of_key(done.key) for done in third} == {ids.bucket_of_text("roy")}

    on_shelf(engine, work)


def test_an_update_makes_the_next_version_and_the_same_content_none(engine: str) -> None:
    """Update creates what is not there; content equal to the newest leaves everything as it was."""

    async def work(shelf: Shelf) -> None:
        outcomes = []
        for family in ("Roy", "Roy", "Côté", "Roy"):
            receipt = await shelf.commit(Update(patient("roy", family)))
            outcomes.append((receipt.done[0].outcome, receipt.done[0].version))
        assert outcomes == [("created", 1), ("unchanged", 1), ("updated", 2), ("updated", 3)]
        old = await shelf.store.vread("Patient", "roy", 2)
        assert old is not None
        assert "Côté" in old.body.decode()
        assert await shelf.store.vread("Patient", "roy", 4) is None

    on_shelf(engine, work)


def test_if_match_refuses_the_writer_who_saw_another_version(engine: str) -> None:
    """The version seen is accepted, any other is a conflict that names both; 0 stands for nothing there."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy"), if_match=0))
        await shelf.commit(Update(patient("roy", "Côté"), if_match=1))
        for match in (0, 1, 3):
            with pytest.raises(Conflict, match="version-differs") as caught:
                await shelf.commit(Update(patient("roy", "Lavoie"), if_match=match))
            assert caught.value.values["found"] == 2
        with pytest.raises(Conflict, match="version-differs"):
            await shelf.commit(Delete("Patient", "roy", if_match=1))
        assert (await shelf.commit(Delete("Patient", "roy", if_match=2))).done[0].outcome == "deleted"

    on_shelf(engine, work)


def test_a_delete_is_a_version_and_what_is_gone_can_come_back(engine: str) -> None:
    """Deleting twice, or what never was, changes nothing; an update after it goes on counting."""

    async def work(shelf: Shelf) -> None:
        assert (await shelf.commit(Delete("Patient", "roy"))).done[0].outcome == "absent"
        await shelf.commit(Update(patient("roy")))
        gone = (await shelf.commit(Delete("Patient", "roy"))).done[0]
        assert (gone.outcome, gone.version) == ("deleted", 2)
        found = await shelf.store.read("Patient", "roy")
        assert found is not None
        assert (found.deleted, found.body, found.version) == (True, b"", 2)
        assert (await shelf.commit(Delete("Patient", "roy"))).done[0].outcome == "absent"
        assert (await shelf.commit(Update(patient("roy")))).done[0].version == 3
        assert await shelf.body("Patient", "roy") is not None

    on_shelf(engine, work)


def test_one_change_that_fails_undoes_all_others(engine: str) -> None:
    """Nothing of a commit is there when one of its conditions does not hold."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")))
        with pytest.raises(Conflict):
            await shelf.commit(
                Update(patient("cote")), Guard("bed 4", "visit 1"), Update(patient("roy", "x"), if_match=7)
            )
        assert await shelf.store.read("Patient", "cote") is None
        assert (await shelf.commit(Guard("bed 4", "visit 2"))).done[0].outcome == "guarded"

    on_shelf(engine, work)


def test_two_changes_of_one_resource_are_refused(engine: str) -> None:
    """A commit says of each resource once what becomes of it."""

    async def work(shelf: Shelf) -> None:
        with pytest.raises(Invalid, match="change-twice"):
            await shelf.commit(Update(patient("roy")), Delete("Patient", "roy"), Update(patient("roy", "b")))
        assert await shelf.store.read("Patient", "roy") is None

    on_shelf(engine, work)


def test_an_id_belongs_to_one_type(engine: str) -> None:
    """An id of ours that numbers a person cannot be written as anything else, nor read as it."""

    async def work(shelf: Shelf) -> None:
        done = (await shelf.commit(Create(patient()))).done[0]
        assert await shelf.store.read("Observation", done.id) is None
        with pytest.raises(Conflict, match="id-of-another-type"):
            await shelf.commit(Update(observation(done.id, f"Patient/{done.id}")))

    on_shelf(engine, work)


def test_a_kept_id_is_taken_once(engine: str) -> None:
    """Create with `keep_id` stands under the id it brings, and refuses one that is taken."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Create(patient("roy"), keep_id=True))
        with pytest.raises(Conflict, match="id-taken"):
            await shelf.commit(Create(patient("roy", "Lavoie"), keep_id=True))
        with pytest.raises(Invalid, match="id-missing"):
            await shelf.commit(Create(patient(), keep_id=True))
        assert (await shelf.body("Patient", "roy")) is not None

    on_shelf(engine, work)


def test_names_given_within_a_commit_become_references(engine: str) -> None:
    """`urn:uuid:…` in references, addresses and narrative becomes what the resource is called now; texts stay."""
    urn = "urn:uuid:0b6ba1c2-0d3c-4c4c-9f4b-2d1a5a4f6c01"
    link = f'<div xmlns="http://www.w3.org/1999/xhtml"><a href="{urn}">Roy</a></div>'

    async def work(shelf: Shelf) -> None:
        narrative = {"status": "generated", "div": link}
        result = observation(None, urn, text=narrative, identifier=[{"value": urn}])
        receipt = await shelf.commit(Create(result), Create(patient(), local=urn))
        seen, person = receipt.done
        body = await shelf.body("Observation", seen.id)
        assert body is not None
        assert body["subject"] == {"reference": f"Patient/{person.id}"}
        assert f'href="Patient/{person.id}"' in body["text"]["div"]
        assert body["identifier"] == [{"value": urn}]
        assert ids.bucket_of_key(seen.key) == ids.bucket_of_key(person.key)

    on_shelf(engine, work)


def test_a_conditional_create_happens_once(engine: str) -> None:
    """No match creates, one match gives that one, several are refused; others refer to what came of it."""

    async def work(shelf: Shelf) -> None:
        urn = "urn:uuid:0b6ba1c2-0d3c-4c4c-9f4b-2d1a5a4f6c02"
        asked = parse("Patient", [("identifier", "urn:x|1")])
        person = patient(identifier=[{"system": "urn:x", "value": "1"}])
        first = await shelf.commit(Create(person, if_none_exist=asked))
        again = await shelf.commit(
            Create(person, if_none_exist=asked, local=urn), Create(observation(None, urn))
        )
        assert again.done[0].outcome == "unchanged"
        assert again.done[0].id == first.done[0].id
        body = await shelf.body("Observation", again.done[1].id)
        assert body is not None
        assert body["subject"]["reference"] == f"Patient/{first.done[0].id}"
        await shelf.commit(Create(person))
        with pytest.raises(PreconditionFailed, match="several-match"):
            await shelf.commit(Create(person, if_none_exist=asked))

    on_shelf(engine, work)


def test_a_conditional_update_changes_the_one_it_finds(engine: str) -> None:
    """No match creates, one is changed, an id that is not the one found is refused."""

    async def work(shelf: Shelf) -> None:
        asked = parse("Patient", [("identifier", "urn:x|1")])
        known = [{"system": "urn:x", "value": "1"}]
        first = (await shelf.commit(Update(patient(None, "Roy", identifier=known), where=asked))).done[0]
        second = (await shelf.commit(Update(patient(None, "Côté", identifier=known), where=asked))).done[0]
        assert (second.id, second.version, second.outcome) == (first.id, 2, "updated")
        with pytest.raises(Invalid, match="id-differs"):
            await shelf.commit(Update(patient("other", identifier=known), where=asked))

    on_shelf(engine, work)


def test_conditional_references_are_settled_or_refused(engine: str) -> None:
    """`Type?query` becomes the one resource it finds; none or several undo the commit."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy", identifier=[{"system": "urn:x", "value": "1"}])))
        done = (await shelf.commit(Create(observation(of="Patient?identifier=urn:x|1")))).done[0]
        body = await shelf.body("Observation", done.id)
        assert body is not None
        assert body["subject"]["reference"] == "Patient/roy"
        with pytest.raises(PreconditionFailed, match="none-matches"):
            await shelf.commit(Create(observation(of="Patient?identifier=urn:x|2")))

    on_shelf(engine, work)


def test_the_same_idempotency_key_gives_the_same_receipt(engine: str) -> None:
    """A repeated commit changes nothing and says so; the key for another commit is refused."""

    async def work(shelf: Shelf) -> None:
        first = await shelf.commit(Create(patient()), idempotency="k1")
        again = await shelf.commit(Create(patient()), idempotency="k1")
        assert (again.done, again.instant, again.repeated) == (first.done, first.instant, True)
        assert await shelf.store.counts() == {"Patient": 1}
        with pytest.raises(Conflict, match="idempotency-reused"):
            await shelf.commit(Create(patient(family="Lavoie")), idempotency="k1")

    on_shelf(engine, work)


def test_commits_that_arrive_together_see_one_another(engine: str) -> None:
    """Of many at once on one resource, each makes its own version; of many on one guard, one holds it."""

    async def work(shelf: Shelf) -> None:
        await asyncio.gather(*(shelf.commit(Update(patient("roy", f"Roy {n}"))) for n in range(20)))
        found = await shelf.store.read("Patient", "roy")
        assert found is not None
        assert found.version == 20
        taken = await asyncio.gather(
            *(shelf.commit(Guard("bed", f"v{n}"), Update(patient(f"p{n}"))) for n in range(10)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, Conflict) for one in taken) == 9
        assert sum((await shelf.store.counts()).values()) == 2
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_of_several_writers_who_saw_one_version_one_wins(engine: str) -> None:
    """With If-Match, a race has one winner and the others are told."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")))
        tries = await asyncio.gather(
            *(shelf.commit(Update(patient("roy", f"Roy {n}"), if_match=1)) for n in range(8)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, Conflict) for one in tries) == 7

    on_shelf(engine, work)


def test_the_outbox_and_the_witness_commit_with_the_change(engine: str) -> None:
    """What the log is to be told waits beside the change; the witness knows whom it concerned before and after."""

    async def work(shelf: Shelf) -> None:
        seen: list[frozenset[int]] = []

        def witness(people: frozenset[int]) -> bytes:
            seen.append(people)
            return b"witnessed"

        both = (await shelf.commit(Update(patient("roy")), Update(patient("cote")))).done
        await shelf.commit(Update(observation("o", "Patient/roy")), outbox=(b"told",))
        await shelf.commit(Update(observation("o", "Patient/cote")), witness=witness)
        assert seen[-1] == {done.key for done in both}
        waiting = await shelf.store.outbox_take(10)
        assert [body for _, body in waiting] == [b"told", b"witnessed"]
        await shelf.store.outbox_drop([waiting[0][0]])
        assert [body for _, body in await shelf.store.outbox_take(10)] == [b"witnessed"]
        with pytest.raises(Conflict):
            await shelf.commit(Update(patient("roy"), if_match=9), outbox=(b"never",))
        assert len(await shelf.store.outbox_take(10)) == 1

    on_shelf(engine, work)


def test_a_resource_belongs_to_all_its_people(engine: str) -> None:
    """A shared resource has every person it names, and their labels come with the version."""
    shared = made(
        resourceType="Appointment",
        id="a",
        status="booked",
        meta={
            "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]
        },
        participant=[
            {"actor": {"reference": "Patient/mere"}, "status": "accepted"},
            {"actor": {"reference": "Patient/bebe"}, "status": "accepted"},
        ],
    )

    async def work(shelf: Shelf) -> None:
        people = (await shelf.commit(Update(patient("mere")), Update(patient("bebe")))).done
        await shelf.commit(Update(shared))
        found = await shelf.store.read("Appointment", "a")
        assert found is not None
        assert found.patients == {done.key for done in people}
        assert found.labels == 1

    on_shelf(engine, work)
