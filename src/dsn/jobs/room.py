"""What the people who run it see of a full disk: a line on every page, in `/healthz`, and in the server's own log.

Who writes meanwhile is told by the refusal itself (`storage-reserve`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from dsn.base.errors import Busy
from dsn.base.logging import Logger
from dsn.base.sentences import say_error
from dsn.log.reserve import Reserve
from dsn.web.state import State
from dsn.web.words import Words

LOG = Logger("jobs")
CODE = "storage-reserve"


@dataclass(slots=True)
class RoomWatch:
    """Keeps the reserve whole, and tells when it is in use and when no more."""

    reserve: Reserve
    state: State
    used: bool = False

    async def look(self) -> None:
        """One round; what is used by another process is seen, too."""
        await asyncio.to_thread(self.reserve.refill)
        left = self.reserve.left()
        if left is not None and not self.used:
            LOG.error("log-reserve-in-use", left_megabytes=left >> 20)
        elif left is None and self.used:
            LOG.info("log-reserve-whole")
        self.used = left is not None
        self.state.warn(_line if self.used else None)


def _line(words: Words) -> str:
    return say_error(Busy(CODE), words.language)


def health(reserve: Reserve, language: str) -> str:
    """The body of `/healthz`: `ok`, and while the reserve is in use a line for machines and a sentence."""
    left = reserve.left()
    if left is None:
        return "ok\n"
    return f"ok\n{CODE} left_megabytes={left >> 20}\n{say_error(Busy(CODE), language)}\n"
