"""The log's own tables, of one month. In the embedded tier a file per month holds them, on PostgreSQL their prefix.

- `event`: the acts in the order of their writer; `hash` is the chain's at this row, `body` the
  canonical bytes (`dsn.log.rows`). `at` and `who` repeat what the body says, for searching; verify compares them.
- `subject`: one row per person shown or changed.
- `head`: the newest hash of each writer, signed.
- `moved`: ids of outbox rows that are here and may still be in the outbox too.
- `seal`: one row once the month is over (`dsn.log.seal`): it takes no more events then.
"""

from __future__ import annotations

from dataclasses import replace

from dsn.log.chain import Month
from dsn.sql.dialect import Dialect
from dsn.sql.tables import Column, Index, Table

_PLACE = (Column("writer", "int8"), Column("seq", "int4"))

EVENT = Table(
    "event",
    (*_PLACE, Column("at", "int8"), Column("who", "text"), Column("hash", "blob"), Column("body", "blob")),
    ("writer", "seq"),
    "local",
    (Index(("who", "at")),),
)
SUBJECT = Table(
    "subject",
    (Column("patient", "int8"), Column("at", "int8"), *_PLACE),
    ("patient", "at", "writer", "seq"),
    "bucket",
    bucket_from="patient",
)
HEAD = Table(
    "head",
    (*_PLACE, Column("hash", "blob"), Column("signature", "blob")),
    ("writer",),
    "local",
)
MOVED = Table("moved", (Column("id", "blob"), *_PLACE), ("id",), "local")
SEAL = Table(
    "seal",
    (
        Column("number", "int8"),
        Column("at", "int8"),
        Column("writers", "int4"),
        Column("events", "int8"),
        Column("digest", "blob"),
        Column("signature", "blob"),
    ),
    ("number",),
    "local",
)

TABLES = (EVENT, SUBJECT, HEAD, MOVED, SEAL)


def name(table: Table, month: Month, dialect: Dialect) -> str:
    """What `table` of a month is called on this engine."""
    return f"log_{month.replace('-', '_')}_{table.name}" if dialect.is_postgres else table.name


def of_month(month: Month, dialect: Dialect) -> tuple[Table, ...]:
    """The tables of one month, under their names there."""
    return tuple(replace(table, name=name(table, month, dialect)) for table in TABLES)
