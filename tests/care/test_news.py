"""An open story says that something new was filed: to who follows the person and may see it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.town import GHISLAINE, OLIVIER, YVETTE, Browser, file, made
from tests.town_fixtures import Visit

from dsn.access.scope import Scope
from dsn.assembly import System
from dsn.care.story.live import News, sees, types_shown
from dsn.sites.clinic.chart import SECTIONS
from dsn.web.live import Message


def observation(id_: str, of: str, label: str = "") -> Any:
    system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    meta = {"meta": {"security": [{"system": system, "code": label}]}} if label else {}
    return made(
        resourceType="Observation",
        id=id_,
        status="final",
        code={"text": "Nouvelle"},
        subject={"reference": f"Patient/{of}"},
        **meta,
    )


async def news_of(system: System, web: Browser, seconds: float = 2.0) -> list[Message]:
    """What the stream of this browser's session tells, as soon as it tells something."""
    session = web.client.cookies["dsn_session"]
    reader = system.hub.open(session)
    try:
        return await reader.take(seconds)
    finally:
        system.hub.close(reader)


def test_what_is_filed_on_an_open_story_is_told_and_the_rest_is_not(visit: Visit) -> None:
    """One result of this person counts one; another person's, and a type no section shows, do not."""

    async def act(system: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        await web.get(f"/personnes/{YVETTE}")
        await asyncio.sleep(0.4)  # the watcher has looked at least once since
        await file(system, observation("o1", OLIVIER))
        basic = made(
            resourceType="Basic", id="b1", code={"text": "x"}, subject={"reference": f"Patient/{YVETTE}"}
        )
        await file(system, basic)
        await file(system, observation("o2", YVETTE))
        assert await news_of(system, web) == [Message("filed", YVETTE, 1)]

    visit(act)


def test_nobody_is_told_of_what_they_may_not_see(visit: Visit) -> None:
    """A very restricted result is filed, then a plain one: the nurse hears of one."""

    async def act(system: System, web: Browser) -> None:
        await web.sign_in("inf-gagnon")
        await web.get(f"/personnes/{YVETTE}")
        await asyncio.sleep(0.4)
        await file(system, observation("o1", YVETTE, "V"))
        await file(system, observation("o2", YVETTE))
        assert await news_of(system, web) == [Message("filed", YVETTE, 1)]

    visit(act)


def test_who_saw_the_identity_only_hears_nothing(visit: Visit) -> None:
    """Trying to open a record is not following it."""

    async def act(system: System, web: Browser) -> None:
        await web.sign_in("dre-tremblay")
        await web.get(f"/personnes/{GHISLAINE}")
        await asyncio.sleep(0.4)
        await file(system, observation("o1", GHISLAINE))
        assert await news_of(system, web, 0.6) == []

    visit(act)


def test_the_stream_is_for_who_is_signed_in(visit: Visit) -> None:
    """Others are sent to sign in, as anywhere."""

    async def act(_: System, web: Browser) -> None:
        assert (await web.get("/live")).url.path == "/entree"

    visit(act)


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope("a", None, "r"), True),
        (Scope("a", frozenset({7}), "r"), True),
        (Scope("a", frozenset({8}), "r"), False),
        (Scope("a", None, "r", barred_labels=2), False),
        (Scope("a", None, "r", hidden=frozenset({1})), False),
    ],
)
def test_news_are_judged_by_the_readers_scope(scope: Scope, seen: bool) -> None:
    """By relation, label and restriction, as reading is."""
    assert sees(scope, News(1, "Observation", frozenset({7}), 2)) is seen


def test_every_section_says_what_it_shows() -> None:
    """Else its news would never be told."""
    assert {"Observation", "Condition", "MedicationRequest"} <= types_shown(SECTIONS)
    assert all(section.types for section in SECTIONS)
