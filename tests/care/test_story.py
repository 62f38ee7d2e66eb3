"""The page of a person: logged before its first byte, within its budgets, whole or in part, and never silent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from tests.support.covers import covers
from tests.town import GHISLAINE, OLIVIER, TODAY, YVETTE, Browser, browser, copied, file, made, of, town
from tests.town_fixtures import Visit

from dsn.accounts import demo
from dsn.assembly import System
from dsn.care.reading.section import Reading, Searches, Section, Shown
from dsn.care.story.pages import StoryPages
from dsn.log.events import Event
from dsn.records import Why
from dsn.sites.clinic import site
from dsn.sites.clinic.chart import LINES, SECTIONS
from dsn.web.words import words

LATER = 4_000_000_000_000
STORY = f"/personnes/{YVETTE}"


async def key_of(system: System, person: str) -> int:
    found = await system.store.read("Patient", person)
    assert found is not None
    return found.key


async def seen(system: System, person: str) -> list[Event]:
    """The events of the log about a person, newest first, without the writes that made the record."""
    events = await system.log.by_person(await key_of(system, person), 0, LATER)
    return [event for event in events if event.act != "write"]


@covers("R-21")
def test_the_page_shows_the_person_and_every_section(visit: Visit) -> None:
    """Banner, allergies in it, problems, drugs with dosage, results with units, visits, vaccines."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        html = (await web.get(STORY)).text
        for said in ("Desrosiers, Yvette", "ZZDY 4153 1810", "fictif", "85 ans", "1941-03-18"):
            assert said in html
        banner = html.split("banner-allergies", 1)[1].split("</p>", 1)[0]
        assert "Latex" in banner
        for said in (
            "Fibrillation auriculaire",
            "Apixaban 5 mg, comprimé",
            "1 comprimé 2 fois par jour",
            "mmol/L",
        ):
            assert said in html
        for section in SECTIONS:
            assert f'<section class="section" id="{section.id}"' in html
        assert "<svg" in html

    visit(act)


@covers("F48")
def test_the_opening_is_in_the_log_before_the_first_byte_leaves(filled: Path, tmp_path: Path) -> None:
    """While the log's disk keeps the event waiting, nothing of the page leaves; then all of it does."""

    async def go() -> None:
        async with copied(filled, tmp_path) as system, browser(system) as web:
            await web.sign_in("dre-tremblay")
            cookies = "; ".join(f"{name}={value}" for name, value in web.client.cookies.items())
            reached, free = asyncio.Event(), asyncio.Event()
            sent: list[str] = []
            write = system.log.write

            async def write_slowly(event: Event) -> None:
                reached.set()
                await free.wait()
                await write(event)

            async def send(message: dict[str, Any]) -> None:
                sent.append(message["type"])

            system.log.write = write_slowly  # type: ignore[method-assign]
            answer = asyncio.ensure_future(system.app(scope_of(STORY, cookies), receive, send))  # type: ignore[arg-type]
            await reached.wait()
            await asyncio.sleep(0.3)
            assert sent == []
            free.set()
            await answer
            assert sent[0] == "http.response.start"
            assert next(event.act for event in await seen(system, YVETTE)) == "open"

    asyncio.run(go())


async def receive() -> dict[str, Any]:
    await asyncio.Event().wait()  # a GET has no body, and this browser does not leave
    return {}


def scope_of(path: str, cookies: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8400"), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 4),
        "server": ("127.0.0.1", 8400),
    }


def test_one_opening_is_one_event(visit: Visit) -> None:
    """Six sections, one event, one person, with who, why and screen."""

    async def act(system: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        before = len(await seen(system, YVETTE))
        await web.get(STORY)
        [event] = [event for event in await seen(system, YVETTE) if event.act == "open"]
        assert len(await seen(system, YVETTE)) == before + 1
        assert (event.who, event.screen, len(event.subjects)) == ("dre-tremblay", "story", 1)

    visit(act)


@covers("R-28")
def test_out_of_relation_one_sees_who_it_is_and_what_to_do(visit: Visit) -> None:
    """Name, birth date and card; nothing of the record; logged as refused. In relation the same address opens."""

    async def act(system: System, web: Browser) -> None:
        await file(system, *of(GHISLAINE), condition_of(GHISLAINE))
        await web.sign_in("dre-tremblay")
        refused = await web.get(f"/personnes/{GHISLAINE}")
        assert refused.status_code == 403
        assert "Tremblay, Ghislaine" in refused.text
        assert "Vous voyez seulement l’identité" in refused.text
        assert "Secret" not in refused.text
        assert [event.act for event in await seen(system, GHISLAINE)] == ["refused"]
        team = made(
            resourceType="CareTeam",
            id="team",
            status="active",
            subject={"reference": f"Patient/{GHISLAINE}"},
            participant=[{"member": {"reference": "Practitioner/demo-dre-tremblay"}}],
        )
        await file(system, team)
        opened = await web.get(f"/personnes/{GHISLAINE}")
        assert opened.status_code == 200
        assert "Secret" in opened.text

    visit(act)


def condition_of(person: str) -> Any:
    return made(
        resourceType="Condition",
        id="secret",
        subject={"reference": f"Patient/{person}"},
        code={"text": "Secret"},
        clinicalStatus={
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}
            ]
        },
    )


