"""A section of the chart: given by the capability that knows it, shown by the story, which knows none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeVar

from dsn.care.reading.stored import resource
from dsn.fhir.search import parse
from dsn.fhir.types import Resource
from dsn.records import Chart
from dsn.store.changes import Found
from dsn.web.page import Page
from dsn.web.words import Words

R = TypeVar("R", bound=Resource)
_Asked = tuple[str, tuple[tuple[str, str], ...], int]


@dataclass(slots=True)
class Searches:
    """What one page asked of a chart. The same question, asked by two sections, is asked of the record once."""

    chart: Chart
    asked: dict[_Asked, asyncio.Future[Found]] = field(default_factory=dict)

    @property
    def person(self) -> str:
        """The id of the person whose chart it is."""
        return self.chart.patient.id

    async def find(self, type_: str, pairs: tuple[tuple[str, str], ...], count: int) -> Found:
        key = (type_, pairs, count)
        if key not in self.asked:
            self.asked[key] = asyncio.ensure_future(self.chart.search(parse(type_, pairs), count=count))
        return await self.asked[key]


@dataclass(frozen=True, slots=True)
class Reading:
    """One chart being read by one person. `whole`: everything of this section was asked for, not only the newest."""

    searches: Searches
    words: Words
    today: date
    whole: bool = False

    async def find(self, type_: type[R], *pairs: tuple[str, str], count: int) -> tuple[list[R], bool]:
        """The first `count` resources of this person that fulfil `pairs`, and whether there are more."""
        found = await self.searches.find(type_.__name__, pairs, count)
        return [resource(version, type_) for version in found.matches], found.next is not None

    async def included(
        self, type_: type[R], of: type[Resource], *pairs: tuple[str, str], count: int
    ) -> list[R]:
        """What the same search of `of` brought along by its `_include`, as far as it is of `type_`."""
        found = await self.searches.find(of.__name__, pairs, count)
        return [resource(version, type_) for version in found.included if version.type == type_.__name__]


@dataclass(frozen=True, slots=True)
class Shown:
    """A section ready to be shown.

    `count`: what stands in it, None when only part was read. `more`: not all is shown.
    """

    page: Page
    count: int | None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is its anchor and its fragment; `title` a message id; `searches` the most it may ask of the record.

    `load` must not write. `types`: the resource types shown, for live news. `side`: `left` for what holds for years,
    `right` for what happened.
    """

    id: str
    title: str
    load: Callable[[Reading], Awaitable[Shown]]
    searches: int
    types: tuple[str, ...]
    side: Literal["left", "right"]


Line = Callable[[Reading], Awaitable[Page]]
"""A line of the banner, given by a capability: what nobody may overlook."""


def by_id(sections: Sequence[Section], id_: str) -> Section | None:
    """The section of that id."""
    return next((section for section in sections if section.id == id_), None)
