"""A fair lock between processes that write the same SQLite file.

SQLite's own waiting polls, and starves who polls seldom. Here a waiter holds the *turnstile* until it has the
lock, so a process that lets go and wants it back at once queues behind whoever waits.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

SLICE_MS = 10.0
"""How long whoever works long may hold the turn while others write: it then comes round within 20 ms, its wait for the
disk included."""


class Turn:
    """Use as a context manager around each write transaction; one thread at a time. Not re-entrant."""

    def __init__(self, database: Path) -> None:
        self._turnstile = _open(database, "turn")
        self._lock = _open(database, "lock")

    def __enter__(self) -> None:
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        fcntl.flock(self._lock, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._turnstile)
        os.close(self._lock)


class Presence:
    """Says that this process has the database open, and asks whether others have."""

    def __init__(self, database: Path) -> None:
        self._file = _open(database, "open")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def is_alone(self) -> bool:
        """True when nobody else has it open just now."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            alone = False
        else:
            alone = True
        fcntl.flock(self._file, fcntl.LOCK_SH)
        return alone

    def close(self) -> None:
        os.close(self._file)


def _open(database: Path, suffix: str) -> int:
    path = database.with_name(f"{database.name}-{suffix}")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
