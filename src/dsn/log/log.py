"""The log: who looked at whom, and why. A store of its own, beside the record."""

from __future__ import annotations

import asyncio
import secrets
from functools import lru_cache
from typing import Protocol

from dsn.base import clock
from dsn.base.clock import Instant
from dsn.base.errors import Busy
from dsn.base.ids import Key
from dsn.log import anchors, outbox, rows, search
from dsn.log.book import Book, Entry
from dsn.log.chain import Month
from dsn.log.events import Event
from dsn.log.shelf import Shelf

_SLICE = 500
_DAY = 86_400_000


class Record(Protocol):
    """What the log needs of the record's store: its waiting rows, oldest first, with the numbers to drop them by; and
    its settings, where the log leaves word of how far its chains had come."""

    async def outbox_take(self, limit: int) -> list[tuple[int, bytes]]: ...

    async def outbox_drop(self, numbers: list[int]) -> None: ...

    async def setting_set(self, name: str, value: str) -> None: ...

    async def settings(self, prefix: str) -> dict[str, str]: ...


class Log:
    """Open one per process and event loop: each is a writer of its own."""

    def __init__(self, shelf: Shelf, key: bytes) -> None:
        self.shelf = shelf
        self.writer = secrets.randbits(62)
        self._key = key
        self._books: dict[Month, Book] = {}
        self._closed = False
        self._opening = asyncio.Lock()
        self._draining = asyncio.Lock()

    @classmethod
    def open(cls, url: str, key: bytes, *, vfs: str | None = None, synchronous: str = "FULL") -> Log:
        """The log of the record at `url`. `key` (see `dsn.log.keys`) signs the heads and seals the outbox.

        `vfs` and `synchronous` are for tests (see `Shelf`)."""
        return cls(Shelf(url, vfs, synchronous), key)

    @property
    def key(self) -> bytes:
        """What verifying needs."""
        return self._key

    async def write(self, event: Event) -> None:
        """Returns once the event is on disk: show nothing before. Raises Busy when it cannot be written."""
        book = await self._book(month_of(event.at))
        await book.append(Entry(event.at, event.who, event.subjects, rows.encode(event)))

    def pack(self, event: Event) -> bytes:
        """A write's log row, for `Commit.outbox`: it commits with the write, and `drain` moves it here."""
        return outbox.pack(event, self._key)

    async def drain(self, store: Record) -> int:
        """Moves what waits in the store's outbox into its months, each row once; how many.

        Stopped anywhere in between and begun again, it moves what is left and nothing twice. Raises Fault
        `log-outbox-changed` when a row is not as it was written; `verify` says which. Also leaves anchors.
        """
        moved = 0
        async with self._draining:
            while waiting := await store.outbox_take(_SLICE):
                await self._move(store, waiting)
                moved += len(waiting)
            for book in self._books.values():
                await anchors.leave(store, book)
        return moved

    async def _move(self, store: Record, waiting: list[tuple[int, bytes]]) -> None:
        entries = [outbox.unpack(packed, self._key) for _, packed in waiting]
        by_month: dict[Month, list[outbox.Waiting]] = {}
        for entry in entries:
            by_month.setdefault(month_of(entry.event.at), []).append(entry)
        for month, some in by_month.items():
            book = await self._book(month)
            written = [
                book.append(
                    Entry(entry.event.at, entry.event.who, entry.event.subjects, entry.body, entry.id)
                )
                for entry in some
            ]
            await asyncio.gather(*written)
        await store.outbox_drop([number for number, _ in waiting])
        for month, some in by_month.items():
            await self._books[month].forget_moved([entry.id for entry in some])

    async def by_person(self, person: Key, since: Instant, until: Instant) -> list[Event]:
        """« Qui a consulté »: the events of [since, until) that showed or changed this person, newest first."""
        return await search.by_person(self.shelf, person, since, until)

    async def by_who(self, who: str, since: Instant, until: Instant) -> list[Event]:
        """What this account did in [since, until), newest first."""
        return await search.by_who(self.shelf, who, since, until)

    async def close(self) -> None:
        """Finishes what is queued and closes the files. Later events are refused with Busy `store-closed`."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self.shelf.close)

    async def _book(self, month: Month) -> Book:
        if self._closed:
            raise Busy("store-closed")
        book = self._books.get(month)
        if book is not None:
            return book
        async with self._opening:
            if month not in self._books:
                database = await self.shelf.write(month)
                self._books[month] = Book(month, database, self.writer, self._key)
            return self._books[month]

    @property
    def books(self) -> list[Book]:
        """The months this process has written to."""
        return list(self._books.values())


def month_of(at: Instant) -> Month:
    """The month an event belongs to, in UTC."""
    return _month_of_day(at // _DAY)


@lru_cache(maxsize=256)  # asked for every event, and events come by the day
def _month_of_day(day: int) -> Month:
    return clock.to_datetime(day * _DAY).strftime("%Y-%m")
