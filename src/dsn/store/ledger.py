"""The writing side of one group of commits: its instant, what it gathered, and when that is written.

One ledger per writing connection. The rows of all commits of a group are written together, before the commit. What a
commit must read that an earlier one of its group has changed is written first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dsn.access.relations import Relate
from dsn.base.clock import Clock, Instant
from dsn.base.ids import Key, Minter
from dsn.sql.connection import Connection
from dsn.sql.writer import Work
from dsn.store.foresight import Foresight
from dsn.store.keeping.turns import ADDED
from dsn.store.side_tables import FEED
from dsn.store.vocabulary import Vocabulary
from dsn.store.writes import Writes

_TURN = f"SELECT pg_current_xact_id()::text::bigint + {ADDED}"


class Spoiled(Exception):
    """Rows of other commits were written inside one that failed: the group is done again, one by one."""


class Ledger:
    """A `dsn.sql.writer.Watcher`. Used by the writer's thread only."""

    def __init__(self, clock: Clock, minter: Minter, relate: Sequence[Relate]) -> None:
        self.vocabulary = Vocabulary(minter)
        self.foresight = Foresight()
        self.minter = minter
        self.relate = relate
        self.instant: Instant = 0
        self._clock = clock
        self._pending = Writes()
        self._dirty: set[object] = set()
        self._mark = 0
        self._spilled = False
        self._turn = 0
        self._seq = 0

    def begun(self, connection: Connection, works: Sequence[Work]) -> None:
        self.foresight.look(connection, self.vocabulary.use(connection), works)
        self.instant = max(self._clock(), self.instant + 1)
        self._pending, self._dirty, self._seq = Writes(), set(), 0
        if connection.dialect.is_postgres:
            self._turn = int(str(connection.rows(_TURN)[0][0]))
            return
        latest = connection.rows("SELECT max(turn) FROM feed")[0][0]
        self.instant = max(self.instant, int(str(latest or 0)) + 1)

    def undone(self) -> None:
        self.vocabulary.forget(self._mark)
        if self._spilled:
            raise Spoiled

    def finish(self, connection: Connection) -> None:
        self._pending.flush(connection)

    def ended(self, committed: bool) -> None:
        if committed:
            self.vocabulary.keep()
        else:
            self.vocabulary.forget()

    def item(self) -> None:
        """A commit of the group begins."""
        self._mark = self.vocabulary.mark()
        self._spilled = False

    def touch(self, connection: Connection, names: Iterable[object]) -> None:
        """These are about to be read and changed: keys of resources, names of guards and of idempotency."""
        names = list(names)
        if not self._dirty.isdisjoint(names):
            self.spill(connection)
        self._dirty.update(names)

    def spill(self, connection: Connection) -> None:
        """Writes what earlier commits of the group gathered, so that it can be read."""
        if self._pending:
            self._pending.flush(connection)
            self._pending = Writes()
            self._spilled = True
        self._dirty.clear()

    def follow(self, instants: Iterable[Instant]) -> Instant:
        """The instant of the running commit: after all these, which are of versions that give way to it.

        So no row begins and ends at one instant, though commits of one group may share theirs.
        """
        self.instant = max(self.instant, max(instants, default=0) + 1)
        return self.instant

    def tell(self, writes: Writes, key: Key, version: int, type_: int, instant: Instant) -> None:
        """A line of the feed."""
        writes.add(FEED, (self._turn or instant, self._seq, key, version, type_, instant))
        self._seq += 1

    def accept(self, writes: Writes) -> None:
        """What a commit wants written: after this it may not fail."""
        self._pending.join(writes)
