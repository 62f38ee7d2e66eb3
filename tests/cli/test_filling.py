"""The demonstration's store fills up: the first people before the door opens, the rest behind, once and from where
it was left."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from tests.town import Clock

from dsn import assembly
from dsn.accounts import demo as door
from dsn.assembly import System
from dsn.base.errors import Busy
from dsn.base.settings import Settings
from dsn.cli import sayings, serve
from dsn.cli.command import Console
from dsn.cli.filling import Filling
from dsn.fhir.search import parse
from dsn.records import Why
from dsn.store.changes import Version
from dsn.synth import province
from dsn.synth.cast import CAST
from dsn.web.live import Hub, Message
from dsn.web.state import State
from dsn.web.words import words

SMALL = province.Wanted(people=6, first=2, whole=())


def filled(url: str, *steps: str, wanted: province.Wanted = SMALL) -> dict[str, list[Version]]:
    """The store after these steps, each in a system of its own as a new start would be: patients and teams."""

    async def run() -> dict[str, list[Version]]:
        for step in steps:
            async with assembly.build(Settings(store=url), Clock()) as system:
                await getattr(await Filling.of(system, Console(words("fr")), wanted), step)()
        async with assembly.build(Settings(store=url), Clock()) as system:
            return {type_: await every(system, type_) for type_ in ("Patient", "CareTeam", "Practitioner")}

    return asyncio.run(run())


async def every(system: System, type_: str) -> list[Version]:
    desk = await system.records.admit(door.SYSTEM.actor(), Why("test"))
    found = await desk.search(parse(type_, []), count=1000)
    assert found.next is None
    return list(found.matches)


def test_the_first_people_are_there_before_the_door_opens(engine: str) -> None:
    """The cast and the first two with the twelve teams; the others not yet."""
    found = filled(engine, "begin")
    assert len(found["Patient"]) == len(CAST) + SMALL.first
    assert sum(b"equipe-" in one.body for one in found["CareTeam"]) >= 12


def test_the_rest_comes_behind_and_nobody_twice(engine: str) -> None:
    """Begun again and again: everyone once, at their first version."""
    found = filled(engine, "begin", "go_on", "begin", "go_on")
    people = found["Patient"]
    assert len(people) == len(CAST) + SMALL.people
    assert {one.version for group in found.values() for one in group} == {1}


def test_a_filling_that_was_stopped_goes_on_and_nobody_is_twice_or_missing(engine: str) -> None:
    """Cut short in the middle, then started anew: as if it had never been stopped."""

    async def cut() -> None:
        async with assembly.build(Settings(store=engine), Clock()) as system:
            await (await Filling.of(system, Console(words("fr")), SMALL)).begin()
            filling = await Filling.of(system, Console(words("fr")), SMALL)
            task = asyncio.create_task(filling.go_on())
            while filling.done < SMALL.first + 1:
                await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert system.state.line(words("fr")) == ""

    asyncio.run(cut())
    found = filled(engine, "begin", "go_on")
    assert len(found["Patient"]) == len(CAST) + SMALL.people
    assert {one.version for one in found["Patient"]} == {1}


def test_every_bed_of_an_establishment_is_there_at_the_end(engine: str) -> None:
    """Of the one that is wanted whole; of the others, the places that records name."""
    wanted = replace(SMALL, people=1, first=1, whole=("lav",))
    filled(engine, "begin", "go_on", wanted=wanted)
    beds = [
        one for group in province.all_places(("lav",)) for one in group if one["resourceType"] == "Location"
    ]

    async def count() -> int:
        async with assembly.build(Settings(store=engine), Clock()) as system:
            desk = await system.records.admit(door.SYSTEM.actor(), Why("test"))
            asked = [("organization", "lav"), ("_summary", "count"), ("_total", "accurate")]
            return (await desk.search(parse("Location", asked))).total or 0

    assert asyncio.run(count()) == len(beds)


def test_pages_say_how_far_it_is_and_are_told_of_the_change() -> None:
    """In the reader's language; open pages learn that the line changed; the line goes when all is done."""

    async def tell() -> list[Message]:
        hub = Hub()
        state = State(hub)
        reader = hub.open("somebody")
        state.show(lambda speech: sayings.progress(speech, 840, 2000))
        assert state.line(words("fr")) == "La province se remplit : 840 sur 2\u202f000 personnes"
        assert state.line(words("en")) == "The province is filling up: 840 of 2,000 people"
        taken = await reader.take(0.01)
        state.clear()
        assert state.line(words("fr")) == ""
        return taken + await reader.take(0.01)

    assert asyncio.run(tell()) == [Message("state", "", 1), Message("state", "", 1)]


def test_what_fails_beside_the_server_is_told_and_stops_no_serving(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Our own mistake, and a refusal we know: one line each, and the work is over."""

    async def fail(error: Exception) -> None:
        raise error

    for error in (KeyError("bmi"), Busy("port-taken", host="h", port=1)):
        asyncio.run(serve.told(fail(error), Console(words("fr"))))
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "h" in said
