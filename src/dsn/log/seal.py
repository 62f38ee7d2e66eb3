"""Sealing: a month that is over gets a last digest over all its rows, signed, and takes no more of them.

The seal lies in the month, and its digest in the record's settings too: so who takes a seal away, or puts another month
in its place, is found. A sealed month is verified by its digest alone, some ten times sooner than row by row; when the
digest differs, or all is asked for, row by row. What arrives for it afterwards goes to the next month that is open.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

import msgspec

from dsn.base.clock import Instant
from dsn.log import tables
from dsn.log.chain import Month
from dsn.log.shelf import Shelf
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.dialect import Row

PREFIX = "log.seal."
"""Settings of the record: the digest of each sealed month."""
GRACE = 2 * 86_400_000
"""How long after its end a month stays open, in milliseconds: for what waits in outboxes and packs."""
_SLICE = 2_000


class Seal(NamedTuple):
    """`writers`, `events`: how many chains and rows. `digest` is over every event, person row and head."""

    at: Instant
    writers: int
    events: int
    digest: bytes
    signature: bytes


def digest_of(month: Month, connection: Connection) -> tuple[int, int, bytes]:
    """Writers, events, and the digest of a month's rows as they lie there: the same on both engines."""
    event, subject, head, *_ = (tables.name(table, month, connection.dialect) for table in tables.TABLES)
    total = sha256(f"dsn-log-seal/1/{month}".encode())
    events = 0
    for some in _slices(connection, event, ("writer", "seq"), "at, who, hash, body"):
        total.update(msgspec.msgpack.encode(some))
        events += len(some)
    order = ("patient", "at", "writer", "seq")
    for some in _slices(connection, subject, order, "", connection.dialect.is_postgres):
        total.update(msgspec.msgpack.encode(some))
    heads = connection.rows(f"SELECT writer, seq, hash, signature FROM {head} ORDER BY writer")
    total.update(msgspec.msgpack.encode(heads))
    return len(heads), events, total.digest()


def _slices(
    connection: Connection, table: str, key: tuple[str, ...], more: str, bucket: bool = False
) -> Iterator[list[Row]]:
    """Rows in the order of their key (led by the bucket, which a person's number begins with, where it is stored)."""
    order = ", ".join(("bucket", *key) if bucket else key)
    columns = order + (f", {more}" if more else "")
    width = len(key) + bucket
    marks = ", ".join("?" * width)
    sql = f"SELECT {columns} FROM {table} WHERE ({order}) > ({marks}) ORDER BY {order} LIMIT {_SLICE}"
    after: Row = (-(1 << 63),) * width
    while found := connection.rows(sql, after):
        after = found[-1][:width]
        yield [row[1:] for row in found] if bucket else found


def read(month: Month, connection: Connection) -> Seal | None:
    """The seal of a month; None while it is open."""
    name = tables.name(tables.SEAL, month, connection.dialect)
    found = connection.rows(f"SELECT at, writers, events, digest, signature FROM {name}")
    return Seal(*found[0]) if found else None  # type: ignore[arg-type]  # the columns are of these types


def sign(key: bytes, month: Month, digest: bytes) -> bytes:
    """The signature of a seal."""
    return hmac.digest(key, f"seal/{month}/".encode() + digest, "sha256")


def is_signed(key: bytes, month: Month, seal: Seal) -> bool:
    """Is the seal ours?"""
    return hmac.compare_digest(seal.signature, sign(key, month, seal.digest))


def put(database: Database, month: Month, key: bytes, at: Instant) -> Seal:
    """Seals a month, whose tables are made; gives the seal that stands there when there is one.

    On a connection of its own, so that what is logged of other months goes on meanwhile.
    """
    connection = database.connect()
    try:
        if database.turn is None:
            return _put(connection, month, key, at)
        with database.turn:
            return _put(connection, month, key, at)
    finally:
        connection.close()


def _put(connection: Connection, month: Month, key: bytes, at: Instant) -> Seal:
    connection.begin()
    try:
        if connection.dialect.is_postgres:  # who is writing to it finishes first, and nobody begins
            connection.run(
                f"LOCK TABLE {tables.name(tables.EVENT, month, connection.dialect)} IN EXCLUSIVE MODE"
            )
        seal = read(month, connection)
        if seal is None:
            writers, events, digest = digest_of(month, connection)
            seal = Seal(at, writers, events, digest, sign(key, month, digest))
            table = tables.of_month(month, connection.dialect)[tables.TABLES.index(tables.SEAL)]
            connection.add(table, [(1, *seal)])
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return seal


async def sealed(shelf: Shelf, month: Month) -> Seal | None:
    """The seal of a month that exists."""
    return await shelf.read(month, lambda connection: read(month, connection))
