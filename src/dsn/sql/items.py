"""Pieces of a transaction that can be undone alone, each behind a savepoint that is made only once it writes.

Most commits of a group only read until all are written together: two statements a commit are spared, which on a
server are two ways there and back.
"""

from __future__ import annotations

from collections.abc import Callable


class Items:
    """The pieces of one connection. `run` executes a statement at once."""

    __slots__ = ("_open", "_run", "waiting")

    def __init__(self, run: Callable[[str], object]) -> None:
        self._run = run
        self._open = False
        self.waiting = False
        """A piece has begun and has written nothing: whoever writes calls `mark` first."""

    def begin(self) -> None:
        self.waiting, self._open = True, False

    def mark(self) -> None:
        """The savepoint, before the first statement that writes."""
        self.waiting = False
        self._run("SAVEPOINT item")
        self._open = True

    def keep(self) -> None:
        self.waiting = False
        if self._open:
            self._open = False
            self._run("RELEASE item")

    def undo(self) -> None:
        self.waiting = False
        if self._open:
            self._open = False
            self._run("ROLLBACK TO item")
            self._run("RELEASE item")

    def forget(self) -> None:
        """The transaction is over, whatever was open in it."""
        self.waiting = self._open = False
