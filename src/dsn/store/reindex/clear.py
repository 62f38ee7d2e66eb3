"""The rows of the old extractor go: by parameter, whatever they say, so that no new code need know them."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.sql.connection import Connection
from dsn.sql.tables import Table
from dsn.store.schema import INDEX_TABLES

Place = tuple[int, int]
"""A table and a parameter, by their place in the lists: how far the clearing has come."""


def clear(connection: Connection, numbers: Sequence[int], after: Place, most: int) -> Place | None:
    """Removes rows under these numbers, ended ones too, `most` at a time; where to go on, None when all are gone."""
    table, number = after
    left = most
    while table < len(INDEX_TABLES):
        gone = connection.run(_sql(INDEX_TABLES[table], connection), (numbers[number], left))
        if gone >= left:
            return table, number
        left -= gone + 1  # finding nothing costs, too
        number += 1
        if number == len(numbers):
            table, number = table + 1, 0
        if left <= 0:
            return table, number
    return None


def _sql(table: Table, connection: Connection) -> str:
    if connection.dialect.is_postgres:
        some = f"SELECT ctid FROM {table.name} WHERE param = ? LIMIT ?"
        return f"DELETE FROM {table.name} WHERE ctid = ANY(ARRAY({some}))"
    key = ", ".join(table.key)
    return (
        f"DELETE FROM {table.name} WHERE ({key}) IN (SELECT {key} FROM {table.name} WHERE param = ? LIMIT ?)"
    )
