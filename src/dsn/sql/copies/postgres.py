"""A copy of a PostgreSQL schema: its shape, and the rows of each table by COPY, all under one snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

import psycopg

from dsn.base.errors import Conflict
from dsn.sql.connection import Connection
from dsn.sql.copies.shape import TableShape
from dsn.sql.postgres import PostgresConnection, told

_READ = 1 << 20

Told = Callable[[int], None]
"""How many bytes went over since it was last told."""


@contextmanager
def instant(connection: Connection) -> Iterator[None]:
    """All reads inside see one instant, in every table."""
    connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        yield
    finally:
        connection.rollback()


def copy_out(connection: Connection, table: str, file: BinaryIO, progress: Told) -> int:
    """The rows of a table into a file, in PostgreSQL's binary form; how many."""
    raw = cast("PostgresConnection", connection).raw
    try:
        with raw.cursor() as cursor:
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()) as copy:
                for block in copy:
                    file.write(block)
                    progress(len(block))
            return cursor.rowcount
    except psycopg.Error as error:
        raise told(error) from error


def make_all(connection: Connection, shapes: Sequence[TableShape]) -> None:
    """Makes the tables, without indexes. Precondition: a transaction. Raises Conflict `restore-not-empty`."""
    if tables(connection):
        raise Conflict("restore-not-empty", place="postgresql")
    for one in shapes:
        connection.run(one.make)


def tables(connection: Connection) -> list[str]:
    """The tables there are."""
    found = connection.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [str(name) for (name,) in found]


class Source(Protocol):
    """What rows come from."""

    def read(self, size: int, /) -> bytes: ...


def copy_in(connection: Connection, table: str, file: Source, progress: Told) -> int:
    """The rows of a file into a table made in the same transaction; how many."""
    raw = cast("PostgresConnection", connection).raw
    try:
        with raw.cursor() as cursor:
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY, FREEZE)".encode()) as copy:
                while block := file.read(_READ):
                    copy.write(block)
                    progress(len(block))
            return cursor.rowcount
    except psycopg.Error as error:
        raise told(error) from error


def finish(connection: Connection, shapes: Sequence[TableShape]) -> None:
    """Keys, constraints and indexes, once the rows are in."""
    for one in sorted(shapes, key=lambda one: any("FOREIGN KEY" in said for said in one.then)):
        for statement in one.then:
            connection.run(statement)
