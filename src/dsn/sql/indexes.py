"""PostgreSQL's indexes: what each weighs, and one built anew beside whoever reads and writes.

Rows come in at random places of an index, so its pages split and stay two thirds full; built anew they are nine tenths
full. Partitions count: an index is looked for on every table below those that are named. Tables that Citus has spread
weigh nothing here: their parts lie on its workers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dsn.sql.connection import Connection

_OURS = (
    "WITH RECURSIVE ours(oid) AS ("
    "SELECT oid FROM pg_class WHERE relname = ANY(?::text[]) AND relkind IN ('r', 'p')"
    " AND relnamespace = current_schema()::regnamespace"
    " UNION SELECT i.inhrelid FROM pg_inherits i JOIN ours ON i.inhparent = ours.oid) "
)
_INDEXES = (
    _OURS + "SELECT c.relname, t.relname, pg_relation_size(c.oid), c.reltuples::float8"
    " FROM pg_index x JOIN ours ON ours.oid = x.indrelid JOIN pg_class c ON c.oid = x.indexrelid"
    " JOIN pg_class t ON t.oid = x.indrelid WHERE c.relkind = 'i' AND x.indisvalid ORDER BY t.relname, c.relname"
)
_LEFT = (
    _OURS + "SELECT c.relname FROM pg_index x JOIN ours ON ours.oid = x.indrelid"
    " JOIN pg_class c ON c.oid = x.indexrelid WHERE NOT x.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'"
    " AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index p WHERE p.relid = x.indrelid)"
)
_SIZE = _OURS + "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM ours"
_LOCK = 0x64736F
_PATIENT = (
    "SET client_connection_check_interval = '5s'",
    "SET statement_timeout = 0",
    "SET lock_timeout = 0",
)
"""What is for searches must not end a building of minutes; what is for nobody must."""


@dataclass(frozen=True, slots=True)
class Index:
    """`bytes` and `rows` as of the table's last ANALYZE; `rows` below 1 when nobody has counted."""

    name: str
    table: str
    bytes: int
    rows: float

    @property
    def each(self) -> float:
        """Bytes a row."""
        return self.bytes / self.rows if self.rows >= 1 else 0.0


def indexes(connection: Connection, tables: Iterable[str]) -> list[Index]:
    """Those of the tables and of their partitions, by table and name."""
    rows = connection.rows(_INDEXES, (list(tables),))
    return [
        Index(str(name), str(table), int(str(size)), float(str(count))) for name, table, size, count in rows
    ]


def weight(connection: Connection, tables: Iterable[str]) -> int:
    """Bytes of the tables with their indexes and what is stored apart."""
    return int(str(connection.rows(_SIZE, (list(tables),))[0][0]))


def claim(connection: Connection) -> bool:
    """True: this connection is the only one that builds anew, until `release`; False: another is at it.

    From then on the server gives up within seconds when this process is gone, instead of building on for nobody.
    """
    for setting in _PATIENT:
        connection.run(setting)
    return connection.rows("SELECT pg_try_advisory_lock(?)", (_LOCK,)) == [(True,)]


def release(connection: Connection) -> None:
    """Somebody else may; a connection that is closed would be forgotten by the server a moment later only."""
    if not connection.broken:
        connection.rows("SELECT pg_advisory_unlock(?)", (_LOCK,))


def clear(connection: Connection, tables: Iterable[str]) -> Sequence[str]:
    """Drops what an interrupted rebuilding left, which nobody reads and every write keeps up; the names."""
    left = [str(row[0]) for row in connection.rows(_LEFT, (list(tables),))]
    for name in left:
        connection.run(f"DROP INDEX CONCURRENTLY {_quoted(name)}")
    return left


def vacuum(connection: Connection, table: str) -> None:
    """Dead rows go and rows are counted, without a lock that anybody waits for: so the file is not cut short."""
    connection.run(f"VACUUM (ANALYZE, TRUNCATE false) {_quoted(table)}")


def rebuild(connection: Connection, name: str) -> None:
    """Builds one anew. Waits for every transaction that was open when it began; nobody waits for it.

    Not within a transaction. Until the end the disk holds both.
    """
    connection.run(f"REINDEX INDEX CONCURRENTLY {_quoted(name)}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
