"""What a commit writes, gathered as rows, and written for a whole group in a few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Value
from dsn.sql.tables import Table
from dsn.store.schema import BESIDE_TABLES, HOLDS, INDEX_TABLES, IX_WORD, LIFE, MEMBER, PAST, RESOURCE
from dsn.store.side_tables import BLOB_USE, FEED, IDEMPOTENCY, OUTBOX, RELATION, STAMP

Tuple = tuple[Value, ...]

_ADDED = (
    RESOURCE,
    LIFE,
    MEMBER,
    *INDEX_TABLES,
    *BESIDE_TABLES,
    RELATION,
    BLOB_USE,
    FEED,
    OUTBOX,
    IDEMPOTENCY,
)
_ENDED = (LIFE, MEMBER, *INDEX_TABLES, *BESIDE_TABLES, IX_WORD)
BY_NAME = {table.name: table for table in (*_ADDED, STAMP)}
KEYS = {table.name: tuple(column for column in table.key if column != "since") for table in _ENDED}
PLACES = {table.name: tuple(table.names.index(column) for column in KEYS[table.name]) for table in _ENDED}
_CHANGED = tuple(name for name in RESOURCE.names if name != "key")


@dataclass(slots=True)
class Writes:
    """Whole rows to add by table; rows to end; resources whose newest version gives way."""

    added: dict[str, list[Tuple]] = field(default_factory=dict)
    ended: dict[str, list[Tuple]] = field(default_factory=dict)
    replaced: list[Tuple] = field(default_factory=list)
    unrelated: list[Tuple] = field(default_factory=list)
    stamps: dict[int, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.ended or self.replaced)

    def add(self, table: Table, row: Tuple) -> None:
        self.added.setdefault(table.name, []).append(row)

    def begin(self, table: str, rows: Iterable[Tuple], at: Instant) -> None:
        """Rows (without times) that hold from `at` on."""
        times = (at, None)
        self.added.setdefault(table, []).extend([row + times for row in rows])

    def end(self, table: str, rows: Iterable[Tuple], at: Instant) -> None:
        """Rows (without times) that hold up to `at`, exclusive."""
        places = PLACES[table]
        ended = self.ended.setdefault(table, [])
        ended.extend([(at, *[row[place] for place in places]) for row in rows])

    def replace(self, row: Tuple) -> None:
        """A version that takes the place of the newest, which goes to `past`. `row` as in table resource."""
        self.replaced.append((*row[1:], row[0]))

    def unrelate(self, source: Key, row: Tuple) -> None:
        """A relation (who, patient, kind, since) that `source` no longer claims."""
        self.unrelated.append((source, *row))

    def join(self, other: Writes) -> None:
        """Takes over what `other` gathered."""
        for table, rows in other.added.items():
            self.added.setdefault(table, []).extend(rows)
        for table, rows in other.ended.items():
            self.ended.setdefault(table, []).extend(rows)
        self.replaced += other.replaced
        self.unrelated += other.unrelated
        self.stamps.update(other.stamps)

    def flush(self, connection: Connection, *, many: bool = False) -> None:
        """Writes everything. `many`: by the way that suits thousands of rows. May be called once."""
        with connection.together():
            self._end(connection)
            if not many:
                self._add(connection.add)
        if many:
            self._add(connection.fill)

    def _end(self, connection: Connection) -> None:
        """What gives way, and what is there once for all."""
        for table in _ENDED:
            if rows := self.ended.get(table.name):
                connection.change(table, ("until",), KEYS[table.name], rows, HOLDS)
        self._replace(connection)
        if self.unrelated:
            connection.many(_UNRELATE, self.unrelated)
        if self.stamps:
            connection.add(STAMP, list(self.stamps.items()), known="skip")

    def _add(self, add: Callable[[Table, Sequence[Tuple]], None]) -> None:
        for table in _ADDED:
            if rows := self.added.get(table.name):
                add(table, rows)

    def _replace(self, connection: Connection) -> None:
        if not self.replaced:
            return
        replaced = connection.dialect.listed([int(str(row[-1])) for row in self.replaced])
        connection.run(_move(connection), (replaced,), "once")
        connection.change(RESOURCE, _CHANGED, ("key",), self.replaced)


_UNRELATE = "DELETE FROM relation WHERE source = ? AND who = ? AND patient = ? AND kind = ? AND since = ?"


def _move(connection: Connection) -> str:
    names = ", ".join(PAST.names)
    if connection.dialect.is_postgres:
        names = f"bucket, {names}"
    chosen = connection.dialect.among("key")
    return f"INSERT INTO past ({names}) SELECT {names} FROM resource WHERE {chosen}"
