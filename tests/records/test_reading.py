"""Reading through a desk: in scope, logged before it is given; what is not in scope is not there."""

from __future__ import annotations

import asyncio
import threading

import pytest
from tests.records.ward import Ward, in_ward, observation, patient, visit
from tests.support.covers import covers

from dsn.base.errors import Busy, DsnError, Forbidden, Gone, Invalid, NotFound
from dsn.fhir.search import parse
from dsn.log.log import month_of
from dsn.store.changes import Delete


async def _refusal(desk_act: object) -> tuple[type, str, dict[str, object]]:
    with pytest.raises(DsnError) as caught:
        await desk_act  # type: ignore[misc]
    return type(caught.value), caught.value.code, dict(caught.value.values)


def test_a_nurse_reads_somebody_in_relation_and_the_log_has_it(engine: str) -> None:
    """The body comes back, and the event with its person, reason and origin is on disk."""

    async def work(ward: Ward) -> None:
        found = await (await ward.desk("inf-gagnon", "api.read")).read("Observation", "obs-roy")
        assert b'"718-7"' in found.body
        (event,) = await ward.events()
        assert (event.act, event.function, event.query) == ("read", "api.read", "Observation/obs-roy")
        assert event.subjects == (await ward.key("roy"),)
        assert (event.relation, event.why, event.origin) == ("access-s38", "soins", "127.0.0.1")
        assert (event.request, event.screen, event.actor) == ("r1", "essai", "real")

    in_ward(engine, work)


def test_out_of_relation_is_the_same_as_absent(engine: str) -> None:
    """Somebody else's observation and one that does not exist: same kind, code and values, both logged as refused."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        there = await _refusal(desk.read("Observation", "obs-cote"))
        absent = await _refusal(desk.read("Observation", "obs-none"))
        assert there == (NotFound, "resource-not-found", {"type": "Observation", "id": "obs-cote"})
        assert absent == (NotFound, "resource-not-found", {"type": "Observation", "id": "obs-none"})
        events = await ward.events()
        assert [event.act for event in events] == ["refused", "refused"]
        assert [event.subjects for event in events] == [(await ward.key("cote"),), ()]

    in_ward(engine, work)


@covers("F48", "R-28")
def test_nothing_is_given_before_its_row_is_on_disk(engine: str) -> None:
    """The log's disk is held up: every act waits for it, and goes on when it is let go."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        await desk.read("Observation", "obs-roy")
        free = threading.Event()
        database = await ward.log.shelf.write(month_of(ward.clock.at))
        held = database.writer.submit(lambda connection: free.wait(30))
        acts = [
            asyncio.ensure_future(act)
            for act in (
                desk.read("Observation", "obs-roy"),
                desk.vread("Observation", "obs-roy", 1),
                desk.history("Observation", "obs-roy"),
                desk.search(parse("Observation", [])),
                desk.open_chart("roy"),
                desk.identities(parse("Patient", [("name", "roy")])),
            )
        ]
        done, _ = await asyncio.wait(acts, timeout=0.3)
        free.set()
        await asyncio.gather(held, *acts)
        assert done == set()

    in_ward(engine, work)


def test_nothing_is_given_when_the_log_cannot_be_written(engine: str) -> None:
    """No read without a log: with the log closed, reading, searching and opening are all refused."""

    async def work(ward: Ward) -> None:
        desk = await ward.desk("inf-gagnon")
        await desk.read("Observation", "obs-roy")
        await ward.log.close()
        for act in (
            desk.read("Observation", "obs-roy"),
            desk.vread("Observation", "obs-roy", 1),
            desk.history("Observation", "obs-roy"),
            desk.open_chart("roy"),
        ):
            with pytest.raises(Busy):
                await act

    in_ward(engine, work)


def test_a_deleted_resource_is_gone_for_who_could_see_it_only(engine: str) -> None:
    """410 in relation, 404 out of relation: a deletion betrays nothing."""

    async def work(ward: Ward) -> None:
        system = await ward.desk("systeme")
        await system.commit([Delete("Observation", "obs-roy"), Delete("Observation", "obs-cote")])
        desk = await ward.desk("inf-gagnon")
        with pytest.raises(Gone):
            await desk.read("Observation", "obs-roy")
        with pytest.raises(NotFound):
            await desk.read("Observation", "obs-cote")

    in_ward(engine, work)


def test_a_label_hides_a_resource_of_somebody_in_relation(engine: str) -> None:
    """Very restricted: absent for the nurse, there for the system; restricted alone she may read."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("secret", "roy", label="V"), observation("closed", "roy", label="R"))
        desk = await ward.desk("inf-gagnon")
        await desk.read("Observation", "closed")
        with pytest.raises(NotFound):
            await desk.read("Observation", "secret")
        await (await ward.desk("systeme")).read("Observation", "secret")

    in_ward(engine, work)


def test_the_directory_is_for_everyone_and_tasks_of_nobody_are_not(engine: str) -> None:
    """What belongs to nobody has a rule by type."""

    async def work(ward: Ward) -> None:
        from tests.records.ward import made

        await ward.put(
            made("{'resourceType': 'Organization', 'id': 'org', 'name': 'CHSLD'}"),
            made("{'resourceType': 'Basic', 'id': 'basic', 'code': {'text': 'x'}}"),
        )
        desk = await ward.desk("inf-gagnon")
        assert b"CHSLD" in (await desk.read("Organization", "org")).body
        with pytest.raises(NotFound):
            await desk.read("Basic", "basic")

    in_ward(engine, work)


def test_a_version_is_read_under_the_same_scope(engine: str) -> None:
    """vread in relation gives the version; out of relation the version is not found, nor is an absent one."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("obs-roy", "roy", "1-1"), observation("obs-cote", "cote", "1-1"))
        desk = await ward.desk("inf-gagnon")
        assert b'"718-7"' in (await desk.vread("Observation", "obs-roy", 1)).body
        there = await _refusal(desk.vread("Observation", "obs-cote", 1))
        absent = await _refusal(desk.vread("Observation", "obs-none", 1))
        assert there[:2] == absent[:2] == (NotFound, "version-not-found")
        with pytest.raises(NotFound):
            await desk.vread("Observation", "obs-roy", 9)
        assert [event.act for event in await ward.events()] == ["read", "refused", "refused", "refused"]

    in_ward(engine, work)


