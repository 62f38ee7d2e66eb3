"""Who is one with whom, made anew: links a Patient at a time, never cleared, so that no person falls apart meanwhile.

Scopes are closed by the groups as they stand, however long it takes; searches that could follow a link wait.
"""

from __future__ import annotations

from collections.abc import Set

from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store import aliases, feed, kinds
from dsn.store.current import Current
from dsn.store.index import Tuple
from dsn.store.schema import HOLDS, LINK


def mend(connection: Connection, was: Current, wanted: Set[Tuple]) -> set[Key]:
    """A Patient's links become what it says; everybody whose links changed."""
    sql = f"SELECT key, other FROM link WHERE key = ? AND {HOLDS}"
    there: set[Row] = set(connection.rows(sql, (was.key,)))
    if gone := there - wanted:
        connection.many(f"DELETE FROM link WHERE key = ? AND other = ? AND {HOLDS}", list(gone))
    if come := wanted - there:
        connection.add(LINK, [(*row, was.instant, None) for row in sorted(come)])
    return {int(str(key)) for row in gone | come for key in row}


def finish(connection: Connection) -> None:
    """Links of whoever is not there go, and every group becomes what the links make it."""
    lives = (
        f"SELECT 1 FROM life l WHERE l.bucket = link.bucket AND l.type = ? AND l.key = link.key AND l.{HOLDS}"
    )
    connection.run(f"DELETE FROM link WHERE {HOLDS} AND NOT EXISTS ({lives})", (kinds.number("Patient"),))
    lacking, surplus = aliases.astray(connection)
    if lacking or surplus:
        seeds = {key for row in lacking | surplus for key in row}
        aliases.regroup(connection, seeds, feed.latest(connection))
