"""Writing through a desk: what may be written, whom it may concern, and its row of the log in the same transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable

import pytest
from tests.records.ward import Ward, in_ward, made, observation, patient, visit

from dsn.base.errors import Conflict, DsnError, Forbidden, Invalid, NotFound, Refused
from dsn.fhir.search import parse
from dsn.fhir.types import Observation
from dsn.log.verify import verify
from dsn.store.changes import Change, Create, Delete, Guard, Update


async def _told(act: Awaitable[object]) -> tuple[type, str, dict[str, object]]:
    with pytest.raises(DsnError) as caught:
        await act
    return type(caught.value), caught.value.code, dict(caught.value.values)


def test_a_nurse_writes_for_somebody_in_relation(engine: str) -> None:
    """The resource is made, the log has the write with its person once the outbox moved, and she reads it back."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        receipt = await desk.commit([Create(observation("x", "roy"))])
        (done,) = receipt.done
        assert done.outcome == "created"
        assert (await desk.written(done)).version == 1
        (event,) = await ward.events()
        assert (event.act, event.query) == ("write", "+Observation")
        assert event.subjects == (await ward.key("roy"),)

    in_ward(engine, work)


def test_writing_for_somebody_out_of_relation_is_refused_as_for_nobody(engine: str) -> None:
    """Côté and a person who does not exist: the same refusal; nothing is written."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        there = await _told(desk.commit([Create(observation("x", "cote"))]))
        absent = await _told(desk.commit([Create(observation("x", "personne"))]))
        assert there == absent == (Forbidden, "write-not-allowed", {"type": "Observation"})
        assert [event.act for event in await ward.events()] == []

    in_ward(engine, work)


def test_changing_what_is_out_of_scope_is_not_found_as_what_is_absent(engine: str) -> None:
    """Update and delete of somebody else's observation, and of one that is not there."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        changes: list[tuple[Change, Change]] = [
            (Update(observation("obs-cote", "roy")), Update(observation("obs-none", "roy"))),
            (Update(observation("obs-cote", "roy"), 7), Update(observation("obs-none", "roy"), 7)),
            (Delete("Observation", "obs-cote"), Delete("Observation", "obs-none")),
        ]
        for there, absent in changes:
            of_there, of_absent = await _told(desk.commit([there])), await _told(desk.commit([absent]))
            assert of_there[:2] == of_absent[:2] == (NotFound, "resource-not-found")
        assert (await (await ward.desk("systeme")).read("Observation", "obs-cote")).version == 1

    in_ward(engine, work)


def test_a_resource_cannot_be_moved_to_somebody_out_of_relation(engine: str) -> None:
    """Roy's observation becomes nobody else's by a nurse of Roy; corrected in place it may be."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        assert (await _told(desk.commit([Update(observation("obs-roy", "cote"))])))[0] is Forbidden
        receipt = await desk.commit([Update(observation("obs-roy", "roy", "1-1"))])
        assert receipt.done[0].version == 2

    in_ward(engine, work)


def test_a_barred_label_is_neither_written_nor_overwritten(engine: str) -> None:
    """A nurse does not file what she may not see, nor replace it."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("secret", "roy", label="V"))
        desk = await ward.desk("inf-gagnon")
        assert (await _told(desk.commit([Create(observation("x", "roy", label="V"))])))[0] is Forbidden
        assert (await _told(desk.commit([Update(observation("secret", "roy"))])))[0] is NotFound

    in_ward(engine, work)


def test_a_role_that_reads_writes_nothing(engine: str) -> None:
    """The orderly in relation with Roy reads the observation and may not change, delete or add one."""

    async def work(ward: Ward) -> None:
        await ward.put(visit("visit-2", "roy", "Practitioner/demo-prepose-diallo"))
        desk = await ward.desk("prepose-diallo")
        await desk.read("Observation", "obs-roy")
        changes: list[Change] = [
            Create(observation("x", "roy")),
            Update(observation("obs-roy", "roy", "1-1")),
            Delete("Observation", "obs-roy"),
            Guard("bed/1", "roy"),
        ]
        for change in changes:
            assert (await _told(desk.commit([change])))[:2] == (Forbidden, "write-not-allowed")

    in_ward(engine, work)


