"""`dsn check`: do index and record agree? Every row that a body stands for must be there, and no other.

Reads only, a slice at a time, so that no read lasts. A sample looks at resources from all over the store; only a check
of the whole can tell of rows that nothing stands for. What `dsn reindex` has still to make anew is told apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from dsn.access.relations import Relate
from dsn.base import ids
from dsn.base.errors import Fault
from dsn.base.ids import Key
from dsn.fhir.search.versions import CONTAINED, MERGED, lines
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.tables import Table
from dsn.store import aliases, codec, feed, side, words
from dsn.store.blobs.keep import pieces
from dsn.store.blobs.marks import Blob, marked
from dsn.store.claims import claimed
from dsn.store.current import COLUMNS, Current
from dsn.store.facts import facts
from dsn.store.index import Entries, Tuple
from dsn.store.lookup import Lookup
from dsn.store.ready import Ready, again
from dsn.store.reindex.state import Rebuild, rebuilding
from dsn.store.schema import (
    ALIAS,
    BESIDE_TABLES,
    HOLDS,
    INDEX_TABLES,
    IX_ADDRESS,
    IX_WORD,
    LIFE,
    LINK,
    MEMBER,
    PART,
)
from dsn.store.side_tables import BLOB_USE, RELATION
from dsn.store.writes import BY_NAME as _WRITTEN

SLICE = 500
_TIMED = (LIFE, MEMBER, *INDEX_TABLES, *BESIDE_TABLES)
_BY_PARAMETER = frozenset(table.name for table in INDEX_TABLES)
_SHOWN = 20
_BY_NAME = {**_WRITTEN, IX_WORD.name: IX_WORD}
_NEXT_CONTENT = "SELECT digest, size FROM blob WHERE digest > ? ORDER BY digest LIMIT 1"
_PRESENT = LIFE.names.index("present")
_INSIDE = (PART.name, IX_ADDRESS.name)
_KEYS = {table.name: table.names.index("key") for table in (LIFE, MEMBER, *INDEX_TABLES)}
_ANY = {RELATION.name: "who IS NOT NULL", BLOB_USE.name: "version > 0"}
"""Which rows of a table count; those that hold, unless it has no times."""


@dataclass(slots=True)
class Report:
    """`missing`: rows that should be there, as text, the first twenty; `surplus`: too many rows, by table.

    `whole` False: a sample, in which surplus is not counted. `still` False: somebody wrote meanwhile, so it could not
    be. `behind`: parameters that wait to be made anew, whose rows were not judged. `waiting`: rows for the log.
    `words` False: the words of some versions were still to be written, so no words were judged. `contents`: those kept
    apart that were looked at.
    """

    resources: int = 0
    rows: int = 0
    missing_rows: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: dict[str, int] = field(default_factory=dict)
    behind: list[Rebuild] = field(default_factory=list)
    waiting: int = 0
    contents: int = 0
    words: bool = True
    whole: bool = True
    still: bool = True

    @property
    def sound(self) -> bool:
        """Nothing is wrong; what waits is not wrong."""
        return not self.missing_rows and not self.surplus


class Checker:
    """One check. `sample`: about so many resources, from places drawn by chance; None = every one."""

    def __init__(self, relate: Sequence[Relate], sample: int | None = None) -> None:
        self.report = Report(whole=sample is None)
        self._relate = relate
        self._sample = sample
        self._behind: Collection[int] | None = None
        self._expected: dict[str, int] = {}
        self._lacking: dict[str, int] = {}
        self._last: Key = -1
        self._content = b""

    def step(self, connection: Connection) -> bool:
        """Checks one slice; False when there is nothing more."""
        if self._behind is None:
            self.report.behind = rebuilding(connection)
            self._behind = {row for one in self.report.behind for row in lines()[one.param].rows}
        rows = connection.rows(_walk(connection), (*_after(connection, self._start()), self._most()))
        names = Lookup(connection)
        wanted: Entries = {}
        self.report.words = self.report.words and not words.behind(connection)
        for row in rows:
            was = Current(*row)  # type: ignore[arg-type]  # the columns are of these types
            self._last = was.key
            if not was.deleted:
                self._gather(was, names, wanted)
        for table, found in wanted.items():
            self._compare(connection, _BY_NAME[table], found)
        if self._sample is not None:
            return self.report.resources < self._sample
        return len(rows) == SLICE

    def contents(self, connection: Connection) -> bool:
        """Checks the next content that is kept apart: its pieces, its digest; False when there is none."""
        found = connection.rows(_NEXT_CONTENT, (self._content,))
        if not found or not isinstance(found[0][0], bytes):
            return False
        self._content = found[0][0]
        self.report.contents += 1
        total = sha256()
        try:
            for piece in pieces(connection, Blob(self._content, int(str(found[0][1])))):
                total.update(piece)
        except Fault:
            pass
        if total.digest() != self._content:
            self._miss([f"blob {self._content.hex()}"])
        return True

    def finish(self, connection: Connection) -> Report:
        """Counts what is there, to find rows that nothing stands for."""
        if MERGED not in (self._behind or ()):
            self._groups(connection)
        self.report.waiting = int(str(connection.rows("SELECT count(*) FROM outbox")[0][0]))
        lost = (
            "SELECT digest FROM blob_use u WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.digest = u.digest)"
        )
        self._miss(
            [f"blob {digest.hex()}" for (digest,) in connection.rows(lost) if isinstance(digest, bytes)]
        )
        if self.report.whole:
            for table in (*_TIMED, RELATION, *([IX_WORD] if self.report.words else [])):
                self._count(connection, table)
        return self.report

    def _groups(self, connection: Connection) -> None:
        """Are the groups of merged people what their links make?"""
        lacking, surplus = aliases.astray(connection)
        self._miss([f"alias {row}" for row in sorted(lacking)])
        if surplus:
            self.report.surplus[ALIAS.name] = len(surplus)

    def _start(self) -> Key:
        if self._sample is None:
            return self._last
        return ids.any_bucket() << 51

    def _most(self) -> int:
        return SLICE if self._sample is None else min(50, self._sample)

    def _gather(self, was: Current, names: Lookup, wanted: Entries) -> None:
        self.report.resources += 1
        ready = again(codec.unpack(was.format, was.body), was.id, self._relate)
        patients = self._patients(ready, was, names)
        for table, found in facts(ready, was.key, was.version, patients, names).items():
            wanted.setdefault(table, set()).update(self._judged(table, found))
        for blob in marked(ready.content):
            wanted.setdefault(BLOB_USE.name, set()).add((blob.digest, was.key, was.version))
        if self.report.words:
            wanted.setdefault(IX_WORD.name, set()).update(words.rows_of(was))
        for name, until in claimed(ready.claims, names).items():
            who, patient, kind, since = name
            wanted.setdefault(RELATION.name, set()).add((who, patient, kind, was.key, since, until))

    def _patients(self, ready: Ready, was: Current, names: Lookup) -> Sequence[Key]:
        """To whom it belongs; that the row of the resource itself says otherwise is told."""
        if ready.type == "Patient":
            patients: tuple[Key, ...] = (was.key,)
        else:
            patients = tuple(names.key("Patient", id_) for id_ in ready.patients)
        if (patients, ready.labels) != (was.patients, was.labels):
            self._miss([f"resource {(was.key, patients, ready.labels)}"])
        return patients

    def _judged(self, table: str, rows: set[Tuple]) -> set[Tuple]:
        """Without what waits to be made anew."""
        if not self._behind:
            return rows
        if CONTAINED in self._behind:
            rows = set() if table in _INSIDE else {row for row in rows if _alone(table, row)}
        if MERGED in self._behind and table == LINK.name:
            return set()
        if table == LIFE.name:
            return {row[:_PRESENT] for row in rows}
        return {row for row in rows if row[0] not in self._behind} if table in _BY_PARAMETER else rows

    def _compare(self, connection: Connection, table: Table, wanted: set[Tuple]) -> None:
        self._expected[table.name] = self._expected.get(table.name, 0) + len(wanted)
        self.report.rows += len(wanted)
        if table is IX_WORD and not self.report.words:
            return
        missing = connection.absent(table, list(wanted), _ANY.get(table.name, HOLDS))
        self._lacking[table.name] = self._lacking.get(table.name, 0) + len(missing)
        self._miss([f"{table.name} {row}" for row in missing])

    def _miss(self, found: Sequence[str]) -> None:
        self.report.missing_rows += len(found)
        self.report.missing += found[: _SHOWN - len(self.report.missing)]

    def _count(self, connection: Connection, table: Table) -> None:
        where, values = _ANY.get(table.name, HOLDS), []
        if self._behind and CONTAINED in self._behind and table.name in (*_INSIDE, *_KEYS):
            where += " AND key > 0" if table.name in _KEYS else " AND key = 0"
        if self._behind and MERGED in self._behind and table is LINK:
            return
        if self._behind and table.name in _BY_PARAMETER:
            where += f" AND NOT ({connection.dialect.among('param')})"
            values = [connection.dialect.listed(sorted(self._behind))]
        found = connection.rows(f"SELECT count(*) FROM {table.name} WHERE {where}", values)
        there = int(str(found[0][0]))
        surplus = there - self._expected.get(table.name, 0) + self._lacking.get(table.name, 0)
        if surplus:
            self.report.surplus[table.name] = surplus


async def check(
    database: Database, relate: Sequence[Relate], sample: int | None, told: Callable[[Report, int], None]
) -> Report:
    """A whole check, or of a sample where there is more; `told` hears how far it is, of how many."""
    total = sum((await database.read(side.counts)).values())
    checker = Checker(relate, sample if sample is not None and sample < total else None)
    before = await database.read(feed.end)
    while await database.read(checker.step):
        told(checker.report, total if checker.report.whole else sample or 0)
    while checker.report.whole and await database.read(checker.contents):
        pass
    report = await database.read(checker.finish)
    if await database.read(feed.end) != before:
        report.still = False
        report.surplus.clear()
    return report


def _alone(table: str, row: Tuple) -> bool:
    """Is the row one of something that stands by itself, and is not contained?"""
    return table not in _KEYS or int(str(row[_KEYS[table]])) > 0


def _walk(connection: Connection) -> str:
    """In the order of keys, which is that of buckets, too: PostgreSQL's index says both."""
    order = "bucket, key" if connection.dialect.is_postgres else "key"
    marks = "?, ?" if connection.dialect.is_postgres else "?"
    return f"SELECT {COLUMNS} FROM resource WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT ?"


def _after(connection: Connection, key: Key) -> tuple[int, ...]:
    return (key >> 51, key) if connection.dialect.is_postgres else (key,)
