"""Tells open stories that something new was filed: from the store's feed, under each reader's own scope.

The message carries no more than how many; what it is is read through the door, and logged, when the person asks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dsn.access.scope import Scope, visible
from dsn.base.ids import Key
from dsn.care.reading.section import Section
from dsn.web.live import Hub

LOG = logging.getLogger("dsn.story")
SECONDS_BETWEEN_LOOKS = 0.25
AT_ONCE = 500
AFTER_A_FAILURE = 5.0


@dataclass(frozen=True, slots=True)
class News:
    """One version as the feed tells of it."""

    key: Key
    type: str
    patients: frozenset[Key]
    labels: int


class Feed(Protocol):
    """What came after a cursor (None: what is now the end, and no news), oldest first, and the cursor to go on from."""

    def __call__(self, after: object, limit: int) -> Awaitable[tuple[Sequence[News], object]]: ...


ScopeOf = Callable[[str], Awaitable[Scope | None]]
"""The scope of who is signed in with this session; None for one that ended."""


async def watch(feed: Feed, hub: Hub, scope_of: ScopeOf, types: frozenset[str]) -> None:
    """Runs until cancelled. A failure is logged and tried again: live news stop no reading."""
    cursor: object = None
    while True:
        try:
            news, cursor = await feed(cursor, AT_ONCE)
            await tell(news, hub, scope_of, types)
            if len(news) < AT_ONCE:
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        except Exception:
            LOG.exception("live news stopped; trying again")
            await asyncio.sleep(AFTER_A_FAILURE)


async def tell(news: Iterable[News], hub: Hub, scope_of: ScopeOf, types: frozenset[str]) -> None:
    """Passes on what is shown on stories, to those who follow the person and may see it."""
    for one in news:
        if one.type not in types:
            continue
        for patient in one.patients:
            for owner in hub.followers(patient):
                scope = await scope_of(owner)
                if scope is not None and sees(scope, one):
                    hub.tell(owner, patient, "filed")


def sees(scope: Scope, one: News) -> bool:
    """May the reader see this version?"""
    return visible(scope, key=one.key, type_=one.type, patients=one.patients, labels=one.labels)


def types_shown(sections: Iterable[Section]) -> frozenset[str]:
    """The resource types that stories show."""
    return frozenset(name for section in sections for name in section.types)
