"""PostgreSQL through psycopg 3: synchronous connections, one writer thread, a few readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import psycopg
from psycopg import sql as composed
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import StrBinaryDumper

from dsn.base.errors import Busy, Fault
from dsn.sql.dialect import POSTGRES, Dialect, Parameters, Row


class PostgresConnection:
    """See `dsn.sql.connection.Connection`. Every statement is prepared at its third use, results come in binary."""

    dialect: Dialect = POSTGRES

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self.raw = connection
        self._cursor = connection.cursor(binary=True)

    @property
    def in_transaction(self) -> bool:
        return self.raw.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        try:
            self._cursor.execute(POSTGRES.text(sql).encode(), parameters)
            return cast("list[Row]", self._cursor.fetchall())
        except psycopg.Error as error:
            raise _told(error) from error

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        try:
            return self._cursor.execute(POSTGRES.text(sql).encode(), parameters).rowcount
        except psycopg.Error as error:
            raise _told(error) from error

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        try:
            self._cursor.executemany(POSTGRES.text(sql).encode(), rows)
        except psycopg.Error as error:
            raise _told(error) from error

    def fill(self, table: str, columns: tuple[str, ...], rows: Iterable[Parameters]) -> None:
        statement = composed.SQL("COPY {} ({}) FROM STDIN").format(
            composed.Identifier(table), composed.SQL(", ").join(map(composed.Identifier, columns))
        )
        try:
            with self._cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            raise _told(error) from error

    @property
    def broken(self) -> bool:
        return self.raw.closed or self.raw.broken

    def begin(self) -> None:
        self.run("BEGIN")

    def commit(self) -> None:
        self.run("COMMIT")

    def rollback(self) -> None:
        if not self.raw.closed and self.in_transaction:
            self.raw.execute("ROLLBACK")

    def close(self) -> None:
        self.raw.close()


def connect(url: str) -> PostgresConnection:
    """Opens `url` (postgresql://…). A commit waits for the disk and, where there is one, the synchronous standby."""
    try:
        raw = psycopg.connect(url, autocommit=True, prepare_threshold=2, application_name="dsn")
    except psycopg.Error as error:
        raise _told(error) from error
    raw.adapters.register_dumper(int, Int8BinaryDumper)  # one type for all: one prepared statement
    raw.adapters.register_dumper(str, StrBinaryDumper)
    return PostgresConnection(raw)


def _told(error: psycopg.Error) -> Busy | Fault:
    if isinstance(error, psycopg.errors.DiskFull):
        return Busy("storage-full")
    if isinstance(error, psycopg.errors.LockNotAvailable | psycopg.errors.TransactionRollback):
        return Busy("store-busy")
    if isinstance(error, psycopg.OperationalError):
        return Busy("store-away")
    return Fault("sql-failed", reason=str(error).strip())
