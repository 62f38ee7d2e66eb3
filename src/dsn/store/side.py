"""Small things beside the versions: relations, settings, counts."""

from __future__ import annotations

from dsn.access.relations import Relation
from dsn.base.clock import Instant
from dsn.sql.connection import Connection
from dsn.store import kinds
from dsn.store.schema import HOLDS

SWEPT = "swept"
"""The setting that says up to when rows that ended were swept."""


def relations(connection: Connection, who: str, at: Instant) -> list[Relation]:
    """The relations of `who` that are in force at `at`, or begin later."""
    rows = connection.rows(
        "SELECT patient, kind, since, until FROM relation WHERE who = ? AND until > ?", (who, at)
    )
    return [
        Relation(who, int(str(patient)), str(kind), int(str(since)), int(str(until)))
        for patient, kind, since, until in rows
    ]


def setting(connection: Connection, name: str) -> str | None:
    """A setting kept in the store."""
    found = connection.rows("SELECT value FROM setting WHERE name = ?", (name,))
    return str(found[0][0]) if found else None


def settings(connection: Connection, prefix: str) -> dict[str, str]:
    """The settings whose names begin with `prefix`."""
    found = connection.rows(
        "SELECT name, value FROM setting WHERE name >= ? AND name < ?", (prefix, prefix + "\U0010ffff")
    )
    return {str(name): str(value) for name, value in found}


def set_setting(connection: Connection, name: str, value: str | None) -> None:
    """Sets it, or with None removes it."""
    connection.run("DELETE FROM setting WHERE name = ?", (name,))
    if value is not None:
        connection.run("INSERT INTO setting (name, value) VALUES (?, ?)", (name, value))


def counts(connection: Connection) -> dict[str, int]:
    """How many resources of each type there are now."""
    rows = connection.rows(
        f"SELECT type, count(*) FROM life WHERE key > 0 AND {HOLDS} GROUP BY type ORDER BY type"
    )
    return {kinds.name(int(str(type_))): int(str(count)) for type_, count in rows}


def horizon(connection: Connection) -> Instant:
    """Pages of searches before this instant can no longer be turned: their rows were swept."""
    return int(setting(connection, SWEPT) or 0)
