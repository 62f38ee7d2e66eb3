"""Searching through a desk: only what is in scope, every person shown in the log, pages bound to their asker."""

from __future__ import annotations

import pytest
from tests.records.ward import Ward, appointment, in_ward, observation, visit

from dsn.base.errors import Gone, Invalid
from dsn.fhir.search import parse
from dsn.records import Desk
from dsn.store.changes import Found

ALL = parse("Observation", [("code", "718-7")])


def _ids(found: Found) -> list[str]:
    return sorted(version.id for version in found.matches)


def test_a_search_finds_what_is_in_scope_and_logs_whom_it_showed(engine: str) -> None:
    """The nurse finds Roy's haemoglobin only, the system both; the event names the query and the people."""

    async def work(ward: Ward) -> None:
        found = await (await ward.desk("inf-gagnon")).search(ALL, source="code=718-7")
        assert _ids(found) == ["obs-roy"]
        assert _ids(await (await ward.desk("systeme")).search(ALL)) == ["obs-cote", "obs-roy"]
        (event,) = await ward.events()
        assert (event.act, event.query) == ("search", "Observation?code=718-7")
        assert event.subjects == (await ward.key("roy"),)

    in_ward(engine, work)


def test_a_search_that_shows_nobody_is_logged_too(engine: str) -> None:
    """Asking is an act: the event has the query and no person."""

    async def work(ward: Ward) -> None:
        query = parse("Observation", [("code", "nothing")])
        assert _ids(await (await ward.desk("inf-gagnon")).search(query, source="code=nothing")) == []
        (event,) = await ward.events()
        assert (event.subjects, event.query) == ((), "Observation?code=nothing")

    in_ward(engine, work)


def test_included_people_are_in_the_log(engine: str) -> None:
    """Roy is found, and an appointment of Roy with Côté comes with it: both were shown."""

    async def work(ward: Ward) -> None:
        await ward.put(appointment("both", "roy", "cote"))
        query = parse("Patient", [("_id", "roy"), ("_revinclude", "Appointment:actor")])
        found = await (await ward.desk("inf-gagnon")).search(query)
        assert [version.id for version in found.matches + found.included] == ["roy", "both"]
        (event,) = await ward.events()
        assert set(event.subjects) == {await ward.key("roy"), await ward.key("cote")}

    in_ward(engine, work)


async def _first_page(ward: Ward, account: str = "inf-gagnon") -> tuple[Desk, str]:
    await ward.put(observation("obs-roy-2", "roy"), observation("obs-roy-3", "roy"))
    desk = await ward.desk(account)
    page = await desk.search(ALL, count=1)
    assert page.token is not None
    return desk, page.token


def test_pages_go_on_by_their_token_to_the_end(engine: str) -> None:
    """Each match once, the last page without a token."""

    async def work(ward: Ward) -> None:
        desk, token = await _first_page(ward)
        seen = _ids(await desk.search(ALL, count=1))
        while token:
            page = await desk.search(ALL, count=1, token=token)
            seen += _ids(page)
            token = page.token or ""
        assert sorted(seen) == ["obs-roy", "obs-roy-2", "obs-roy-3"]

    in_ward(engine, work)


def test_a_token_serves_its_own_query_only(engine: str) -> None:
    """The same token with another query is refused."""

    async def work(ward: Ward) -> None:
        desk, token = await _first_page(ward)
        with pytest.raises(Invalid) as caught:
            await desk.search(parse("Observation", [("status", "final")]), count=1, token=token)
        assert caught.value.code == "paging-token-of-another-search"

    in_ward(engine, work)


def test_a_token_serves_its_own_reader_only(engine: str) -> None:
    """Passed on to a colleague who is in relation with the same person, it is refused."""

    async def work(ward: Ward) -> None:
        _, token = await _first_page(ward)
        await ward.put(visit("visit-2", "roy", "Practitioner/demo-dre-tremblay"))
        colleague = await ward.desk("dre-tremblay")
        assert _ids(await colleague.search(ALL)) == ["obs-roy", "obs-roy-2", "obs-roy-3"]
        with pytest.raises(Invalid) as caught:
            await colleague.search(ALL, count=1, token=token)
        assert caught.value.code == "paging-token-of-another-search"

    in_ward(engine, work)


@pytest.mark.parametrize("place", [0, 10, -1])
def test_an_altered_token_is_refused(engine: str, place: int) -> None:
    """One letter changed anywhere."""

    async def work(ward: Ward) -> None:
        desk, token = await _first_page(ward)
        letters = list(token)
        letters[place] = "A" if letters[place] != "A" else "E"
        for altered in ("".join(letters), "", "é", "AAAA"):
            with pytest.raises(Invalid) as caught:
                await desk.search(ALL, count=1, token=altered)
            assert caught.value.code == "paging-token-invalid"

    in_ward(engine, work)


def test_a_token_is_gone_after_thirty_minutes(engine: str) -> None:
    """Just before it works; after that its rows may have been swept, and it answers Gone."""

    async def work(ward: Ward) -> None:
        desk, token = await _first_page(ward)
        ward.clock.at += 29 * 60_000
        await desk.search(ALL, count=1, token=token)
        ward.clock.at += 2 * 60_000
        with pytest.raises(Gone) as caught:
            await desk.search(ALL, count=1, token=token)
        assert caught.value.code == "paging-token-old"

    in_ward(engine, work)


def test_a_relation_that_ends_takes_its_person_out_of_the_next_page(engine: str) -> None:
    """The walk goes on, under the scope of now."""

    async def work(ward: Ward) -> None:
        _, token = await _first_page(ward)
        await ward.put(visit("visit-roy", "roy", status="finished"))
        page = await (await ward.desk("inf-gagnon")).search(ALL, count=5, token=token)
        assert page.matches == ()

    in_ward(engine, work)
