"""What happens to a database before it is a store: its shape and the numbers of its extractors are brought up."""

from __future__ import annotations

from dsn.sql.database import Database
from dsn.store.migrations import bring
from dsn.store.reindex import extractors


def shape(database: Database) -> None:
    """Brings the shape up to date; closes the database when that fails. Raises Unsupported `store-newer`."""
    try:
        connection = database.connect()
        try:
            with database.exclusive(connection):
                bring(connection)
                extractors.settle(connection)
        finally:
            connection.close()
    except BaseException:
        database.close()
        raise
