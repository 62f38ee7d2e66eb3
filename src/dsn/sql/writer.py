"""One thread that writes. Whoever waits together shares one transaction and one sync to the disk.

Each piece of work can be undone alone: the connection makes a savepoint before the first thing it writes. Futures
resolve after the commit, so a result in hand is on disk.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from typing import Any, Protocol, TypeVar

from dsn.base.errors import Busy
from dsn.sql.connection import Connection, Gate

T = TypeVar("T")
Work = Callable[[Connection], Any]
_Waiter = "asyncio.Future[Any] | Future[Any]"
_Settled = tuple[Any, Any, BaseException | None]

LARGEST_GROUP = 256


class Watcher(Protocol):
    """Told of each transaction: for work that gathers what it writes and writes it once for the group."""

    def begun(self, connection: Connection, works: Sequence[Work]) -> None:
        """Before the first of these is done, in this order."""
        ...

    def undone(self) -> None:
        """The piece of work that just ran raised, and was rolled back to its savepoint."""
        ...

    def finish(self, connection: Connection) -> None:
        """Before the commit: the last chance to write. Raising undoes the whole group."""
        ...

    def ended(self, committed: bool) -> None: ...


class _Nobody:
    def begun(self, connection: Connection, works: Sequence[Work]) -> None: ...

    def undone(self) -> None: ...

    def finish(self, connection: Connection) -> None: ...

    def ended(self, committed: bool) -> None: ...


class GroupWriter:
    """Opens its connection in its own thread. `gate` is held around each transaction (a `Turn`, on SQLite).

    When a group fails as a whole, each piece of work is done again in a transaction of its own: work may run
    twice. Not so when the connection broke: it may have committed, so the callers get Busy `store-away`.
    """

    watcher: Watcher = _Nobody()

    def __init__(
        self, connect: Callable[[], Connection], gate: Gate | None = None, name: str = "writer"
    ) -> None:
        self._connect = connect
        self._gate: Gate = gate if gate is not None else nullcontext()
        self._waiting: deque[tuple[Work, Any]] = deque()
        self._something = threading.Event()
        self._closing = False
        self._lock = threading.Lock()
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)
        self._thread.start()
        self._opened.result()

    def submit(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Queues `work` from the running loop. A cancelled future does not stop work that was queued."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(work, future)
        return future

    def call(self, work: Callable[[Connection], T]) -> T:
        """Does `work` and waits for the disk. Not from an event loop, nor from inside work."""
        future: Future[T] = Future()
        self._put(work, future)
        return future.result()

    def close(self) -> None:
        """Does what is queued, then ends the thread. Later work is refused with Busy `store-closed`."""
        with self._lock:
            self._closing = True
        self._something.set()
        self._thread.join()

    def _put(self, work: Work, future: Any) -> None:
        with self._lock:
            if self._closing:
                raise Busy("store-closed")
            self._waiting.append((work, future))
        self._something.set()

    def _live(self) -> None:
        try:
            connection = self._connect()
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        try:
            while group := self._next_group():
                if connection.broken:
                    connection = self._again(connection)
                _deliver(self._run(connection, group))
        finally:
            connection.close()

    def _again(self, broken: Connection) -> Connection:
        """A new connection in place of a broken one, which stays (and fails its work) while the server is away."""
        try:
            connection = self._connect()
        except Busy:
            return broken
        broken.close()
        return connection

    def _next_group(self) -> list[tuple[Work, Any]]:
        """What waits now, at most LARGEST_GROUP; empty when closing."""
        waiting = self._waiting
        while not waiting:
            if self._closing:
                return []
            self._something.wait()
            self._something.clear()
        return [waiting.popleft() for _ in range(min(len(waiting), LARGEST_GROUP))]

    def _run(self, connection: Connection, group: list[tuple[Work, Any]]) -> list[_Settled]:
        try:
            with self._gate:
                return _transact(connection, group, self.watcher)
        except BaseException as error:
            if len(group) == 1 or connection.broken:
                return [(future, None, error) for _, future in group]
        return [settled for item in group for settled in self._run(connection, [item])]


def _transact(connection: Connection, group: list[tuple[Work, Any]], watcher: Watcher) -> list[_Settled]:
    connection.begin()
    try:
        watcher.begun(connection, [work for work, _ in group])
        settled = [_one(connection, work, future, watcher) for work, future in group]
        watcher.finish(connection)
        connection.commit()
    except BaseException:
        connection.rollback()
        watcher.ended(False)
        raise
    watcher.ended(True)
    return settled


def _one(connection: Connection, work: Work, future: Any, watcher: Watcher) -> _Settled:
    connection.begin_item()
    try:
        result = work(connection)
    except BaseException as error:
        if not connection.undo_item():
            raise  # the whole group is lost with it, so nobody's work happened
        watcher.undone()
        return future, None, error
    connection.keep_item()
    return future, result, None


def _deliver(settled: list[_Settled]) -> None:
    """Wakes each event loop once for the whole group."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Settled]] = {}
    for item in settled:
        future = item[0]
        if isinstance(future, asyncio.Future):
            by_loop.setdefault(future.get_loop(), []).append(item)
        else:
            _settle([item])
    for loop, items in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, items)


def _settle(items: list[_Settled]) -> None:
    for future, result, error in items:
        if future.done():
            continue  # its caller went away
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)
