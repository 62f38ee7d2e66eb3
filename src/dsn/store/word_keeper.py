"""Keeps words up with the record, and lets a search that asks for them wait until they are."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from dsn.base.errors import Busy
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store import words

T = TypeVar("T")

AWAITED = 5_000
"""Versions whose words a search waits for; when more are lacking it is refused for now."""
MANY = 2_000
"""Versions whose words are written in one go while nobody is served."""
PATIENCE = 500
"""Looks at a feed that PostgreSQL holds back before the rest is left to whoever comes."""
_MOMENT = 0.02
"""Seconds between two looks at a feed that PostgreSQL holds back, each worth as many versions as a slice."""


class WordKeeper:
    """One per store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, share: float = 1.0) -> int:
        """Writes the words of what was committed since the last time, in small slices; of how many versions.

        `share`: of the time that it may take, so that a burst of writes is not slowed by its own words.
        """
        done, began = 0, time.monotonic()
        while written := await self.more():
            done += written
            await asyncio.sleep((time.monotonic() - began) * (1 / share - 1))
            began = time.monotonic()
        return done

    async def when_there(self, work: Callable[[Connection], T]) -> T:
        """What `work` reads once the words of everything committed so far are there, in the snapshot it reads.

        Raises Busy `search.words-behind`.
        """

        def tried(connection: Connection) -> tuple[T] | None:
            return None if words.behind(connection) else (work(connection),)

        done = 0
        while done <= AWAITED:
            found = await self._database.read(tried)
            if found is not None:
                return found[0]
            done += await self.more() or await self._moment()
        raise Busy("search.words-behind", left=words.VERSIONS)

    async def build(self, told: Callable[[int, int], None]) -> int:
        """Writes all words that are lacking, in large slices, while nobody else has the store open; how many versions.

        `told` hears how many are done, of how many. Stopped anywhere, the next one goes on from there; so does a server
        that comes meanwhile, to which the rest is left (`behind` says whether there is any).
        """
        done, total, patience = 0, await self._database.read(words.left), PATIENCE
        while patience and self._database.is_alone():
            if written := await self.more(MANY):
                done += written
                told(done, max(done, total))
            elif await self.behind():
                patience -= 1
                await self._moment()
            else:
                break
        return done

    async def behind(self) -> bool:
        """Are words of anything committed still lacking?"""
        return await self._database.read(words.behind)

    async def more(self, most: int = words.VERSIONS) -> int:
        """One slice; 0 when there is none."""
        found = await self._database.read(partial(words.find, most=most))
        if found is None:
            return 0
        await self._database.writer.submit(partial(words.write, found=found))
        return found.count

    async def _moment(self) -> int:
        await asyncio.sleep(_MOMENT)
        return words.VERSIONS
