"""The page of a person: what nobody may overlook first, then each section as soon as it is ready.

One opening is one event in the log, durable before the first byte leaves (`Desk.open_chart`). A section that fails
says so in its place and takes nothing else with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup
from starlette.responses import Response

from dsn.base.errors import DsnError, Invalid
from dsn.care.reading.person import Person, person
from dsn.care.reading.section import Line, Reading, Searches, Section, by_id
from dsn.care.story.screens import STORY
from dsn.records import Chart, OutOfRelation
from dsn.web import failures
from dsn.web.call import NO_STORE, Call
from dsn.web.page import Page, Slot, render
from dsn.web.routes import Door


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to a section of the page."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Story(Page):
    """`lines` are the banner's; `left` and `right` hold the places of the sections; `opened` is when it was read."""

    template: ClassVar[str] = "care/story/story.html"
    person: Person
    lines: tuple[Markup, ...]
    jumps: tuple[Jump, ...]
    left: tuple[Slot, ...]
    right: tuple[Slot, ...]
    opened: str


@dataclass(frozen=True, slots=True)
class Framed(Page):
    """A section in its frame. `more` is the address that shows all of it, "" when all is shown."""

    template: ClassVar[str] = "care/story/section.html"
    id: str
    title: str
    body: Markup
    count: int | None
    more: str


@dataclass(frozen=True, slots=True)
class Failed(Page):
    """What stands where a section could not be read."""

    template: ClassVar[str] = "care/story/failed.html"
    id: str
    title: str
    sentence: str
    number: str


@dataclass(frozen=True, slots=True)
class Outside(Page):
    """What someone sees of a person they are in no relation with."""

    template: ClassVar[str] = "care/story/outside.html"
    person: Person


class StoryPages:
    """The handler, with the sections and banner lines it was given."""

    def __init__(self, sections: Sequence[Section], lines: Sequence[Line]) -> None:
        self._sections = sections
        self._lines = lines

    def doors(self) -> list[Door]:
        """The doors of this room."""
        return [Door(STORY, self.show)]

    async def show(self, call: Call) -> Response:
        """GET /personnes/{person}: `?tout=section` shows all of one section, `?fragment=section` sends it alone."""
        desk = await call.desk()
        try:
            chart = await desk.open_chart(call.hole("person"), STORY.id)
        except OutOfRelation as refused:
            who = person(refused.identity, call.words, call.today)
            return call.show(Outside(who), 403)
        if call.asked("fragment"):
            return await self._show_section(call, chart)
        call.system.hub.follow(call.session, chart.patient.key, chart.identity.id)
        return await self._show_whole(call, chart)

    async def _show_whole(self, call: Call, chart: Chart) -> Response:
        searches = Searches(chart)
        reading = Reading(searches, call.words, call.today)
        whole = call.asked("tout")
        tasks = {
            section.id: asyncio.ensure_future(self._load(call, chart, section, searches, section.id == whole))
            for section in self._sections
        }
        lines = [_drawn(await line(reading), call) for line in self._lines]
        return call.send(self._story(call, chart, lines), lambda id_: tasks[id_])

    def _story(self, call: Call, chart: Chart, lines: Sequence[Markup]) -> Story:
        sides = {"left": list[Slot](), "right": list[Slot]()}
        for section in self._sections:
            sides[section.side].append(Slot(section.id))
        return Story(
            person=person(chart.identity, call.words, call.today),
            lines=tuple(lines),
            jumps=tuple(Jump(section.id, call.words._(section.title)) for section in self._sections),
            left=tuple(sides["left"]),
            right=tuple(sides["right"]),
            opened=call.words.instant(call.system.clock()),
        )

    async def _show_section(self, call: Call, chart: Chart) -> Response:
        section = by_id(self._sections, call.asked("fragment"))
        if section is None:
            raise Invalid("web-fragment-unknown", fragment=call.asked("fragment"))
        whole = call.asked("tout") == section.id
        html = await self._load(call, chart, section, Searches(chart), whole)
        return Response(html, headers=NO_STORE, media_type="text/html")

    async def _load(self, call: Call, chart: Chart, section: Section, searches: Searches, whole: bool) -> str:
        title = call.words._(section.title)
        try:
            shown = await section.load(Reading(searches, call.words, call.today, whole))
            more = f"{call.request.url.path}?tout={section.id}" if shown.more and not whole else ""
            framed = Framed(section.id, title, _drawn(shown.page, call), shown.count, more)
            return render(framed, call.words)
        except Exception as error:
            told = error if isinstance(error, DsnError) else failures.as_fault(error, call.number)
            return render(Failed(section.id, title, call.words.error(told), call.number), call.words)


def _drawn(page: Page, call: Call) -> Markup:
    return Markup(render(page, call.words))  # noqa: S704 - a template of ours has escaped what it was given


PAGES = [Story, Framed, Failed, Outside]