def test_one_refused_change_refuses_the_commit(engine: str) -> None:
    """All or nothing: the allowed change beside the refused one is not made."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        await _told(
            desk.commit([Update(observation("obs-roy", "roy", "1-1")), Create(observation("x", "cote"))])
        )
        assert (await desk.read("Observation", "obs-roy")).version == 1

    in_ward(engine, work)


def test_a_new_person_is_registered_with_their_record(engine: str) -> None:
    """One commit makes the person, a visit and an observation; the log's row names the person, whose key is new."""

    async def work(ward: Ward) -> None:
        born = made("{'resourceType': 'Patient', 'name': [{'family': 'Nouveau'}]}")
        local = "urn:uuid:11111111-1111-4111-8111-111111111111"
        first = made(
            "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'},"
            f" 'subject': {{'reference': '{local}'}}}}"
        )
        desk = await ward.desk("inf-gagnon")
        receipt = await desk.commit([Create(born, local=local), Create(first)])
        (event,) = await ward.events()
        assert event.subjects == (receipt.done[0].key,)
        found = await ward.store.read("Observation", receipt.done[1].id)
        assert found is not None
        assert found.patients == {receipt.done[0].key}

    in_ward(engine, work)


def test_a_clerk_registers_a_person_and_no_observation(engine: str) -> None:
    """A new identity by who registers people; by a director not."""

    async def work(ward: Ward) -> None:
        clerk = await ward.desk("agente-morin")
        (done,) = (await clerk.commit([Create(patient("x", "Neuf"))])).done
        assert done.outcome == "created"
        assert (await _told(clerk.commit([Create(observation("x", "roy"))])))[0] is Forbidden
        director = await ward.desk("directrice-gauthier")
        assert (await _told(director.commit([Create(patient("x", "Neuf"))])))[0] is Forbidden

    in_ward(engine, work)


def test_nobody_gains_a_relation_by_changing_somebody_elses_identity(engine: str) -> None:
    """A Patient names who gives care, so only who is in relation may change one."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        assert (await _told(desk.commit([Update(patient("cote", "Côté"))])))[0] is NotFound
        assert (await _told(desk.commit([Create(visit("x", "cote"))])))[0] is Forbidden
        await desk.commit([Update(patient("roy", "Roy-Gagnon"))])

    in_ward(engine, work)


def test_a_conditional_create_does_not_see_beyond_the_scope(engine: str) -> None:
    """What stands out of scope is no match: the nurse's own is made. In scope it is found and nothing is made."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("obs-cote", "cote", "99-9"))
        desk = await ward.desk("inf-gagnon")
        create = Create(
            observation("x", "roy", "99-9"), if_none_exist=parse("Observation", [("code", "99-9")])
        )
        first = await desk.commit([create])
        again = await desk.commit([create])
        assert first.done[0].outcome == "created"
        assert (again.done[0].outcome, again.done[0].id) == ("unchanged", first.done[0].id)
        assert (await desk.written(again.done[0])).id == first.done[0].id

    in_ward(engine, work)


def test_a_conditional_update_does_not_see_beyond_the_scope(engine: str) -> None:
    """It changes the one match in scope and leaves the match out of scope alone."""

    async def work(ward: Ward) -> None:
        body = made(
            "{'resourceType': 'Observation', 'status': 'amended', 'code': {'coding': [{'code': '718-7'}]},"
            " 'subject': {'reference': 'Patient/roy'}}"
        )
        desk = await ward.desk("inf-gagnon")
        receipt = await desk.commit([Update(body, where=parse("Observation", [("code", "718-7")]))])
        assert (receipt.done[0].id, receipt.done[0].outcome) == ("obs-roy", "updated")
        assert (await (await ward.desk("systeme")).read("Observation", "obs-cote")).version == 1

    in_ward(engine, work)


