"""Chores that a serving process does on the side, each at its own pace. One that fails is told and tried again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dsn.base.logging import Logger

log = Logger("jobs")


@dataclass(frozen=True, slots=True)
class Chore:
    """`do` is one round; the next begins `seconds` after it ended, well or not."""

    name: str
    do: Callable[[], Awaitable[object]]
    seconds: float


@asynccontextmanager
async def housekeeping(chores: Iterable[Chore]) -> AsyncIterator[None]:
    """Runs the chores while the block runs; a round that is under way when it ends is cancelled."""
    tasks = [asyncio.create_task(_rounds(chore), name=f"chore {chore.name}") for chore in chores]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _rounds(chore: Chore) -> None:
    while True:
        try:
            await chore.do()
        except Exception as error:  # a chore must outlive any failure of one round
            log.error("chore-failed", error, chore=chore.name)
        await asyncio.sleep(chore.seconds)