def test_who_may_not_read_records_sees_identities_only(visit: Visit) -> None:
    """The clerk opens the same address and finds who it is."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("agente-morin")
        page = await web.get(STORY)
        assert page.status_code == 403
        assert "Desrosiers, Yvette" in page.text
        assert "Apixaban" not in page.text

    visit(act)


def test_a_person_that_is_not_there_is_not_found(visit: Visit) -> None:
    """No hint that another id would do."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        assert (await web.get("/personnes/nobody")).status_code == 404

    visit(act)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_a_section_alone_is_that_part_of_the_page(visit: Visit, section: Section) -> None:
    """Letter for letter; and « Tout afficher » gives the same address whole and in part."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        for query in ("", f"tout={section.id}&"):
            part = (await web.get(f"{STORY}?{query}fragment={section.id}")).text
            assert part.startswith("<section")
            assert part in (await web.get(f"{STORY}?{query}")).text

    visit(act)


def test_a_part_that_is_no_section_is_refused(visit: Visit) -> None:
    """With words, not with an empty answer."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        assert (await web.get(f"{STORY}?fragment=rien")).status_code == 400

    visit(act)


@covers("F42")
def test_sections_keep_to_their_budget_and_share_what_they_ask(visit: Visit) -> None:
    """Each asks the record no more than it says; the banner's line and the section ask one and the same thing."""

    async def act(system: System, _: Browser) -> None:
        desk = await system.records.admit(demo.account("dre-tremblay").actor(), Why("test"))
        chart = await desk.open_chart(YVETTE)
        for section in SECTIONS:
            alone = Searches(chart)
            await section.load(Reading(alone, words("fr"), TODAY))
            assert 0 < len(alone.asked) <= section.searches
        whole = Searches(chart)
        reading = Reading(whole, words("fr"), TODAY)
        await asyncio.gather(
            *(section.load(reading) for section in SECTIONS), *(line(reading) for line in LINES)
        )
        assert len(whole.asked) == sum(section.searches for section in SECTIONS)

    visit(act)


async def broken(_: Reading) -> Shown:
    raise RuntimeError("out of order")


def test_a_section_that_fails_says_so_and_takes_nothing_with_it(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    """Its place says that it is not empty but unread; the others stand; the number is in the server's log."""

    async def act(system: System, _: Browser) -> None:
        sections = [*SECTIONS, Section("panne", "Panne", broken, 1, ("Basic",), "right")]
        [door] = StoryPages(sections, LINES).doors()
        app = Starlette(routes=[site.open_door(system, door), *site.routes(system)])
        async with browser(system, app=app) as there:
            await there.sign_in("dre-tremblay")
            html = (await there.get(STORY)).text
        assert "ne concluez pas qu’elle est vide" in html
        assert "Apixaban" in html
        assert html.rstrip().endswith("</html>")
        number = html.rsplit("<code>", 1)[1].split("<", 1)[0]
        assert any(number in record.getMessage() for record in caplog.records)

    visit(act)


def test_the_page_is_in_the_readers_language(visit: Visit) -> None:
    """Titles in English, the record as it was written, marked French."""

    async def act(system: System, web: Browser) -> None:
        async with browser(system, "en-CA") as english:
            await english.sign_in("dre-tremblay")
            html = (await english.get(STORY)).text
            assert "Medications" in html
            assert '<span lang="fr">Fibrillation auriculaire</span>' in html
            assert "71.7 kg" in html or "kg" in html

    visit(act)


def test_a_child_without_drugs_reads_as_nothing_recorded(visit: Visit) -> None:
    """Empty sections say that nothing is recorded, which is not that there is nothing."""

    async def act(_: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        html = (await web.get(f"/personnes/{OLIVIER}")).text
        assert "Aucun médicament actif consigné." in html
        assert "Arachides" in html.split("banner-allergies bad", 1)[1][:300]

    visit(act)


def test_the_thread_holds_on_both_engines(engine: str) -> None:
    """Filed, found by name and by card, opened, refused: on SQLite and on PostgreSQL."""

    async def go() -> None:
        async with town(engine, YVETTE, GHISLAINE) as system, browser(system) as web:
            await web.sign_in("dre-tremblay")
            for asked in ("desros", "yvette desrosiers", "zzdy 4153 1810", "1941-03-18", "desrosiers 1941"):
                assert "Desrosiers, Yvette" in (await web.get("/personnes?q=" + asked)).text, asked
            assert "Aucune personne" in (await web.get("/personnes?q=inconnue")).text
            assert "Apixaban" in (await web.get(STORY)).text
            assert (await web.get(f"/personnes/{GHISLAINE}")).status_code == 403

    asyncio.run(go())


def test_home_lists_those_in_relation_and_nobody_else(visit: Visit) -> None:
    """The nurse of the ward sees who is in the ward; the doctor her patients; the archivist nobody by name."""

    async def act(system: System, web: Browser) -> None:
        home = (await web.sign_in("inf-gagnon")).text
        assert "Desrosiers, Yvette" in home
        assert "Nadeau, Olivier" not in home
        for account, shown in (("dre-tremblay", True), ("archiviste-cote", False)):
            async with browser(system) as other:
                assert ("Nadeau, Olivier" in (await other.sign_in(account)).text) is shown

    visit(act)
