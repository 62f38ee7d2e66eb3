"""The shape of a PostgreSQL schema as statements, read from its catalogue: whoever made the tables, none is forgotten.

What this program never makes (views, sequences, partitions, functions) is refused rather than left out.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from dsn.base.errors import Unsupported
from dsn.sql.connection import Connection

_STRANGE = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('r', 'i', 't')
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
UNION ALL SELECT attrelid::regclass::text || '.' || attname FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
 WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0
 AND (attidentity <> '' OR attgenerated <> '')
"""
_TABLES = """
SELECT oid::bigint, quote_ident(relname), relpersistence = 'u', coalesce(array_to_string(reloptions, ', '), '')
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""
_COLUMNS = """
SELECT quote_ident(attname), format_type(atttypid, atttypmod), attnotnull, coalesce(pg_get_expr(adbin, adrelid), ''),
 CASE WHEN attcollation <> typcollation THEN quote_ident(collname) ELSE '' END
FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 LEFT JOIN pg_collation c ON c.oid = attcollation
WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_CONSTRAINTS = """
SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ?::oid AND contype IN ('p', 'u', 'c', 'x', 'f') ORDER BY contype = 'f', conname
"""
_INDEXES = """
SELECT replace(pg_get_indexdef(indexrelid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ') FROM pg_index
WHERE indrelid = ?::oid AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
ORDER BY 1
"""


class TableShape(msgspec.Struct, frozen=True):
    """One table: its name as SQL writes it, how to make it, and what to add once its rows are in."""

    name: str
    make: str
    then: list[str]


class _Column(NamedTuple):
    name: str
    type: str
    required: bool
    default: str
    collation: str

    def said(self) -> str:
        parts = [self.name, self.type]
        parts += [f"COLLATE {self.collation}"] * bool(self.collation)
        parts += [f"DEFAULT {self.default}"] * bool(self.default)
        parts += ["NOT NULL"] * self.required
        return " ".join(parts)


def shape(connection: Connection) -> list[TableShape]:
    """Every table of the current schema, by name. Raises Unsupported `copy-strange` for what is no plain table."""
    strange = [str(name) for (name,) in connection.rows(_STRANGE)]
    if strange:
        raise Unsupported("copy-strange", names=tuple(strange[:5]))
    return [_table(connection, *row) for row in connection.rows(_TABLES)]


def _table(
    connection: Connection, oid: object, name: object, unlogged: object, options: object
) -> TableShape:
    place = (int(str(oid)),)
    columns = [_Column(*row).said() for row in connection.rows(_COLUMNS, place)]  # type: ignore[arg-type]  # of these types
    kind = "UNLOGGED TABLE" if unlogged else "TABLE"
    make = f"CREATE {kind} {name} ({', '.join(columns)})" + (f" WITH ({options})" if options else "")
    then = [
        f"ALTER TABLE {name} ADD CONSTRAINT {constraint!s} {said!s}"
        for constraint, said in connection.rows(_CONSTRAINTS, place)
    ]
    then += [str(said) for (said,) in connection.rows(_INDEXES, place)]
    return TableShape(str(name), make, then)
