"""One month of the log, read row by row for verifying."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from dsn.base.clock import Instant
from dsn.base.errors import Fault
from dsn.base.ids import Key, bucket_of_key
from dsn.log import rows, tables
from dsn.log.chain import Hash, Month
from dsn.sql.connection import Connection

_SLICE = 2000
_SUBJECT = ("bucket", "patient", "at", "writer", "seq")


class Row(NamedTuple):
    """An event as it lies there."""

    seq: int
    at: Instant
    who: str
    hash: Hash
    body: bytes


def subject_digest(person: Key, at: Instant, writer: int, seq: int) -> int:
    """One subject row as a number. Their sum over a month does not depend on their order, so that the rows kept by
    person can be compared with those said event by event without sorting either."""
    return int.from_bytes(blake2b(f"{person}/{at}/{writer}/{seq}".encode(), digest_size=16).digest(), "big")


class Pages:
    """All reads go through one connection, in one thread."""

    def __init__(self, month: Month, connection: Connection) -> None:
        self._connection = connection
        self._event, self._subject, self._head, *_ = (
            tables.name(table, month, connection.dialect) for table in tables.TABLES
        )

    def writers(self) -> set[int]:
        """Who wrote in this month."""
        return {_int(row[0]) for row in self._connection.rows(f"SELECT DISTINCT writer FROM {self._event}")}

    def heads(self) -> dict[int, tuple[int, Hash, bytes]]:
        """Of each writer: how many rows, the last hash, the signature."""
        found = self._connection.rows(f"SELECT writer, seq, hash, signature FROM {self._head}")
        return {_int(row[0]): (_int(row[1]), _bytes(row[2]), _bytes(row[3])) for row in found}

    def slices(self, writer: int) -> Iterator[list[Row]]:
        """A writer's rows in their order, some thousands at a time."""
        after = -(2**31)
        sql = (
            f"SELECT seq, at, who, hash, body FROM {self._event}"
            f" WHERE writer = ? AND seq > ? ORDER BY seq LIMIT {_SLICE}"
        )
        while found := self._connection.rows(sql, (writer, after)):
            some = [Row(_int(r[0]), _int(r[1]), str(r[2]), _bytes(r[3]), _bytes(r[4])) for r in found]
            after = some[-1].seq
            yield some

    def subjects(self) -> int:
        """The sum of all subject rows, as `subject_digest`s; one in the wrong bucket counts for nothing."""
        total = 0
        for bucket, person, at, writer, seq in self._subject_rows():
            if bucket == bucket_of_key(person):
                total += subject_digest(person, at, writer, seq)
        return total

    def flawed_subjects(self) -> list[tuple[int, int]]:
        """(writer, seq) of the events whose people differ from the rows kept by person. Slow: only when they do."""
        flawed: set[tuple[int, int]] = set()
        for bucket, person, at, writer, seq in self._subject_rows():
            if bucket != bucket_of_key(person) or (person, at) not in self._said(writer, seq):
                flawed.add((writer, seq))
        for writer in self.writers():
            for some in self.slices(writer):
                flawed |= {(writer, row.seq) for row in some if self._lacks(writer, row)}
        return sorted(flawed)

    def _subject_rows(self) -> Iterator[tuple[int, Key, Instant, int, int]]:
        """In the order of their key, which on PostgreSQL begins with the bucket."""
        first = 0 if self._connection.dialect.is_postgres else 1
        order = ", ".join(_SUBJECT[first:])
        marks = ", ".join("?" * (len(_SUBJECT) - first))
        sql = (
            f"SELECT {', '.join(_SUBJECT)} FROM {self._subject}"
            f" WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT {_SLICE}"
        )
        after: tuple[int, ...] = (-1,) * len(_SUBJECT)
        while found := self._connection.rows(sql, after[first:]):
            for row in found:
                after = tuple(_int(value) for value in row)
                bucket, person, at, writer, seq = after
                yield bucket, person, at, writer, seq

    def _said(self, writer: int, seq: int) -> set[tuple[Key, Instant]]:
        found = self._connection.rows(
            f"SELECT body FROM {self._event} WHERE writer = ? AND seq = ?", (writer, seq)
        )
        return {pair for (body,) in found for pair in _people(_bytes(body))}

    def _lacks(self, writer: int, row: Row) -> bool:
        sql = f"SELECT 1 FROM {self._subject} WHERE bucket = ? AND patient = ? AND at = ? AND writer = ? AND seq = ?"
        return any(
            not self._connection.rows(sql, (bucket_of_key(person), person, at, writer, row.seq))
            for person, at in _people(row.body)
        )


def _people(body: bytes) -> set[tuple[Key, Instant]]:
    try:
        event = rows.decode(body)
    except Fault:
        return set()
    return {(person, event.at) for person in event.subjects}


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
