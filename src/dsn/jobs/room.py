"""What the people who run it see of a full disk: a line on every page, in `/healthz`, and in the server's own log.

Who writes meanwhile is told by the refusal itself (`storage-reserve`). A disk too full for the reserve is told before
it is full: nothing is read there either once it is, for want of room for the rows of the log.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from dsn.base.errors import Busy
from dsn.base.logging import Logger
from dsn.base.sentences import say_error
from dsn.log.reserve import Reserve
from dsn.web.state import State
from dsn.web.words import Words

LOG = Logger("jobs")


@dataclass(slots=True)
class RoomWatch:
    """Keeps the reserve whole, and tells when it is in use, or was never there, and when no more."""

    reserve: Reserve
    state: State
    amiss: str = ""

    async def look(self) -> None:
        """One round; what is used by another process is seen, too."""
        await asyncio.to_thread(self.reserve.refill)
        found = _found(self.reserve)
        amiss = found.error.code if found else ""
        if amiss == self.amiss:
            return
        self.amiss = amiss
        if found:
            LOG.error(_EVENTS[amiss], megabytes=found.megabytes)
            self.state.warn(partial(_line, found.error))
        else:
            LOG.info("log-reserve-whole")
            self.state.warn(None)


_EVENTS = {"storage-reserve": "log-reserve-in-use", "storage-low": "log-reserve-missing"}


@dataclass(frozen=True, slots=True)
class _Amiss:
    """`fact`: what the megabytes are."""

    error: Busy
    fact: str
    megabytes: int


def _line(error: Busy, words: Words) -> str:
    return say_error(error, words.language)


def _found(reserve: Reserve) -> _Amiss | None:
    if (left := reserve.left()) is not None:
        return _Amiss(Busy("storage-reserve"), "left_megabytes", left >> 20)
    if (free := reserve.lacking()) is not None:
        return _Amiss(Busy("storage-low"), "free_megabytes", free >> 20)
    return None


def health(reserve: Reserve, language: str) -> str:
    """The body of `/healthz`: `ok`, and while something is amiss a line for machines and a sentence."""
    found = _found(reserve)
    if found is None:
        return "ok\n"
    said = say_error(found.error, language)
    return f"ok\n{found.error.code} {found.fact}={found.megabytes}\n{said}\n"
