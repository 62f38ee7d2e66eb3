"""Tables as values, so that rules over the whole schema are tests and both engines get the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsn.sql.dialect import Dialect, Kind

Spread = Literal["bucket", "value", "reference", "local"]
"""How a table lies over several machines: by `bucket`, by its own first key column (a truth of the whole
province, or a key that is no person's), whole on every machine (seldom written), or only of this database."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind
    null: bool = False
    default: int | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """`where`: a partial index; a query must state the same condition, literally, to use it."""

    columns: tuple[str, ...]
    where: str = ""
    unique: bool = False
    only: Literal["", "sqlite", "postgres"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is what rows are clustered by on SQLite, and the primary key on PostgreSQL when `unique`.

    `bucket_from`: the key column whose top bits are the bucket. PostgreSQL stores the bucket first in the row and
    first in a unique key; SQLite computes it (a virtual column): conditions on `bucket` mean the same on both.
    `clustered` False = SQLite keeps a rowid (wide rows, or a key that is the rowid).
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    spread: Spread
    indexes: tuple[Index, ...] = ()
    unique: bool = True
    clustered: bool = True
    bucket_from: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns one writes, in order, without `bucket`."""
        return tuple(column.name for column in self.columns)


def create(table: Table, dialect: Dialect) -> list[str]:
    """The statements that make `table`."""
    return [_create_table(table, dialect), *_create_indexes(table, dialect)]


def _create_table(table: Table, dialect: Dialect) -> str:
    lines = [_column(column, table, dialect) for column in table.columns]
    key = ", ".join(table.key)
    if dialect.is_postgres:
        if table.bucket_from:
            lines.insert(0, "bucket smallint NOT NULL")
            key = f"bucket, {key}"
        if table.unique:
            lines.append(f"PRIMARY KEY ({key})")
        return f"CREATE TABLE {table.name} ({', '.join(lines)})"
    if table.bucket_from:
        lines.append(f"bucket INTEGER GENERATED ALWAYS AS ({table.bucket_from} >> 51) VIRTUAL")
    if not _is_rowid(table):
        lines.append(f"PRIMARY KEY ({key})")
    return f"CREATE TABLE {table.name} ({', '.join(lines)}) STRICT" + (
        ", WITHOUT ROWID" if table.clustered else ""
    )


def _column(column: Column, table: Table, dialect: Dialect) -> str:
    line = f"{column.name} {dialect.type(column.kind)}"
    if not dialect.is_postgres and _is_rowid(table) and table.key == (column.name,):
        return f"{line} PRIMARY KEY"
    if not column.null:
        line += " NOT NULL"
    if column.default is not None:
        line += f" DEFAULT {column.default}"
    return line


def _is_rowid(table: Table) -> bool:
    """One whole-number key and no clustering: on SQLite the key is the rowid itself, and costs nothing."""
    if table.clustered or len(table.key) != 1:
        return False
    return next(c.kind for c in table.columns if c.name == table.key[0]) == "int8"


def _create_indexes(table: Table, dialect: Dialect) -> list[str]:
    indexes = [index for index in table.indexes if index.only in ("", dialect.name)]
    if dialect.is_postgres and not table.unique:
        indexes.insert(0, Index(_found_by(table)))
    return [_create_index(table.name, index) for index in indexes]


def _found_by(table: Table) -> tuple[str, ...]:
    """The key as far as the resource it is about: what follows tells apart a row or two, and would weigh as much."""
    if table.bucket_from not in table.key:
        return table.key
    return table.key[: table.key.index(table.bucket_from) + 1]


def _create_index(table: str, index: Index) -> str:
    unique = "UNIQUE " if index.unique else ""
    where = f" WHERE {index.where}" if index.where else ""
    name = f"{table}_{'_'.join(index.columns)}"
    return f"CREATE {unique}INDEX {name} ON {table} ({', '.join(index.columns)}){where}"
