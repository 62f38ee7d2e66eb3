"""Versions as rows: what is on disk of one, read for changing it or for showing it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple, cast

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Dialect, Row
from dsn.store import codec, kinds
from dsn.store.changes import Version
from dsn.store.names import unpack
from dsn.store.schema import RESOURCE

COLUMNS = ", ".join(RESOURCE.names)


class Current(NamedTuple):
    """A row of table resource or past, column by column."""

    key: Key
    type: int
    name: bytes | None
    version: int
    instant: Instant
    deleted: int
    format: int
    labels: int
    patient: Key
    others: bytes | None
    stamp: int
    body: bytes

    @property
    def id(self) -> str:
        return ids.to_text(self.key) if self.name is None else unpack(self.name)

    @property
    def patients(self) -> tuple[Key, ...]:
        """The people it belongs to, the first first."""
        if not self.patient:
            return ()
        others = self.others or b""
        return (self.patient, *struct.unpack(f">{len(others) // 8}q", others))

    def gone(self, version: int, instant: Instant, stamp: int) -> Current:
        """The version that says it is deleted. Labels and people stay, so that who could see it sees that."""
        return self._replace(
            version=version, instant=instant, deleted=1, format=codec.PLAIN, stamp=stamp, body=b""
        )


def others_of(patients: Sequence[Key]) -> bytes | None:
    """The column `others`."""
    return struct.pack(f">{len(patients) - 1}q", *patients[1:]) if len(patients) > 1 else None


def to_version(row: Row) -> Version:
    """A row with `COLUMNS`, as the rest of the program sees it."""
    was = Current(*row)  # type: ignore[arg-type]  # the columns are of these types
    return version_of(was, b"" if was.deleted else codec.unpack(was.format, was.body))


def version_of(was: Current, content: bytes) -> Version:
    """The same of a row whose content is at hand."""
    type_, id_ = kinds.name(was.type), was.id
    body = b""
    if not was.deleted:
        body = codec.whole(type_, id_, was.version, was.instant, content)
    return Version(
        type_,
        id_,
        was.key,
        was.version,
        was.instant,
        bool(was.deleted),
        body,
        frozenset(was.patients) if was.others else _only(was.patient),
        was.labels,
    )


_NOBODY: frozenset[Key] = frozenset()


def _only(patient: Key) -> frozenset[Key]:
    return frozenset((patient,)) if patient else _NOBODY


def currents(connection: Connection, keys: Sequence[Key]) -> dict[Key, Current]:
    """The newest versions of some resources, locked against other writers until the transaction ends."""
    if not keys:
        return {}
    if len(keys) == 1:
        rows = connection.rows(_one(connection.dialect), (ids.bucket_of_key(keys[0]), keys[0]))
    else:
        rows = connection.rows(_many(connection.dialect), (connection.dialect.listed(sorted(keys)),))
    return {cast("Key", row[0]): Current(*row) for row in rows}  # type: ignore[arg-type]


def _one(dialect: Dialect) -> str:
    return f"SELECT {COLUMNS} FROM resource WHERE bucket = ? AND key = ?{_lock(dialect)}"


def _many(dialect: Dialect) -> str:
    return f"SELECT {COLUMNS} FROM resource WHERE {dialect.among('key')}{_order(dialect)}{_lock(dialect)}"


def _order(dialect: Dialect) -> str:
    return " ORDER BY key" if dialect.is_postgres else ""  # locks taken in one order: no deadlock


def _lock(dialect: Dialect) -> str:
    return " FOR UPDATE" if dialect.is_postgres else ""
