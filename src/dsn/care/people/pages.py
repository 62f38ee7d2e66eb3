"""The page where one finds a person: one box, identity lines below, usable from the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from dsn.care.people.queries import SHOWN, find_people
from dsn.care.people.screens import PEOPLE
from dsn.care.reading.person import Person
from dsn.web.call import Call
from dsn.web.page import Page
from dsn.web.routes import Door


@dataclass(frozen=True, slots=True)
class PeoplePage(Page):
    """`asked` is the text as typed. `more`: there are more people than are shown."""

    template: ClassVar[str] = "care/people/people.html"
    asked: str
    people: tuple[Person, ...]
    more: bool
    limit: int = SHOWN


async def show_people(call: Call) -> Response:
    """GET /personnes?q=…"""
    asked = call.asked("q")
    people: list[Person] = []
    more = False
    if asked:
        people, more = await find_people(await call.desk(), asked, call.words, call.today)
    return call.show(PeoplePage(asked, tuple(people), more))


DOORS = [Door(PEOPLE, show_people)]
PAGES = [PeoplePage]
