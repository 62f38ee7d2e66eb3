"""The rows of this program's extractor come: of the newest versions, in the order of type and key.

Commits go on meanwhile and write rows as ever; what a slice adds is only what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.store import codec, kinds
from dsn.store.compartment import decided_by
from dsn.store.current import COLUMNS, Current, currents, others_of
from dsn.store.index import Tuple, entries
from dsn.store.ready import Ready, again
from dsn.store.schema import HOLDS, LIFE, MEMBER, RESOURCE
from dsn.store.vocabulary import Vocabulary
from dsn.store.writes import BY_NAME

Place = tuple[int, Key]
"""A type, as a number, and a key: how far the filling has come."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Resources in order, each with its version and what it stands for. `end` None: nothing comes after them."""

    after: Place
    read: Mapping[Key, tuple[int, Ready]]
    end: Place | None


def read(connection: Connection, after: Place, types: Sequence[int], most: int) -> Slice:
    """The next resources of these types, worked out by a reader: the long part of a slice."""
    type_, key = after
    found: dict[Key, tuple[int, Ready]] = {}
    for number in (one for one in types if one >= type_):
        start = key if number == type_ else -1
        for was in _rows(connection, number, start, most - len(found)):
            found[was.key] = (was.version, again(codec.unpack(was.format, was.body), was.id))
        if len(found) >= most:
            return Slice(after, found, (number, max(found)))
    return Slice(after, found, None)


def _rows(connection: Connection, type_: int, after: Key, most: int) -> list[Current]:
    if most <= 0:
        return []
    same = "r.bucket = l.bucket AND " if connection.dialect.is_postgres else ""
    rows = connection.rows(
        f"SELECT {', '.join(f'r.{name}' for name in COLUMNS.split(', '))} FROM life l CROSS JOIN resource r"
        f" WHERE {same}r.key = l.key AND l.type = ? AND l.key > ? AND l.{HOLDS} ORDER BY l.key LIMIT ?",
        (type_, after, most),
    )
    return [Current(*row) for row in rows]  # type: ignore[arg-type]  # the columns are of these types


def write(connection: Connection, words: Vocabulary, found: Slice, numbers: Collection[int]) -> int:
    """Adds the rows under these numbers that are not there; how many. What changed since it was read is read again."""
    wanted: dict[str, list[Tuple]] = {}
    present: list[Tuple] = []
    for was in currents(connection, list(found.read)).values():
        if was.deleted:
            continue
        version, ready = found.read[was.key]
        if version != was.version:
            ready = again(codec.unpack(was.format, was.body), was.id)
        present.append((ready.present, was.type, was.key))
        _members(connection, words, was, ready, numbers)
        for table, rows in entries(ready.rows, was.key, words).items():
            kept = [(*row, was.instant, None) for row in rows if row[0] in numbers]
            wanted.setdefault(table, []).extend(kept)
    if present:
        connection.change(LIFE, ("present",), ("type", "key"), present, HOLDS)
    return sum(_add(connection, table, rows) for table, rows in wanted.items() if rows)


def _add(connection: Connection, table: str, rows: Sequence[Tuple]) -> int:
    since = {row[:-2]: row[-2] for row in rows}
    absent = connection.absent(BY_NAME[table], list(since), HOLDS)
    if absent:
        connection.add(BY_NAME[table], [(*row, since[row], None) for row in absent])
    return len(absent)


def _members(
    connection: Connection, words: Vocabulary, was: Current, ready: Ready, numbers: Iterable[int]
) -> None:
    """To whom it belongs, where that is what these parameters say. Who was wrongly there is there no more."""
    if decided_by(ready.type).isdisjoint(numbers):
        return
    patients = tuple(words.key("Patient", id_) for id_ in ready.patients)
    if patients == was.patients:
        return
    connection.change(
        RESOURCE,
        ("patient", "others"),
        ("key",),
        [(patients[0] if patients else 0, others_of(patients), was.key)],
    )
    for gone in set(was.patients or (0,)) - set(patients or (0,)):
        sql = "DELETE FROM member WHERE patient = ? AND type = ? AND key = ?"
        connection.run(sql, (gone, was.type, was.key))
    come = set(patients or (0,)) - set(was.patients or (0,))
    type_ = kinds.number(ready.type)
    rows = [(patient, type_, was.key, was.labels, was.instant, None) for patient in sorted(come)]
    if rows:
        connection.add(MEMBER, rows)
