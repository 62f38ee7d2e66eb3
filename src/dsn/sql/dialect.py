"""What differs between SQLite and PostgreSQL. Everything else is one text, written with `?` placeholders.

`?` never stands for anything but a placeholder in our statements: no operator and no literal holds one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

Value = int | float | str | bytes | None | list[int] | list[str] | list[bytes]
Row = tuple[Value, ...]
Parameters = Sequence[Value]

Kind = Literal["int2", "int4", "int8", "text", "blob", "real"]

_SQLITE: dict[Kind, str] = {
    "int2": "INTEGER",
    "int4": "INTEGER",
    "int8": "INTEGER",
    "text": "TEXT",
    "blob": "BLOB",
    "real": "REAL",
}
_POSTGRES: dict[Kind, str] = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "text": 'text COLLATE "C"',  # byte order, as SQLite's: folding is ours, never the database's
    "blob": "bytea",
    "real": "double precision",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the two engines, asked by name; compare with `is`."""

    name: Literal["sqlite", "postgres"]

    @property
    def is_postgres(self) -> bool:
        return self.name == "postgres"

    def type(self, kind: Kind) -> str:
        """The column type."""
        return (_POSTGRES if self.is_postgres else _SQLITE)[kind]

    def text(self, sql: str) -> str:
        """`sql` written with `?`, in the engine's own placeholders. Cached."""
        return _percent(sql) if self.is_postgres else sql

    def among(self, column: str, kind: Kind = "int8") -> str:
        """`column` is one of a list bound as ONE parameter made by `listed`. No blobs in lists."""
        if self.is_postgres:
            return f"{column} = ANY(?::{_POSTGRES[kind].split(' ')[0]}[])"
        return f"{column} IN (SELECT value FROM json_each(?))"

    def unnest(self, alias: str, column: str, kind: Kind = "int8") -> str:
        """A list (bound as one parameter made by `listed`) as a table `alias(column)` to join from."""
        if self.is_postgres:
            return f"unnest(?::{_POSTGRES[kind].split(' ')[0]}[]) AS {alias}({column})"
        return f"(SELECT value AS {column} FROM json_each(?)) AS {alias}"

    def listed(self, values: Iterable[int] | Iterable[str]) -> Value:
        """The one parameter that `among` and `unnest` expect."""
        if self.is_postgres:
            return cast("Value", list(values))
        return json.dumps(list(values))


SQLITE = Dialect("sqlite")
POSTGRES = Dialect("postgres")


@lru_cache(maxsize=4096)
def _percent(sql: str) -> str:
    return sql.replace("%", "%%").replace("?", "%s")
