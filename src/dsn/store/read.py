"""Reading versions by id and by key."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.base import ids
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store import kinds
from dsn.store.blobs.keep import expanded
from dsn.store.changes import Version
from dsn.store.current import COLUMNS, to_version
from dsn.store.names import pack

_CURRENT = f"SELECT {COLUMNS} FROM resource WHERE bucket = ? AND key = ?"
_PAST = f"SELECT {COLUMNS} FROM past WHERE bucket = ? AND key = ?"


def key_of(connection: Connection, type_: str, id_: str) -> Key | None:
    """The key of an id: inside it, or in the directory; None when nobody ever wrote or named it."""
    key = ids.to_key(id_)
    if key is not None:
        return key
    place = (kinds.number(type_), pack(id_))
    found = connection.rows("SELECT key FROM directory WHERE type = ? AND name = ?", place)
    return int(str(found[0][0])) if found else None


def newest(connection: Connection, type_: str, id_: str, *, whole: bool = True) -> Version | None:
    """The newest version, which may be a deletion. `whole` False: with the marks of contents kept apart."""
    key = key_of(connection, type_, id_)
    if key is None:
        return None
    rows = connection.rows(_CURRENT, (ids.bucket_of_key(key), key))
    return _of_type(connection, rows, type_, whole)


def one(connection: Connection, type_: str, id_: str, version: int, *, whole: bool = True) -> Version | None:
    """One version of a resource."""
    key = key_of(connection, type_, id_)
    if key is None:
        return None
    place = (ids.bucket_of_key(key), key, version)
    rows = connection.rows(f"{_CURRENT} AND version = ?", place)
    rows = rows or connection.rows(f"{_PAST} AND version = ?", place)
    return _of_type(connection, rows, type_, whole)


def _of_type(connection: Connection, rows: list[Row], type_: str, whole: bool) -> Version | None:
    found = to_version(rows[0]) if rows else None
    if found is None or found.type != type_:
        return None
    return expanded(connection, found) if whole else found


def versions(connection: Connection, wanted: Sequence[tuple[Key, int]]) -> dict[tuple[Key, int], Version]:
    """Many versions by (key, version); those that do not exist are left out. Large contents stay behind their marks."""
    if not wanted:
        return {}
    dialect = connection.dialect
    sql = f"SELECT {COLUMNS} FROM resource WHERE {dialect.among('key')}"
    rows = connection.rows(sql, (dialect.listed({key for key, _ in wanted}),))
    asked = set(wanted)
    found = {(row[0], row[3]): row for row in rows if (row[0], row[3]) in asked}
    for key, version in asked - found.keys():
        for row in connection.rows(f"{_PAST} AND version = ?", (ids.bucket_of_key(key), key, version)):
            found[row[0], row[3]] = row
    return {(int(str(key)), int(str(version))): to_version(row) for (key, version), row in found.items()}
