"""One connection to an engine, as the rest sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from dsn.sql.dialect import Dialect, Parameters, Row
from dsn.sql.tables import Table

Gate = AbstractContextManager[None]
"""What a writer holds around each transaction."""


Planning = Literal["anew", "once", "either"]
"""How PostgreSQL plans a statement: for its values each time; once for all values, every table by an index and row by
row, for what has one way to go whatever its values; or as the statement before it, where it makes no difference."""


class Connection(Protocol):
    """Used by one thread at a time. Statements are written with `?` (see `dsn.sql.dialect`).

    Raises Busy when the engine cannot take it now (`store-busy`), is full (`storage-full`) or away (`store-away`):
    then nothing of the transaction happened.
    """

    @property
    def dialect(self) -> Dialect: ...

    @property
    def broken(self) -> bool:
        """The server went away: only a new connection helps."""
        ...

    def rows(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> list[Row]:
        """All rows of one statement."""
        ...

    def run(self, sql: str, parameters: Parameters = (), plan: Planning = "anew") -> int:
        """Runs one statement; how many rows it changed (not known inside `together`)."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Statements inside are sent without waiting for what came of the one before: no `rows` and no `fill` there.

        What the engine refuses is raised at the end, of the first that failed.
        """
        ...

    def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """The same statement for each row."""
        ...

    def add(
        self, table: Table, rows: Sequence[Parameters], known: Literal["refuse", "skip"] = "refuse"
    ) -> None:
        """Inserts rows (values in the order of the table's columns, without `bucket`), in one statement.

        `known`: what to do with a row whose unique key is taken.
        """
        ...

    def fill(self, table: Table, rows: Sequence[Parameters]) -> None:
        """As `add`, the fastest way for thousands."""
        ...

    def change(
        self,
        table: Table,
        columns: tuple[str, ...],
        key: tuple[str, ...],
        rows: Sequence[Parameters],
        also: str = "",
    ) -> None:
        """For each row, sets `columns` (its first values) where `key` (the others) is equal and `also` holds.

        `also` is a constant condition on the table's own columns.
        """
        ...

    def absent(self, table: Table, rows: Sequence[Row], also: str) -> list[Row]:
        """Those of `rows` (values of the table's first columns, in order) that no row for which `also` holds equals."""
        ...

    def begin(self) -> None: ...

    def begin_item(self) -> None:
        """A piece of the transaction begins, which may be undone alone. No statement until it writes something."""
        ...

    def keep_item(self) -> None:
        """The piece is done, and stays."""
        ...

    def undo_item(self) -> bool:
        """Undoes the piece; False when the engine gave up the whole transaction: then only `rollback` is left."""
        ...

    def commit(self) -> None:
        """Returns once it is on disk."""
        ...

    def rollback(self) -> None: ...

    def stop(self) -> None:
        """From another thread: what the engine is doing for this connection fails soon. Harmless when it is idle."""
        ...

    def close(self) -> None: ...
