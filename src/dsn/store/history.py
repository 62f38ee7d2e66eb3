"""The versions of one resource, of a type, or of everything: the last recorded first, in pages."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from dsn.base import ids
from dsn.base.clock import Instant
from dsn.base.errors import Invalid
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Value
from dsn.store import kinds
from dsn.store.blobs.keep import expanded
from dsn.store.blobs.weight import fitting
from dsn.store.changes import Version
from dsn.store.read import key_of, versions

Page = tuple[list[Version], bytes | None]
_CURSOR = struct.Struct(">qqqq")


@dataclass(frozen=True, slots=True)
class Window:
    """Which versions: recorded from `since` on; in force at some time from `at` on. `count` at most, after `cursor`."""

    since: Instant | None = None
    at: Instant | None = None
    count: int = 100
    cursor: bytes | None = None


def history(connection: Connection, type_: str | None, id_: str | None, window: Window) -> Page:
    """Versions and where to go on (None at the end). Raises Invalid `cursor-invalid` for a cursor not of ours."""
    if type_ is not None and id_ is not None:
        key = key_of(connection, type_, id_)
        return ([], None) if key is None else _of_one(connection, type_, key, window)
    return _of_many(connection, type_, window)


def _of_one(connection: Connection, type_: str, key: Key, window: Window) -> Page:
    place = (ids.bucket_of_key(key), key)
    rows = [
        row
        for table in ("resource", "past")
        for row in connection.rows(
            f"SELECT version, instant, type FROM {table} WHERE bucket = ? AND key = ? ORDER BY version DESC",
            place,
        )
    ]
    told = [
        (int(str(version)), int(str(instant)))
        for version, instant, kind in rows
        if kind == kinds.number(type_)
    ]
    kept = [version for version, instant in told if window.since is None or instant >= window.since]
    if window.at is not None:
        before = [version for version, instant in told if instant <= window.at]
        kept = [version for version in kept if not before or version >= before[0]]
    if window.cursor is not None:
        last = _read(window.cursor)[0]
        kept = [version for version in kept if version < last]
    found = versions(connection, [(key, version) for version in kept[: window.count]])
    page = _whole(connection, [found[key, version] for version in kept[: window.count]])
    more = _CURSOR.pack(page[-1].version, 0, 0, 0) if page and len(kept) > len(page) else None
    return page, more


def _whole(connection: Connection, page: Sequence[Version]) -> list[Version]:
    """With their contents; as many as go on one page."""
    return [expanded(connection, version) for version in page[: fitting(page)]]


def _of_many(connection: Connection, type_: str | None, window: Window) -> Page:
    where, values = _conditions(type_, window)
    order = ("instant", "turn", "seq", "key")
    if type_ is None and not connection.dialect.is_postgres:
        order = ("turn", "turn", "seq", "key")  # the instant, under the name that has an index there
    if window.cursor is not None:
        where.append(f"({', '.join(order)}) < (?, ?, ?, ?)")
        values += _read(window.cursor)
    rows = connection.rows(
        f"SELECT {', '.join(order)}, version FROM feed WHERE {' AND '.join(where) or 'true'}"
        f" ORDER BY {', '.join(f'{name} DESC' for name in dict.fromkeys(order))} LIMIT ?",
        (*values, window.count + 1),
    )
    lines = [tuple(int(str(value)) for value in row) for row in rows]
    page = lines[: window.count]
    found = versions(connection, [(line[3], line[4]) for line in page])
    page = [
        line for line in page if (line[3], line[4]) in found
    ]  # what was destroyed is told of, and is no more
    whole = _whole(connection, [found[line[3], line[4]] for line in page])
    if len(whole) < len(page):
        return whole, _CURSOR.pack(*page[len(whole) - 1][:4])
    return whole, _CURSOR.pack(*lines[window.count - 1][:4]) if len(lines) > window.count else None


def _conditions(type_: str | None, window: Window) -> tuple[list[str], list[Value]]:
    where: list[str] = []
    values: list[Value] = []
    if type_ is not None:
        where.append("type = ?")
        values.append(kinds.number(type_))
    if window.since is not None:
        where.append("instant >= ?")
        values.append(window.since)
    if window.at is not None:
        where.append(f"({_NEXT.format('past')} > ? OR {_NEXT.format('resource')} > ? OR {_IS_LAST})")
        values += [window.at, window.at]
    return where, values


_NEXT = (
    "coalesce((SELECT n.instant FROM {0} n WHERE n.bucket = feed.bucket AND n.key = feed.key"
    " AND n.version = feed.version + 1), 0)"
)
_IS_LAST = (
    "EXISTS (SELECT 1 FROM resource n WHERE n.bucket = feed.bucket AND n.key = feed.key"
    " AND n.version = feed.version)"
)


def _read(cursor: bytes) -> tuple[int, ...]:
    try:
        return _CURSOR.unpack(cursor)
    except struct.error:
        raise Invalid("cursor-invalid") from None
