"""How much is written: by day and type, what came, changed and went. The boards of a deployment begin here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from dsn.base import clock
from dsn.sql.connection import Connection
from dsn.sql.tables import Column, Table
from dsn.store import kinds
from dsn.store.projections.projection import Projection, Told

TABLE = Table(
    "activity",
    (Column("day", "int4"), Column("type", "int2"), Column("first", "int8"), Column("further", "int8")),
    ("day", "type"),
    "value",
)


class Day(NamedTuple):
    """`day`: of the local calendar, counted as `date.toordinal` does. `first` versions, and `further` ones."""

    day: int
    type: str
    first: int
    further: int


def _apply(connection: Connection, told: Sequence[Told]) -> None:
    first: Counter[tuple[int, int]] = Counter()
    further: Counter[tuple[int, int]] = Counter()
    for news, _ in told:
        day = clock.to_datetime(news.instant).astimezone(clock.LOCAL).date().toordinal()
        (first if news.version == 1 else further)[day, kinds.number(news.type)] += 1
    for place in sorted(first.keys() | further.keys()):
        values = (first[place], further[place], *place)
        sql = "UPDATE activity SET first = first + ?, further = further + ? WHERE day = ? AND type = ?"
        if not connection.run(sql, values):
            connection.run("INSERT INTO activity (first, further, day, type) VALUES (?, ?, ?, ?)", values)


ACTIVITY = Projection("activity", 1, (TABLE,), _apply)


def days(connection: Connection) -> list[Day]:
    """Everything so far, by day and type."""
    rows = connection.rows("SELECT day, type, first, further FROM activity ORDER BY day, type")
    return [
        Day(int(str(day)), kinds.name(int(str(type_))), int(str(first)), int(str(further)))
        for day, type_, first, further in rows
    ]
