"""The versions that stood at an instant, by key: the newest, or for a page of a while ago one that gave way since."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store.changes import Version
from dsn.store.current import COLUMNS, to_version

_READ = ", ".join(f"r.{column}" for column in COLUMNS.split(", "))


def load(connection: Connection, keys: Sequence[Key], instant: Instant) -> dict[Key, Version]:
    """The versions of these resources at `instant`, deletions and what did not exist yet left out.

    Large contents stay behind their marks (`blobs.marks`).
    """
    newest = [to_version(row) for row in _rows(connection, "resource", "", keys, ())]
    found = {version.key: version for version in newest if version.instant <= instant}
    late = [version.key for version in newest if version.instant > instant]
    for row in _rows(connection, "past", _LAST_BEFORE, late, (instant, instant)):
        version = to_version(row)
        found[version.key] = version
    return {key: version for key, version in found.items() if not version.deleted}


_LAST_BEFORE = (
    " AND r.instant <= ? AND NOT EXISTS (SELECT 1 FROM past n WHERE n.bucket = r.bucket AND n.key = r.key"
    " AND n.version > r.version AND n.instant <= ?)"
)


def _rows(
    connection: Connection, table: str, also: str, keys: Sequence[Key], values: tuple[Instant, ...]
) -> list[Row]:
    if not keys:
        return []
    listed = connection.dialect.unnest("k", "wanted")
    same = "r.bucket = (k.wanted >> 51) AND " if connection.dialect.is_postgres else ""
    sql = f"SELECT {_READ} FROM {listed} CROSS JOIN {table} r WHERE {same}r.key = k.wanted{also}"
    wanted = connection.dialect.listed(sorted(set(keys)))
    return connection.rows(sql, (wanted, *values), "either")
