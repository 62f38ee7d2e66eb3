"""Moving SQLite's write-ahead log into the file beside whoever writes, so that no commit waits for all of it.

Done inside a commit, as SQLite does by itself, it holds the turn for a fifth of a second every 32 MB: everybody who
writes then waits. A passive checkpoint needs no turn, but under steady writing it never comes to the end, and a log
that is not moved to its end never begins anew: it grows, and reading through it becomes slow (at 140 MB, a hundred
times). So a thread moves the most of it outside the turn, and the next commit the little that came meanwhile.

Where somebody reads at every moment even that does not come to the end: each reader needs the log as it was when they
began. At twice the length a commit waits for those who read, a fifth of a second at most.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import apsw

from dsn.base.logging import Logger

LOG = Logger("sql")
PATIENCE_MS = 200
"""How long a commit waits for those who read what is not in the file yet."""


class Checkpointer:
    """One per writing connection; a thread of its own from the first time there is something to move."""

    def __init__(self, connect: Callable[[], apsw.Connection], wait_ms: int) -> None:
        """`wait_ms`: how long whoever commits waits for another process at other times."""
        self._connect = connect
        self._wait_ms = wait_ms
        self._too_long = 0
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._nearly = False
        self._closing = False

    def grown(self, pages: int, enough: int, own: apsw.Connection) -> None:
        """After each commit, in the turn: the log has so many pages. `own` is the connection that committed."""
        if pages < enough:
            self._too_long = 0  # it began anew
        if self._nearly:
            self._nearly = False
            if pages >= max(2 * enough, self._too_long):
                self._too_long = 0 if self._begin_anew(own) else 2 * pages
            else:
                _move(own)
        elif pages >= enough:
            self._wake()

    def _begin_anew(self, own: apsw.Connection) -> bool:
        """Waits for who reads, so that the log begins anew. False where somebody reads for longer."""
        own.set_busy_timeout(PATIENCE_MS)
        try:
            return _move(own, apsw.SQLITE_CHECKPOINT_RESTART)
        finally:
            own.set_busy_timeout(self._wait_ms)

    def close(self) -> None:
        """Waits for what is being moved."""
        self._closing = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name="checkpoint", daemon=True)
            self._thread.start()
        self._wanted.set()

    def _live(self) -> None:
        connection: apsw.Connection | None = None
        while self._wanted.wait() and not self._closing:
            self._wanted.clear()
            try:
                connection = connection or self._connect()
                _move(connection)
                self._nearly = True
            except (
                Exception
            ) as error:  # what was acknowledged is in the log all the same; the next commit asks again
                LOG.error("checkpoint-failed", error)
        if connection is not None:
            connection.close()


def _move(connection: apsw.Connection, how: int = apsw.SQLITE_CHECKPOINT_PASSIVE) -> bool:
    """As far as readers let it. Where another process is at it, or the disk is full, a later one goes on."""
    try:
        connection.wal_checkpoint(mode=how)
    except (apsw.BusyError, apsw.LockedError):
        return False
    except (apsw.FullError, apsw.IOError) as error:
        LOG.warning("checkpoint-put-off", reason=str(error))
        return False
    return True
