"""The rows of this program's extractor come: of the newest versions, in the order of type and key.

Commits go on meanwhile and write rows as ever; what a slice adds is only what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsn.base.ids import Key
from dsn.fhir.search.versions import CONTAINED, MERGED
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store import aliases, codec, feed, kinds
from dsn.store.compartment import decided_by
from dsn.store.current import COLUMNS, Current, currents, others_of
from dsn.store.facts import facts
from dsn.store.index import Entries, Tuple
from dsn.store.ready import Ready, again
from dsn.store.reindex import merged
from dsn.store.schema import HOLDS, INDEX_TABLES, IX_ADDRESS, LIFE, LINK, MEMBER, PART, RESOURCE
from dsn.store.vocabulary import Vocabulary
from dsn.store.writes import BY_NAME

Place = tuple[int, Key]
"""A type, as a number, and a key: how far the filling has come. Contained resources have negative keys."""
LOWEST = -(1 << 63)


@dataclass(frozen=True, slots=True)
class Slice:
    """Resources with their versions and what they stand for. `count` rows of life stand for them, or for what they
    contain. `end` None: nothing comes after them."""

    after: Place
    read: Mapping[Key, tuple[int, Ready]]
    count: int
    end: Place | None


def read(connection: Connection, after: Place, types: Sequence[int], most: int) -> Slice:
    """The next resources of these types, worked out by a reader: the long part of a slice."""
    type_, key = after
    found: dict[Key, tuple[int, Ready]] = {}
    count = 0
    for number in (one for one in types if one >= type_):
        start = key if number == type_ else LOWEST
        for here, was in _rows(connection, number, start, most - count):
            count += 1
            if was.key not in found:
                found[was.key] = (was.version, again(codec.unpack(was.format, was.body), was.id))
            if count == most:
                return Slice(after, found, count, (number, here))
    return Slice(after, found, count, None)


def _rows(connection: Connection, type_: int, after: Key, most: int) -> Iterator[tuple[Key, Current]]:
    """Keys in order, each with what stands under it or holds it."""
    contained = _read(connection, _PART, (type_, after, most)) if after < 0 else []
    yield from contained
    if len(contained) < most:
        yield from _read(connection, _OWN, (type_, max(after, 0), most - len(contained)))


_NAMES = ", ".join(f"r.{name}" for name in COLUMNS.split(", "))
_OWN = (
    f"SELECT l.key, {_NAMES} FROM life l CROSS JOIN resource r WHERE r.bucket = l.bucket AND r.key = l.key"
    f" AND l.type = ? AND l.key > ? AND l.{HOLDS} ORDER BY l.key LIMIT ?"
)
_PART = (
    f"SELECT l.key, {_NAMES} FROM life l CROSS JOIN part p CROSS JOIN resource r WHERE p.key = l.key AND p.{HOLDS}"
    f" AND r.key = p.holder AND l.type = ? AND l.key > ? AND l.key < 0 AND l.{HOLDS} ORDER BY l.key LIMIT ?"
)


def _read(connection: Connection, sql: str, values: tuple[int, ...]) -> list[tuple[Key, Current]]:
    return [(int(str(key)), _current(row)) for key, *row in connection.rows(sql, values)]


def _current(row: Sequence[object]) -> Current:
    return Current(*row)  # type: ignore[arg-type]  # the columns are of these types


def write(connection: Connection, words: Vocabulary, found: Slice, numbers: Collection[int]) -> int:
    """Adds the rows under these numbers that are not there; how many. What changed since it was read is read again."""
    wanted: dict[str, list[Tuple]] = {}
    linked: set[Key] = set()
    for was in currents(connection, list(found.read)).values():
        if not was.deleted:
            every = _facts(connection, words, was, found, numbers)
            if MERGED in numbers and was.type == _PATIENT:
                linked |= merged.mend(connection, was, every.get(LINK.name, set()))
            for table, rows in _asked(every, numbers).items():
                wanted.setdefault(table, []).extend((*row, was.instant) for row in rows)
    if linked:
        aliases.regroup(connection, linked, feed.latest(connection))
    if life := wanted.pop(LIFE.name, []):
        changed = [(present, type_, key) for type_, key, _, _, present, _ in life]
        connection.change(LIFE, ("present",), ("type", "key"), changed, HOLDS)
        if CONTAINED in numbers:
            wanted[LIFE.name] = [row for row in life if _within(LIFE.name, row)]
    return sum(_add(connection, table, rows) for table, rows in wanted.items() if rows)


def _facts(
    connection: Connection, words: Vocabulary, was: Current, found: Slice, numbers: Collection[int]
) -> Entries:
    """All rows that the newest version stands for, once it belongs to whom these numbers say."""
    version, ready = found.read[was.key]
    if version != was.version:
        ready = again(codec.unpack(was.format, was.body), was.id)
    patients = was.patients
    if not decided_by(ready.type).isdisjoint(numbers):
        patients = tuple(words.key("Patient", id_) for id_ in ready.patients)
    every = facts(ready, was.key, was.version, patients, words)
    if patients != was.patients:
        _move(connection, was, patients, every[MEMBER.name])
    return every


def _asked(every: Entries, numbers: Collection[int]) -> Entries:
    """Of these rows, those of life, and those under these numbers."""
    kept = {name: {row for row in every.get(name, ()) if row[0] in numbers} for name in _INDEX}
    kept[LIFE.name] = every[LIFE.name]
    if CONTAINED in numbers:
        for name in (*_INDEX, MEMBER.name):
            inside = {row for row in every.get(name, ()) if _within(name, row)}
            kept[name] = inside.union(kept.get(name, ()))
        kept.update({name: every.get(name, set()) for name in (PART.name, IX_ADDRESS.name)})
    return kept


_INDEX = tuple(table.name for table in INDEX_TABLES)
_PATIENT = kinds.number("Patient")
_KEYS = {name: BY_NAME[name].names.index("key") for name in (*_INDEX, LIFE.name, MEMBER.name)}


def _within(table: str, row: Tuple) -> bool:
    """Is the row one of something contained?"""
    return int(str(row[_KEYS[table]])) < 0


def _add(connection: Connection, table: str, rows: Sequence[Tuple]) -> int:
    since = {row[:-1]: row[-1] for row in rows}
    absent = connection.absent(BY_NAME[table], list(since), HOLDS)
    if absent:
        connection.add(BY_NAME[table], [(*row, since[row], None) for row in absent])
    return len(absent)


def _move(connection: Connection, was: Current, patients: Sequence[Key], members: set[Tuple]) -> None:
    """It belongs to others than was known. Who was wrongly there is there no more."""
    own = [(patients[0] if patients else 0, others_of(patients), was.key)]
    connection.change(RESOURCE, ("patient", "others"), ("key",), own)
    dialect = connection.dialect
    keys = dialect.listed(sorted({int(str(row[2])) for row in members}))
    sql = f"SELECT patient, type, key, labels FROM member WHERE {dialect.among('key')} AND {HOLDS}"
    there: set[Row] = set(connection.rows(sql, (keys,)))
    for patient, type_, key, _ in there - members:
        sql = "DELETE FROM member WHERE patient = ? AND type = ? AND key = ?"
        connection.run(sql, (patient, type_, key))
    if come := sorted(members - there):
        connection.add(MEMBER, [(*row, was.instant, None) for row in come])
