"""The steps from an empty database to the shape of `dsn.store.schema`. A step that was released never changes."""

from __future__ import annotations

from dsn.sql.connection import Connection
from dsn.sql.migrate import Step, migrate
from dsn.sql.tables import create
from dsn.store import statistics
from dsn.store.schema import TABLES

ROOM = "store"


def _first(connection: Connection) -> None:
    for table in TABLES:
        for statement in create(table, connection.dialect):
            connection.run(statement)
    statistics.install(connection)


STEPS = (Step(1, "versions, index, members, relations, guards, feed", _first),)


def bring(connection: Connection) -> int:
    """Does the steps not done yet; how many. Raises Unsupported `store-newer`."""
    return migrate(connection, ROOM, STEPS)
