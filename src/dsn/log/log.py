"""The log: who looked at whom, and why. A store of its own, beside the record."""

from __future__ import annotations

import asyncio
import secrets
from functools import lru_cache
from typing import Protocol

from dsn.base import clock
from dsn.base.clock import Instant
from dsn.base.errors import Busy, Conflict
from dsn.base.ids import Key
from dsn.log import anchors, outbox, rows, seal, search
from dsn.log.book import Book, Entry
from dsn.log.chain import Month
from dsn.log.events import Event
from dsn.log.reserve import Reserve
from dsn.log.shelf import Shelf

FULL = "storage-full"
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
        self.reserve = Reserve(shelf.folder)
        self.writer = secrets.randbits(62)
        self._key = key
        self._books: dict[Month, Book] = {}
        self._sealed: set[Month] = set()
        self._freed = 0
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
        await self._put(Entry(event.at, event.who, event.subjects, rows.encode(event)))

    async def _put(self, entry: Entry) -> Book:
        """Into its month; into the next one that is open, when that is sealed. The book that has it."""
        month = month_of(entry.at)
        while True:
            while month in self._sealed:
                month = month_after(month)
            before = self._freed
            try:
                book = await self._book(month)
                await book.append(entry)
            except Conflict:
                self._sealed.add(month)
            except Busy as error:
                if error.code != FULL or not self._free(before):
                    raise
            else:
                return book

    def _free(self, before: int) -> bool:
        """Room from the reserve, once for all who found none together."""
        if self._freed == before:
            self._freed += self.reserve.release()
        return self._freed > before

    async def seal(self, store: Record, now: Instant) -> list[Month]:
        """Seals the months that were over `seal.GRACE` ago; those it sealed. Also tells the record of each seal."""
        kept = await store.settings(seal.PREFIX)
        done: list[Month] = []
        for month in await self.shelf.months():
            if month < month_of(now - seal.GRACE) and f"{seal.PREFIX}{month}" not in kept:
                database = await self.shelf.write(month)
                put = await asyncio.to_thread(seal.put, database, month, self._key, now)
                await store.setting_set(f"{seal.PREFIX}{month}", put.digest.hex())
                done.append(month)
        return done

    def pack(self, event: Event) -> bytes:
        """A write's log row, for `Commit.outbox`: it commits with the write, and `drain` moves it here."""
        return outbox.pack(event, self._key)

    async def drain(self, store: Record) -> int:
        """Moves what waits in the store's outbox into its months, each row once; how many. What comes meanwhile waits
        for the next time, or writers beside would keep this going without a pause.

        Stopped anywhere in between and begun again, it moves what is left and nothing twice. Raises Fault
        `log-outbox-changed` when a row is not as it was written; `verify` says which. Also leaves anchors.
        """
        moved = 0
        async with self._draining:
            more = True
            while more:
                waiting = await store.outbox_take(_SLICE)
                if waiting:
                    await self._move(store, waiting)
                moved += len(waiting)
                more = len(waiting) == _SLICE
            for book in self._books.values():
                await anchors.leave(store, book)
        return moved

    async def _move(self, store: Record, waiting: list[tuple[int, bytes]]) -> None:
        entries = [outbox.unpack(packed, self._key) for _, packed in waiting]
        books = await asyncio.gather(*map(self._put, map(_entry, entries)))
        await store.outbox_drop([number for number, _ in waiting])
        by_book: dict[Month, list[bytes]] = {}
        for entry, book in zip(entries, books, strict=True):
            by_book.setdefault(book.month, []).append(entry.id)
        for month, ids in by_book.items():
            await self._books[month].forget_moved(ids)

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


def _entry(waiting: outbox.Waiting) -> Entry:
    event = waiting.event
    return Entry(event.at, event.who, event.subjects, waiting.body, waiting.id)


def month_after(month: Month) -> Month:
    """The next one."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def month_of(at: Instant) -> Month:
    """The month an event belongs to, in UTC."""
    return _month_of_day(at // _DAY)


@lru_cache(maxsize=256)  # asked for every event, and events come by the day
def _month_of_day(day: int) -> Month:
    return clock.to_datetime(day * _DAY).strftime("%Y-%m")