def test_what_was_corrected_away_from_a_person_is_not_shown_again(engine: str) -> None:
    """An observation filed under Côté by mistake and moved to Roy: the nurse of Roy sees the newest version and not the
    one that was Côté's; the other way round she sees nothing of it any more."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("obs-cote", "roy"), observation("obs-roy", "cote"))
        desk = await ward.desk("inf-gagnon")
        await desk.read("Observation", "obs-cote")
        for id_, version in (("obs-cote", 1), ("obs-roy", 1), ("obs-roy", 2)):
            with pytest.raises(NotFound):
                await desk.vread("Observation", id_, version)
        page = await desk.history("Observation", "obs-cote")
        assert [version.version for version in page.matches] == [2]
        with pytest.raises(NotFound):
            await desk.history("Observation", "obs-roy")

    in_ward(engine, work)


def test_history_of_a_resource_is_scoped_and_logged(engine: str) -> None:
    """Newest first in relation; not found out of relation."""

    async def work(ward: Ward) -> None:
        await ward.put(observation("obs-roy", "roy", "1-1"))
        desk = await ward.desk("inf-gagnon")
        page = await desk.history("Observation", "obs-roy")
        assert [version.version for version in page.matches] == [2, 1]
        with pytest.raises(NotFound):
            await desk.history("Observation", "obs-cote")
        events = await ward.events()
        assert [event.act for event in events] == ["history", "refused"]
        assert events[0].subjects == (await ward.key("roy"),)

    in_ward(engine, work)


def test_history_of_everything_is_for_who_sees_everyone(engine: str) -> None:
    """The system pages through all versions by its token; a nurse is refused."""

    async def work(ward: Ward) -> None:
        with pytest.raises(Forbidden) as caught:
            await (await ward.desk("inf-gagnon")).history("Observation")
        assert caught.value.code == "history-everyone-only"
        system = await ward.desk("systeme")
        page = await system.history(count=2)
        seen = [version.id for version in page.matches]
        while page.token:
            page = await system.history(count=2, token=page.token)
            seen += [version.id for version in page.matches]
        assert sorted(seen) == ["cote", "obs-cote", "obs-roy", "roy", "visit-roy"]
        token = (await system.history(count=2)).token
        with pytest.raises(Invalid):
            await system.history("Observation", count=2, token=token)

    in_ward(engine, work)


def test_a_relation_opens_and_closes_the_record_at_once(engine: str) -> None:
    """A visit with Côté begins and the nurse reads; it is finished and she does not."""

    async def work(ward: Ward) -> None:
        with pytest.raises(NotFound):
            await (await ward.desk("inf-gagnon")).read("Observation", "obs-cote")
        await ward.put(visit("visit-cote", "cote"))
        await (await ward.desk("inf-gagnon")).read("Observation", "obs-cote")
        await ward.put(visit("visit-cote", "cote", status="finished"))
        with pytest.raises(NotFound):
            await (await ward.desk("inf-gagnon")).read("Observation", "obs-cote")

    in_ward(engine, work)


def test_a_relation_made_by_another_process_is_seen_within_a_second(engine: str) -> None:
    """Nothing tells this process, so it looks again."""

    async def work(ward: Ward) -> None:
        from tests.records.ward import relate

        from dsn.store.changes import Commit, Stamp, Update
        from dsn.store.store import Store

        await (await ward.desk("inf-gagnon")).read("Observation", "obs-roy")
        other = await Store.open(ward.url, clock=ward.clock, relate=(relate,))
        await other.commit(Commit((Update(visit("visit-cote", "cote")),), Stamp("systeme")))
        await other.close()
        ward.clock.at += 1000
        await (await ward.desk("inf-gagnon")).read("Observation", "obs-cote")

    in_ward(engine, work)


def test_an_administrative_account_reads_no_record(engine: str) -> None:
    """Not even of somebody whose visit names her."""

    async def work(ward: Ward) -> None:
        await ward.put(visit("visit-2", "roy", "Practitioner/demo-agente-morin"))
        with pytest.raises(NotFound):
            await (await ward.desk("agente-morin")).read("Observation", "obs-roy")
        with pytest.raises(NotFound):
            await (await ward.desk("agente-morin")).read("Patient", "roy")

    in_ward(engine, work)


def test_the_archivist_reads_everyone_and_is_logged_like_everyone(engine: str) -> None:
    """No relation needed; the event says on which ground."""

    async def work(ward: Ward) -> None:
        await (await ward.desk("archiviste-cote")).read("Observation", "obs-cote")
        (event,) = await ward.events("archiviste-cote")
        assert event.relation == "access-s39"

    in_ward(engine, work)


def test_a_patient_belongs_to_the_scope_like_anything_else(engine: str) -> None:
    """The Patient of somebody in relation is read, another's is not."""

    async def work(ward: Ward) -> None:
        await ward.put(patient("roy", "Roy-Tremblay"))
        desk = await ward.desk("inf-gagnon")
        assert (await desk.read("Patient", "roy")).version == 2
        with pytest.raises(NotFound):
            await desk.read("Patient", "cote")

    in_ward(engine, work)
