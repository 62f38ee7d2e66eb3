"""PostgreSQL through psycopg 3: synchronous connections, one writer thread, a few readers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Literal, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import StrBinaryDumper

from dsn.base.errors import Busy, Fault
from dsn.sql.connection import Planning
from dsn.sql.dialect import POSTGRES, Dialect, Kind, Parameters, Row, Value
from dsn.sql.items import Items
from dsn.sql.lists import ListDumper
from dsn.sql.tables import Table

_SKIP = " ON CONFLICT DO NOTHING"
NAME = f"dsn-{secrets.token_hex(6)}"
"""What this process calls itself at the server."""
OTHERS = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
    f" AND application_name LIKE 'dsn-%' AND application_name <> '{NAME}' LIMIT 1"
)
"""Finds something when another process of the product has this database open."""
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30}
"""A server that fell silent without a word is away after ten seconds (tcp_user_timeout, ms), not after two hours."""


_ROW_BY_ROW = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan")
"""Ways to read whole tables, which a plan made for all values must not take: it may be made while they are empty."""


def _settings(mode: str, whole: str) -> bytes:
    each = [("plan_cache_mode", mode), *((name, whole) for name in _ROW_BY_ROW)]
    return f"SELECT {', '.join(f'set_config({name!r}, {value!r}, false)' for name, value in each)}".encode()


_PLANNING: dict[Planning, bytes] = {
    "anew": _settings("force_custom_plan", "on"),
    "once": _settings("force_generic_plan", "off"),
}
_WITHIN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class PostgresConnection:
    """See `dsn.sql.connection.Connection`. Every statement is prepared at its third use, results come in binary."""

    dialect: Dialect = POSTGRES

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self.raw = connection
        self._cursor = connection.cursor(binary=True)
        self._items = Items(lambda statement: self._cursor.execute(statement.encode()))
        self._planned: Planning = "either"
        """How it plans now; `either` when nobody knows: what was set in a transaction is gone when that is undone."""

    def rows(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> list[Row]:
        try:
            if plan not in ("either", self._planned):
                self._plan(plan)
            self._cursor.execute(POSTGRES.text(sql).encode(), parameters)
            return cast("list[Row]", self._cursor.fetchall())
        except psycopg.Error as error:
            raise told(error) from error

    def _plan(self, how: Planning) -> None:
        self._planned = "either"
        self._cursor.execute(_PLANNING[how])
        self._planned = how

    def run(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> int:
        try:
            if self._items.waiting:
                self._items.mark()
            if plan not in ("either", self._planned):
                self._plan(plan)
            return self._cursor.execute(POSTGRES.text(sql).encode(), parameters).rowcount
        except psycopg.Error as error:
            raise told(error) from error

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        try:
            if self._items.waiting:
                self._items.mark()
            self._cursor.executemany(POSTGRES.text(sql).encode(), rows)
        except psycopg.Error as error:
            raise told(error) from error

    def add(
        self, table: Table, rows: Sequence[Parameters], known: Literal["refuse", "skip"] = "refuse"
    ) -> None:
        self.run(_insert(table) + _SKIP * (known == "skip"), _by_column(rows), "once")

    def fill(self, table: Table, rows: Sequence[Parameters]) -> None:
        place = table.names.index(table.bucket_from) if table.bucket_from else None
        try:
            if self._items.waiting:
                self._items.mark()
            with self._cursor.copy(_copy(table)) as copy:
                copy.set_types(_oids(table))
                for row in rows:
                    copy.write_row(row if place is None else (cast("int", row[place]) >> 51, *row))
        except psycopg.Error as error:
            raise told(error) from error

    def change(
        self,
        table: Table,
        columns: tuple[str, ...],
        key: tuple[str, ...],
        rows: Sequence[Parameters],
        also: str = "",
    ) -> None:
        self.run(_update(table, columns, key, also), _by_column(rows), "once")

    def absent(self, table: Table, rows: Sequence[Row], also: str) -> list[Row]:
        return self.rows(_absent(table, len(rows[0]), also), _by_column(rows), "once") if rows else []

    @contextmanager
    def together(self) -> Iterator[None]:
        try:
            with self.raw.pipeline():
                yield
        except psycopg.Error as error:
            raise told(error) from error

    @property
    def broken(self) -> bool:
        return self.raw.closed or self.raw.broken

    def begin(self) -> None:
        self.run("BEGIN", (), "either")

    def begin_item(self) -> None:
        self._items.begin()

    def keep_item(self) -> None:
        try:
            self._items.keep()
        except psycopg.Error as error:
            raise told(error) from error

    def undo_item(self) -> bool:
        """A statement that failed outside any savepoint has ended the transaction for good."""
        self._planned = "either"
        try:
            self._items.undo()
        except psycopg.Error:
            return False
        return self.raw.info.transaction_status is TransactionStatus.INTRANS

    def commit(self) -> None:
        self.run("COMMIT", (), "either")

    def rollback(self) -> None:
        self._items.forget()
        self._planned = "either"
        if not self.raw.closed and self.raw.info.transaction_status in _WITHIN:
            self.raw.execute("ROLLBACK")

    def stop(self) -> None:
        self.raw.cancel_safe(timeout=5)

    def close(self) -> None:
        self.raw.close()


def connect(url: str) -> PostgresConnection:
    """Opens `url` (postgresql://…). A commit waits for the disk and, where there is one, the synchronous standby.

    PostgreSQL never chooses how to plan (`Planning`): from its sixth use on it would take one plan for all values where
    it thinks that cheaper, and a search of 2 ms took 1,700.
    """
    try:
        raw = psycopg.connect(_patient(url), autocommit=True, prepare_threshold=2, application_name=NAME)
        raw.execute(_PLANNING["anew"])
    except psycopg.Error as error:
        raise told(error) from error
    raw.adapters.register_dumper(int, Int8BinaryDumper)  # one type for all: one prepared statement
    raw.adapters.register_dumper(str, StrBinaryDumper)
    raw.adapters.register_dumper(list, ListDumper)
    return PostgresConnection(raw)


def _patient(url: str) -> str:
    """The address with our patience, but for what it says itself."""
    return make_conninfo("", **{**_PATIENCE, **conninfo_to_dict(url)})


def _by_column(rows: Sequence[Parameters]) -> list[Value]:
    """One list for each column: what `unnest` turns into rows again, whatever their number, in one statement."""
    return [cast("Value", list(values)) for values in zip(*rows, strict=True)]


def _lists(table: Table, columns: tuple[str, ...]) -> str:
    """`u`, a row for each of the lists that are bound."""
    kinds = {column.name: column.kind for column in table.columns}
    casts = ", ".join(f"?::{_ARRAYS[kinds[column]]}" for column in columns)
    return f"unnest({casts}) AS u({', '.join(columns)})"


_ARRAYS: dict[Kind, str] = {
    "int2": "bigint[]",
    "int4": "bigint[]",
    "int8": "bigint[]",
    "text": "text[]",
    "blob": "bytea[]",
    "real": "float8[]",
}
_OIDS: dict[Kind, str] = {
    "int2": "int2",
    "int4": "int4",
    "int8": "int8",
    "text": "text",
    "blob": "bytea",
    "real": "float8",
}


@cache
def _insert(table: Table) -> str:
    names = ", ".join(table.names)
    chosen = ", ".join(f"u.{name}" for name in table.names)
    if table.bucket_from:
        names, chosen = f"bucket, {names}", f"u.{table.bucket_from} >> 51, {chosen}"
    return f"INSERT INTO {table.name} ({names}) SELECT {chosen} FROM {_lists(table, table.names)}"


@cache
def _update(table: Table, columns: tuple[str, ...], key: tuple[str, ...], also: str) -> str:
    setting = ", ".join(f"{column} = u.{column}" for column in columns)
    where = [f"t.{column} = u.{column}" for column in key]
    if table.bucket_from in key:
        where.insert(0, f"t.bucket = (u.{table.bucket_from} >> 51)::smallint")
    if also:
        where.append(f"t.{also}")
    return (
        f"UPDATE {table.name} t SET {setting} FROM {_lists(table, columns + key)} WHERE {' AND '.join(where)}"
    )


@cache
def _absent(table: Table, columns: int, also: str) -> str:
    """Nullable columns are never part of an index: comparing them last costs nothing."""
    kept = table.columns[:columns]
    same = [f"t.{c.name} {'IS NOT DISTINCT FROM' if c.null else '='} u.{c.name}" for c in kept]
    if table.bucket_from:
        same.insert(0, f"t.bucket = (u.{table.bucket_from} >> 51)::smallint")
    names = tuple(column.name for column in kept)
    return (
        f"SELECT {', '.join(f'u.{name}' for name in names)} FROM {_lists(table, names)}"
        f" WHERE NOT EXISTS (SELECT 1 FROM {table.name} t WHERE {' AND '.join(same)} AND t.{also})"
    )


@cache
def _copy(table: Table) -> bytes:
    names = ("bucket", *table.names) if table.bucket_from else table.names
    return f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)".encode()


@cache
def _oids(table: Table) -> list[str]:
    return [*(["int2"] if table.bucket_from else []), *(_OIDS[column.kind] for column in table.columns)]


def told(error: psycopg.Error) -> Busy | Fault:
    """An error of the engine as one of ours."""
    if isinstance(error, psycopg.errors.DiskFull):
        return Busy("storage-full")
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.TransactionRollback):
        return Busy("store-busy")
    if isinstance(error, psycopg.OperationalError):
        return Busy("store-away")
    return Fault("sql-failed", reason=str(error).strip())
