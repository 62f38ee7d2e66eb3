"""Guards: one unique row each. Written at once, so that the engine judges between writers of several processes."""

from __future__ import annotations

from dsn.base.errors import Conflict
from dsn.sql.connection import Connection
from dsn.store.changes import Guard


def hold(connection: Connection, guard: Guard) -> None:
    """Takes, passes on or frees `guard.key`. Raises Conflict `guard-taken` when it is not held as expected."""
    if not _changed(connection, guard):
        raise Conflict("guard-taken", key=guard.key)


def holder(connection: Connection, key: str) -> str | None:
    """Who holds a guard."""
    found = connection.rows("SELECT holder FROM guard WHERE name = ?", (key,))
    return str(found[0][0]) if found else None


def _changed(connection: Connection, guard: Guard) -> bool:
    if guard.expected is None and guard.holder is None:
        return holder(connection, guard.key) is None
    if guard.expected is None:
        sql = "INSERT INTO guard (name, holder) VALUES (?, ?) ON CONFLICT DO NOTHING"
        return connection.run(sql, (guard.key, guard.holder)) == 1
    if guard.holder is None:
        sql = "DELETE FROM guard WHERE name = ? AND holder = ?"
        return connection.run(sql, (guard.key, guard.expected)) == 1
    sql = "UPDATE guard SET holder = ? WHERE name = ? AND holder = ?"
    return connection.run(sql, (guard.holder, guard.key, guard.expected)) == 1
