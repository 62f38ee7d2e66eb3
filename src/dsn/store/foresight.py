"""What the commits of one group are about to change, read in one statement instead of one each.

Only for a group of commits alone: whatever else shares a transaction may change a resource without saying so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store.changes import Receipt
from dsn.store.current import Current, currents
from dsn.store.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Intent:
    """A commit as work for the writer. `names`: (type, id) of what it will look up before it changes it."""

    work: Callable[[Connection], tuple[Receipt, bool]]
    names: Sequence[tuple[str, str]] = ()

    def __call__(self, connection: Connection) -> tuple[Receipt, bool]:
        return self.work(connection)


class Foresight:
    """The newest versions of one group's resources, each given once: who asks again asks after a change."""

    def __init__(self) -> None:
        self._known: dict[Key, Current | None] = {}

    def look(self, connection: Connection, vocabulary: Vocabulary, works: Sequence[object]) -> None:
        """At the beginning of a transaction; forgets the last one's. Locks what it reads, as `currents` does."""
        self._known = {}
        intents = [work for work in works if isinstance(work, Intent)]
        if len(intents) < 2 or len(intents) < len(works):
            return
        keys = vocabulary.recall(name for intent in intents for name in intent.names)
        found = currents(connection, keys)
        self._known = {key: found.get(key) for key in keys}

    def currents(self, connection: Connection, keys: Sequence[Key]) -> dict[Key, Current]:
        """As `dsn.store.current.currents`, without a statement where all of them were foreseen."""
        given = {key: self._known.pop(key) for key in keys if key in self._known}
        if len(given) < len(keys):
            return currents(connection, keys)
        return {key: was for key, was in given.items() if was is not None}
