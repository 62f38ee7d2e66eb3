"""The versioned record: commit, read, search, history. No rule of access is judged here, only applied (`Scope`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TypeVar

from dsn.access.relations import Relate, Relation
from dsn.access.scope import Scope
from dsn.base import clock as clocks
from dsn.base import ids
from dsn.base.clock import Clock, Instant
from dsn.base.errors import DsnError
from dsn.base.ids import Key, Minter
from dsn.fhir.search.shipped import ShippedTerms
from dsn.fhir.search.tree import Query
from dsn.sql.connection import Connection
from dsn.sql.database import Database, open_database
from dsn.store import aliases, checking, feed, history, read, side, sweeping, tidying, words
from dsn.store.blobs.keep import Blobs
from dsn.store.blobs.weight import has_contents
from dsn.store.changes import Commit, Found, Receipt, Version
from dsn.store.checking import Report
from dsn.store.committing import Committer
from dsn.store.explaining import Explained, explained
from dsn.store.history import Window
from dsn.store.ledger import Ledger
from dsn.store.opening import shape
from dsn.store.plan import Terms, run
from dsn.store.plan.bodies import load
from dsn.store.prepare import Preparer
from dsn.store.searching import planned
from dsn.store.tidying import Tidied, Told, nobody
from dsn.store.together import Together
from dsn.store.word_keeper import WordKeeper

T = TypeVar("T")

_SHORT = 100
"""Entries of a page that may be put together in the event loop, where they bring no large contents."""


class Store:
    """One database, opened once per process and event loop. Made by `Store.open`."""

    def __init__(self, database: Database, clock: Clock, relate: Sequence[Relate], terms: Terms) -> None:
        self.database = database
        self.clock = clock
        self.terms = terms
        self.relations_epoch = 0
        """Changes whenever a commit of this process may have changed who is in relation with whom."""
        self.relate = tuple(relate)
        self.minter = Minter(clock)
        self.blobs = Blobs(database, self.minter, clock)
        self.preparer = Preparer(self.minter, self.relate)
        self.ledger = Ledger(clock, self.minter, self.relate)
        self.words = WordKeeper(database)
        self.stopped: Callable[[], DsnError | None] = lambda: None
        """Asked before each commit why nothing may be written now; set by whoever knows (the log's reserve)."""
        self.committer = Committer(database, self.preparer, self.ledger, self.blobs, terms)
        self._together = Together(database)
        self._listeners: list[Callable[[], None]] = []
        database.writer.watcher = self.ledger

    @classmethod
    async def open(
        cls, url: str, *, clock: Clock = clocks.now, relate: Iterable[Relate] = (), terms: Terms | None = None
    ) -> Store:
        """Opens the store at `url` and brings its shape up to date.

        `relate`: what resources say about who is in relation with whom, kept inside each commit. Raises Invalid
        `store-url`, Busy `store-away`, Unsupported `store-newer`.
        """
        return await cls.over(open_database(url), clock=clock, relate=relate, terms=terms)

    @classmethod
    async def over(
        cls,
        database: Database,
        *,
        clock: Clock = clocks.now,
        relate: Iterable[Relate] = (),
        terms: Terms | None = None,
    ) -> Store:
        """The same over a database that is open already; closing the store closes it."""
        await asyncio.to_thread(shape, database)
        return cls(database, clock, tuple(relate), terms or ShippedTerms())

    async def close(self) -> None:
        """Finishes what is queued and closes every connection."""
        await asyncio.to_thread(self.database.close)

    # --- writing -----------------------------------------------------------------------------------------------

    def check_open(self) -> None:
        """Raises what stops writing now: a disk so full that what is left is kept for the log of readings."""
        refusal = self.stopped()
        if refusal is not None:
            raise refusal

    async def commit(self, commit: Commit) -> Receipt:
        """Does all changes or none; returns once they are on disk.

        Raises Conflict (`version-differs`, `id-taken`, `guard-taken`, `idempotency-reused`), PreconditionFailed
        (`several-match`, `none-matches`), Invalid (`id-missing`, `change-twice`, `id-differs`), Busy.
        """
        self.check_open()
        receipt, related = await self.committer.commit(commit)
        self.relations_epoch += related  # now that who looks again sees it
        if not receipt.repeated:
            self.tell()
        return receipt

    # --- reading -----------------------------------------------------------------------------------------------

    async def read(self, type_: str, id_: str, *, whole: bool = True) -> Version | None:
        """The newest version; one with `deleted` set when it is gone, None when it never was.

        `whole` False: large contents are left where they are, behind their marks (`blobs.marks`).
        """
        if self.database.dialect.is_postgres:
            return await self._together.newest(type_, id_, whole=whole)
        return read.newest(self.database.here(), type_, id_, whole=whole)

    async def vread(self, type_: str, id_: str, version: int, *, whole: bool = True) -> Version | None:
        """One version; `whole` as in `read`."""
        return await self._point(lambda connection: read.one(connection, type_, id_, version, whole=whole))

    async def history(
        self,
        type_: str | None,
        id_: str | None,
        *,
        since: Instant | None = None,
        at: Instant | None = None,
        count: int = 100,
        cursor: bytes | None = None,
    ) -> tuple[list[Version], bytes | None]:
        """Versions, the last recorded first, and where to go on. See `dsn.store.history.Window`.

        With large contents, and cut before there are more than `blobs.weight.MOST` bytes of them.
        """
        window = Window(since, at, count, cursor)
        return await self.database.read(lambda connection: history.history(connection, type_, id_, window))

    async def search(
        self,
        query: Query,
        scope: Scope,
        *,
        count: int | None = None,
        cursor: bytes | None = None,
        whole: bool = False,
    ) -> Found:
        """A page of what `query` matches and `scope` lets see, at the instant of the cursor or now.

        `whole`: with large contents, which are else left behind their marks (`blobs.marks`); a page is then cut before
        it holds more than `blobs.weight.MOST` of them. Raises Unsupported for what no index answers, and for contents
        that no page can hold; Invalid or Gone (`page-expired`) for a cursor.
        """

        def work(connection: Connection, whole: bool = whole) -> Found:
            plan = planned(connection, query, scope, self.terms, size=count, cursor=cursor)
            return run(connection, plan, load, whole=whole)

        if words.asked(query):
            return await self.words.when_there(work)
        if count is not None and count <= _SHORT:
            found = await self.database.glance(partial(work, whole=False))
            if not (whole and has_contents(found)):
                return found
        return await self.database.read(work)

    async def explain(self, query: Query, scope: Scope) -> Explained:
        """How the first page of a search would be found. Raises what `search` raises."""

        def work(connection: Connection) -> Explained:
            return explained(connection, planned(connection, query, scope, self.terms))

        return await self.database.read(work)

    async def _point(self, work: Callable[[Connection], T]) -> T:
        """A read of a row or two: in the event loop where that is microseconds, on a thread where it is a network."""
        if self.database.dialect.is_postgres:
            return await self.database.read(work)
        return work(self.database.here())

    # --- beside the versions -----------------------------------------------------------------------------------

    async def relations(self, who: str, at: Instant) -> list[Relation]:
        """Who `who` is in relation with, at `at` or later."""
        return await self._point(lambda connection: side.relations(connection, who, at))

    async def people(self, people: Collection[Key]) -> frozenset[Key]:
        """These people and whoever is one with them (`dsn.store.aliases`): what a scope's people must be closed by."""
        return await self._point(lambda connection: aliases.closed(connection, people))

    async def feed(self, after: bytes = feed.START, limit: int = 500) -> list[feed.News]:
        """What was committed after a cursor, in order. `feed.START` = from the beginning."""
        return await self.database.read(lambda connection: feed.feed(connection, after, limit))

    async def feed_end(self) -> bytes:
        """The cursor from which only what is new comes."""
        return await self._point(feed.end)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """`listener` is called in the event loop after each commit of this process; call the result to stop.

        Only a wake-up: other processes commit too, so whoever needs the feed polls it as well.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self) -> None:
        """Wakes the listeners: something was committed."""
        for listener in list(self._listeners):
            listener()

    async def outbox_take(self, limit: int) -> list[tuple[int, bytes]]:
        """The oldest waiting rows for the log."""
        return await self._point(lambda connection: feed.outbox_take(connection, limit))

    async def outbox_drop(self, numbers: list[int]) -> None:
        """They have arrived."""
        await self.database.writer.submit(lambda connection: feed.outbox_drop(connection, numbers))

    async def read_unscoped_for_live(self, keys: Sequence[Key]) -> dict[Key, Version]:
        """The newest versions by key, whoever may see them: for telling open screens, which judge each by its scope.

        Large contents stay behind their marks.
        """
        return await self.database.read(lambda connection: load(connection, keys, feed.latest(connection)))

    async def setting_get(self, name: str) -> str | None:
        """A setting kept in the store."""
        return await self._point(lambda connection: side.setting(connection, name))

    async def settings(self, prefix: str) -> dict[str, str]:
        """The settings whose names begin with `prefix`."""
        return await self._point(lambda connection: side.settings(connection, prefix))

    async def setting_set(self, name: str, value: str | None) -> None:
        """Sets it, or with None removes it."""
        await self.database.writer.submit(lambda connection: side.set_setting(connection, name, value))

    async def counts(self) -> dict[str, int]:
        """How many resources of each type there are now."""
        return await self.database.read(side.counts)

    async def sweep(self) -> int:
        """Removes rows that ended more than 30 minutes ago, in small slices; how many stood for what gave way."""
        return await sweeping.sweep(self.database, self.clock())

    async def tidy(self, told: Told = nobody, *, whole: bool = False, tables: Iterable[str] = ()) -> Tidied:
        """Sweeps to the end, then makes the store small beside whoever uses it: see `dsn.store.tidying.tidy`."""
        return await tidying.tidy(self.database, self.clock(), told, whole=whole, tables=tables)

    async def check(
        self, sample: int | None = None, told: Callable[[Report, int], None] = lambda so_far, total: None
    ) -> Report:
        """Does every index row stand for its body, and does nothing lack? Reads only.

        `sample`: only about so many resources, where there are more. `told` hears how far it is, of how many.
        """
        return await checking.check(self.database, self.relate, sample, told)

    def mint(self, person: str | None = None) -> str:
        """A fresh id of ours in the bucket of a person (or of anybody), for a `Create` with `keep_id`."""
        bucket = ids.bucket_of_text(person) if person is not None else None
        return ids.to_text(self.minter.mint(ids.any_bucket() if bucket is None else bucket))