def test_the_writers_own_precondition_is_kept(engine: str) -> None:
    """If-Match of an older version is a conflict, and no second try is made of it."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        await desk.commit([Update(observation("obs-roy", "roy", "1-1"), if_match=1)])
        told = await _told(desk.commit([Update(observation("obs-roy", "roy", "2-2"), if_match=1)]))
        assert told[0] is Conflict

    in_ward(engine, work)


def test_writers_without_a_precondition_do_not_trip_over_each_other(engine: str) -> None:
    """Two at once on one resource: both are made, one after the other."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        receipts = await asyncio.gather(
            *(desk.commit([Update(observation("obs-roy", "roy", f"{n}-1"))]) for n in range(3))
        )
        assert sorted(receipt.done[0].version for receipt in receipts) == [2, 3, 4]

    in_ward(engine, work)


def test_the_same_key_again_changes_nothing(engine: str) -> None:
    """The first receipt comes back; another writer's same key is another matter."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        change = Update(observation("obs-roy", "roy", "1-1"))
        first = await desk.commit([change], idempotency="k")
        again = await desk.commit([change], idempotency="k")
        assert (again.repeated, again.done) == (True, first.done)
        other = await (await ward.desk("systeme")).commit([change], idempotency="k")
        assert not other.repeated
        with pytest.raises(Conflict):
            await desk.commit([Update(observation("obs-roy", "roy", "2-2"))], idempotency="k")

    in_ward(engine, work)


def _needs_code(change: Change) -> Iterable[DsnError]:
    resource = getattr(change, "resource", None)
    if isinstance(resource, Observation) and not resource.code.coding:
        yield Invalid("needs-code", path="Observation.code")


def test_an_invariant_holds_for_everyone(engine: str) -> None:
    """What a room holds true of every write is asked of the system too; every fault is told."""

    async def work(ward: Ward) -> None:
        bad = made(
            "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'},"
            " 'subject': {'reference': 'Patient/roy'}}"
        )
        for account in ("inf-gagnon", "systeme"):
            desk = await ward.desk(account)
            with pytest.raises(Refused) as caught:
                await desk.commit([Create(bad), Create(bad)])
            assert [issue.code for issue in caught.value.issues] == ["needs-code", "needs-code"]

    in_ward(engine, work, [_needs_code])


def test_a_failed_commit_leaves_no_row_in_the_log(engine: str) -> None:
    """The row is part of the transaction: with it or not at all. Log and outbox verify."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        await _told(desk.commit([Update(observation("obs-roy", "roy", "1-1"), if_match=9)]))
        await desk.commit([Update(observation("obs-roy", "roy", "1-1"), if_match=1)])
        waiting = await verify(ward.log, ward.store)
        assert (waiting.flaws, waiting.waiting) == ((), 2)  # the ward's own first commit and this one
        assert [event.act for event in await ward.events()] == ["write"]
        assert (await verify(ward.log, ward.store)).flaws == ()

    in_ward(engine, work)


def test_the_directory_is_written_by_who_keeps_it(engine: str) -> None:
    """A configurator writes an organization and no observation; a nurse neither changes nor makes one."""

    async def work(ward: Ward) -> None:
        org = made("{'resourceType': 'Organization', 'id': 'org', 'name': 'CLSC'}")
        await ward.put(org)
        pilot, nurse = await ward.desk("pilote-fortin"), await ward.desk("inf-gagnon")
        changed = made("{'resourceType': 'Organization', 'id': 'org', 'name': 'CLSC du Nord'}")
        assert (await _told(nurse.commit([Update(changed)])))[0] is Forbidden
        assert (await pilot.commit([Update(changed)])).done[0].outcome == "updated"
        assert (await _told(pilot.commit([Create(observation("x", "roy"))])))[0] is Forbidden

    in_ward(engine, work)
