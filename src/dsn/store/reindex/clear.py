"""The rows of the old extractor go: by parameter, whatever they say, so that no new code need know them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from dsn.fhir.search.versions import CONTAINED, lines
from dsn.sql.connection import Connection
from dsn.sql.tables import Table
from dsn.store import kinds
from dsn.store.schema import INDEX_TABLES, IX_ADDRESS, LIFE, MEMBER, PART

Place = tuple[int, int]
"""A step and a value of it, by their place in the lists: how far the clearing has come."""


class _Step(NamedTuple):
    """The rows of a table that go: those for which `where` holds, with each of `values`."""

    table: Table
    where: str
    values: Sequence[int]


def clear(connection: Connection, numbers: tuple[int, ...], after: Place, most: int) -> Place | None:
    """Removes rows under these numbers, ended ones too, `most` at a time; where to go on, None when all are gone."""
    steps = _steps(numbers)
    step, value = after
    left = most
    while step < len(steps):
        one = steps[step]
        gone = connection.run(_sql(one, connection), (one.values[value], left))
        if gone >= left:
            return step, value
        left -= gone + 1  # finding nothing costs, too
        value += 1
        if value == len(one.values):
            step, value = step + 1, 0
        if left <= 0:
            return step, value
    return None


@lru_cache(maxsize=4)
def _steps(numbers: tuple[int, ...]) -> list[_Step]:
    by_parameter = [_Step(table, "param = ?", numbers) for table in INDEX_TABLES]
    return by_parameter + (_of_contained() if CONTAINED in numbers else [])


def _of_contained() -> list[_Step]:
    """Everything under negative keys, and the addresses; the holder last, by which a scope judges what it finds."""
    every = [row for line in lines().values() for row in line.rows]
    return [
        *(_Step(table, "param = ? AND key < 0", every) for table in INDEX_TABLES),
        _Step(LIFE, "type = ? AND key < 0", range(1, len(kinds.TYPES) + 1)),
        _Step(MEMBER, "key < ?", (0,)),
        _Step(IX_ADDRESS, "key <> ?", (0,)),
        _Step(PART, "key < ?", (0,)),
    ]


def _sql(step: _Step, connection: Connection) -> str:
    name = step.table.name
    if connection.dialect.is_postgres:
        some = f"SELECT ctid FROM {name} WHERE {step.where} LIMIT ?"
        return f"DELETE FROM {name} WHERE ctid = ANY(ARRAY({some}))"
    key = ", ".join(step.table.key)
    return f"DELETE FROM {name} WHERE ({key}) IN (SELECT {key} FROM {name} WHERE {step.where} LIMIT ?)"
