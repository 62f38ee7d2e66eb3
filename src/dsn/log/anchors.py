"""Anchors: how far each chain had come, told to the record's own settings.

A head lies beside the rows it signs, so who puts back an older copy of a month puts back an older head with it. The
anchor lies elsewhere, is at most some thousand rows behind, and shows that there was more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from dsn.log.book import Book
from dsn.log.chain import Hash, Month

EVERY = 5000
"""Rows after which a chain leaves a new anchor; its first rows leave one at once."""

PREFIX = "log.anchor."


class Settings(Protocol):
    """What this needs of the record's store."""

    async def setting_set(self, name: str, value: str) -> None: ...

    async def settings(self, prefix: str) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head known from outside the month: this writer had at least `count` rows, and this hash after them."""

    month: Month
    writer: int
    count: int
    head: Hash


async def leave(settings: Settings, book: Book) -> None:
    """Leaves an anchor of `book` when it is time for one."""
    tip = book.tip
    if tip is None or not tip.count or (book.anchored and tip.count < book.anchored + EVERY):
        return
    await settings.setting_set(f"{PREFIX}{book.month}.{book.writer}", f"{tip.count}:{tip.head.hex()}")
    book.anchored = tip.count


async def left(settings: Settings) -> list[Anchor]:
    """Every anchor there is."""
    return parsed(await settings.settings(PREFIX))


def parsed(kept: Mapping[str, str]) -> list[Anchor]:
    """Anchors as the record's settings keep them."""
    return [_anchor(name, value) for name, value in kept.items()]


def _anchor(name: str, value: str) -> Anchor:
    month, _, writer = name.removeprefix(PREFIX).rpartition(".")
    count, _, head = value.partition(":")
    return Anchor(month, int(writer), int(count), bytes.fromhex(head))
