"""Which parameters are not answered just now, and how far their making anew has come. All of it in table `rebuild`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import IntEnum
from functools import cache
from typing import NamedTuple, cast

from dsn.base.clock import Instant
from dsn.base.errors import Busy
from dsn.base.ids import Key
from dsn.fhir.search.versions import lines
from dsn.sql.connection import Connection
from dsn.store import implied, kinds
from dsn.store.schema import HOLDS, REBUILD

_PATIENT = kinds.number("Patient")


class Phase(IntEnum):
    """WAITING until `dsn reindex` takes it up; then its old rows go, then the new ones come."""

    WAITING = 0
    CLEARING = 1
    FILLING = 2


class Rebuild(NamedTuple):
    """A row of table rebuild. Filled is everything up to (`type`, `key`), `done` resources of `total`.

    While rows go, `type` and `key` say how far that has come (`dsn.store.reindex.clear`). Of the parameters that are
    made anew together the first one's row says so for all of them.
    """

    param: int
    phase: int
    type: int
    key: Key
    done: int
    total: int

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def name(self) -> str:
        """As one says it: `Observation.code`, or `Resource._tag`."""
        line = lines()[self.param]
        return f"{line.type}.{line.code}"


def rebuilding(connection: Connection, *, lock: bool = False) -> list[Rebuild]:
    """All of them by number. `lock`: no other writer changes them before the transaction ends."""
    held = " FOR UPDATE" if lock and connection.dialect.is_postgres else ""
    sql = f"SELECT {', '.join(Rebuild._fields)} FROM rebuild ORDER BY param{held}"
    found = [Rebuild(*cast("tuple[int, ...]", row)) for row in connection.rows(sql)]
    lead = next((one for one in found if one.phase != Phase.WAITING), None)
    if lead is None:
        return found
    return [one if one.phase == Phase.WAITING else Rebuild(one.param, *lead[1:]) for one in found]


class Pass(NamedTuple):
    """What is made anew just now: where it stands, and the numbers of its parameters, the first of which says so."""

    lead: Rebuild
    params: tuple[int, ...]


def running(connection: Connection, *, lock: bool = False) -> Pass | None:
    """The pass that was begun, if any. `lock`: nobody else moves it before the transaction ends."""
    held = " FOR UPDATE" if lock and connection.dialect.is_postgres else ""
    fields = ", ".join(Rebuild._fields)
    found = connection.rows(f"SELECT {fields} FROM rebuild WHERE phase > 0 ORDER BY param LIMIT 1{held}")
    if not found:
        return None
    params = connection.rows("SELECT param FROM rebuild WHERE phase > 0 ORDER BY param")
    return Pass(Rebuild(*cast("tuple[int, ...]", found[0])), tuple(cast("int", row[0]) for row in params))


def mark(connection: Connection, numbers: Iterable[int]) -> list[int]:
    """From now on these parameters are refused, until they were made anew; those that were not refused before."""
    known = {one.param for one in rebuilding(connection, lock=True)}
    fresh = [number for number in numbers if number not in known]
    if fresh:
        connection.add(REBUILD, [(number, Phase.WAITING, 0, -1, 0, 0) for number in fresh], known="skip")
    return fresh


class Now(NamedTuple):
    """The instant of the newest commit that a reader sees; is any parameter being made anew, are any people merged?

    `contained`: is any Patient contained in another resource?
    """

    instant: Instant
    rebuilding: bool
    merged: bool
    contained: bool


def now(connection: Connection) -> Now:
    """What every search begins with, in one statement."""
    column = "instant" if connection.dialect.is_postgres else "turn"
    sql = (
        f"SELECT (SELECT coalesce(max({column}), 0) FROM feed), (SELECT count(*) FROM rebuild),"
        f" EXISTS (SELECT 1 FROM alias), EXISTS (SELECT 1 FROM life WHERE type = {_PATIENT} AND key < 0)"
    )
    instant, count, merged, contained = connection.rows(sql, (), "either")[0]
    return Now(int(str(instant)), bool(count), bool(merged), bool(contained))


def refuse(connection: Connection, asked: Collection[int]) -> None:
    """Raises Busy `search.rebuilding` when a search asks a parameter that is not answered just now."""
    answering_all = {number for each in asked for number in answering(each)}
    for one in rebuilding(connection):
        if one.param in answering_all:
            raise Busy("search.rebuilding", name=one.name, percent=one.percent)


@cache
def answering(number: int) -> frozenset[int]:
    """The parameter, and those whose rows answer for its own (`dsn.store.implied`)."""
    owners = {row: line.number for line in lines().values() for row in line.rows}
    rows = [answers for row in lines()[number].rows for answers in implied.numbers(row)]
    return frozenset([number, *(owners[row] for row in rows)])


def count(connection: Connection, types: Iterable[int]) -> int:
    """How many resources of these types there are now."""
    dialect = connection.dialect
    sql = f"SELECT count(*) FROM life WHERE {dialect.among('type')} AND {HOLDS}"
    return int(str(connection.rows(sql, (dialect.listed(list(types)),))[0][0]))


def types_of(numbers: Iterable[int]) -> list[int]:
    """The types, as numbers in order, whose resources have rows of these parameters."""
    names = {lines()[number].type for number in numbers}
    if "Resource" in names:
        return list(range(1, len(kinds.TYPES) + 1))
    return sorted(kinds.number(name) for name in names)
