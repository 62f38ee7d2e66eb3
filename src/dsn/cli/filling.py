"""How the demonstration's store fills up: what must be there first, then the rest beside the server, again and again
from where it was left."""

from __future__ import annotations

import asyncio
import math
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date

from dsn.accounts import demo as door
from dsn.assembly import System
from dsn.base import clock
from dsn.cli import sayings
from dsn.cli.command import Console
from dsn.jobs.filling import ALONE, BESIDE, Filler, Plains
from dsn.sql.database import file_of
from dsn.synth import demo, province

DAY, PEOPLE, PLACES = "demo.first-day", "demo.people", "demo.places"
"""Settings of the store: the day the demonstration began, how many people are in whole, whether the places are."""
SECONDS_BETWEEN_LINES = 2.0
SECONDS_TO_THE_DOOR = 45.0
"""On a machine that is slow the door opens at fewer people than were wanted first: the rest follows all the same."""


@dataclass(slots=True)
class Filling:
    """One store being filled. `done`: people of the province that are in whole."""

    system: System
    console: Console
    today: date
    done: int
    wanted: province.Wanted
    shown: float = 0.0

    @classmethod
    async def of(cls, system: System, console: Console, wanted: province.Wanted) -> Filling:
        """As the store stands. The first day is kept, so that a store opened next week is not written anew."""
        done = int(await system.store.setting_get(PEOPLE) or 0)
        return cls(system, console, await _first_day(system), done, wanted)

    async def begin(self) -> None:
        """The cast, the teams and the first people, while nobody is served; nothing when they are there."""
        wanted = min(self.wanted.people, self.wanted.first)
        if await self.system.store.setting_get(PEOPLE) is not None and self.done >= wanted:
            return
        self._announce()
        filler = Filler(self.system.records, door.SYSTEM.actor(), ALONE)
        for group in demo.resources(self.today):
            await filler.file(group)
        if self.wanted.people:
            await filler.file(province.teams(self.today))
        await self._people(filler, wanted, time.monotonic() + SECONDS_TO_THE_DOOR)
        await self._keep(PEOPLE, self.done)

    async def go_on(self) -> None:
        """The rest, while people look: the state of the pages tells how far it is."""
        if self.done < self.wanted.people and not self._has_room():
            return
        began, filler = time.monotonic(), Filler(self.system.records, door.SYSTEM.actor(), BESIDE)
        if self.done < self.wanted.people:
            self._tell(served=True)
        try:
            await self._people(filler, self.wanted.people)
            await self._places(filler)
        finally:
            self.system.state.clear()
        if filler.filed:
            self._sum_up(filler.filed, time.monotonic() - began)

    async def _people(self, filler: Filler, until: int, latest: float = math.inf) -> None:
        """Up to person `until`, or to whoever is done when it is `latest` by the monotonic clock."""
        if self.done >= until:
            return
        folk = province.Folk(self.today).lives(self.done, until - self.done)
        async for group in _made(filler, folk):
            await filler.file(group)
            self.done += 1
            if self.done % 10 == 0 or self.done == until:
                await self._keep(PEOPLE, self.done)
            self._tell(served=filler.pace is BESIDE)
            if time.monotonic() > latest:
                return

    async def _places(self, filler: Filler) -> None:
        if not self.wanted.people or await self.system.store.setting_get(PLACES) is not None:
            return
        self.system.state.show(sayings.places)
        async for group in _made(filler, province.all_places(self.wanted.whole)):
            await filler.file(group)
        await self._keep(PLACES, 1)

    async def _keep(self, name: str, value: int) -> None:
        await self.system.store.setting_set(name, str(value))

    def _tell(self, *, served: bool) -> None:
        done, people = self.done, self.wanted.people
        self.console.progress(sayings.progress(self.console.words, done, people))
        if served and time.monotonic() - self.shown > SECONDS_BETWEEN_LINES:
            self.shown = time.monotonic()
            self.system.state.show(lambda words: sayings.progress(words, done, people))

    def _announce(self) -> None:
        if self.wanted.people:
            first = min(self.wanted.people, self.wanted.first)
            bytes_ = self.wanted.people * province.BYTES_EACH
            self.console.tell(sayings.beginning(self.console.words, self.wanted.people, first, bytes_))

    def _sum_up(self, filed: int, seconds: float) -> None:
        taken = _size(self.system.settings.store)
        line = sayings.complete(self.console.words, self.done, filed, seconds, taken)
        self.console.progress(line, last=True)

    def _has_room(self) -> bool:
        """Is the disk large enough for the rest, twice over? Says so when it is not."""
        file = file_of(self.system.settings.store)
        needed = 2 * (self.wanted.people - self.done) * province.BYTES_EACH
        free = shutil.disk_usage(file.parent).free if file else needed
        if free < needed:
            self.console.problem(sayings.no_room(self.console.words, self.done, free, needed))
        return free >= needed


async def _made(filler: Filler, groups: Iterator[Plains]) -> AsyncIterator[Plains]:
    while (group := await filler.next_of(groups)) is not None:
        yield group
        await asyncio.sleep(0)


async def _first_day(system: System) -> date:
    kept = await system.store.setting_get(DAY)
    if kept is None:
        kept = clock.to_datetime(system.clock()).astimezone(clock.LOCAL).date().isoformat()
        await system.store.setting_set(DAY, kept)
    return date.fromisoformat(kept)


def _size(store: str) -> int:
    """Bytes of the record and its log; 0 for a store of a server."""
    file = file_of(store)
    found = file.parent.glob(f"{file.name}*") if file else ()
    return sum(one.stat().st_size for top in found for one in (top, *top.rglob("*")) if one.is_file())
