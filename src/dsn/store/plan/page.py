"""Pages at a fixed instant: a cursor says how far the reader has come, the next page begins after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from dsn.base.clock import Instant
from dsn.base.errors import Invalid
from dsn.base.ids import Key
from dsn.sql.dialect import Value
from dsn.store.plan.sort import Column
from dsn.store.plan.sql import FALSE, Sql, all_of, any_of, piece


class Cursor(NamedTuple):
    """The last resource shown: its sort values (None = it has none) and key; the search is that of `instant`."""

    instant: Instant
    values: tuple[int | str | bytes | None, ...]
    key: Key


def write(cursor: Cursor) -> bytes:
    """The cursor as opaque bytes. Whoever hands them out signs them."""
    return msgspec.msgpack.encode(cursor)


def read(cursor: bytes) -> Cursor:
    """The cursor again. Raises Invalid `search.cursor-invalid`."""
    try:
        instant, values, key = msgspec.msgpack.decode(cursor)
    except (msgspec.DecodeError, TypeError, ValueError):
        raise Invalid("search.cursor-invalid") from None
    if not (isinstance(instant, int) and isinstance(values, list) and isinstance(key, int)):
        raise Invalid("search.cursor-invalid")
    return Cursor(instant, tuple(values), key)


@dataclass(frozen=True, slots=True)
class Order:
    """Columns `s0`, `s1`, … and `key` of the found rows, in the asked order: missing last, ties by key."""

    columns: tuple[Column, ...]

    def text(self) -> str:
        """What follows ORDER BY."""
        parts = [
            f"s{n} {'DESC' if column.descending else 'ASC'} NULLS LAST"
            for n, column in enumerate(self.columns)
        ]
        return ", ".join([*parts, "key"])

    def check(self, cursor: Cursor) -> None:
        """Raises Invalid when the cursor was of another order."""
        if len(cursor.values) != len(self.columns):
            raise Invalid("search.cursor-invalid")

    def after(self, cursor: Cursor) -> Sql:
        """What comes after the cursor."""
        ways: list[Sql] = []
        equal: list[Sql] = []
        for number, (column, value) in enumerate(zip(self.columns, cursor.values, strict=True)):
            ways.append(all_of([*equal, _beyond(number, column, value)]))
            equal.append(_same(number, value))
        ways.append(all_of([*equal, piece("key > {}", cursor.key)]))
        return any_of(ways)


def _beyond(number: int, column: Column, value: Value) -> Sql:
    if value is None:
        return FALSE  # the missing are last: nothing comes after them
    sign = "<" if column.descending else ">"
    return piece(f"(s{number} {sign} {{}} OR s{number} IS NULL)", value)


def _same(number: int, value: Value) -> Sql:
    return Sql(f"s{number} IS NULL") if value is None else piece(f"s{number} = {{}}", value)
