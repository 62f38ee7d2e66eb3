"""An SQLite file looked after: its log moved into it beside a served store; rewritten when nobody else is there."""

from __future__ import annotations

from pathlib import Path

from dsn.base.errors import Conflict
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.sql.turn import Turn


def weight(file: Path) -> int:
    """Bytes of the file and of its log."""
    return sum(part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.exists())


def move_log(database: Database, file: Path) -> None:
    """As far as readers let it: most of it while others write, the rest in a turn, where nobody is waited for."""
    connection = database.connect()
    turn = Turn(file)  # the writer of this process has its own
    try:
        connection.rows("PRAGMA busy_timeout = 0")
        connection.rows("PRAGMA wal_checkpoint(PASSIVE)")
        with turn:
            connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        turn.close()
        connection.close()


def rewrite(database: Database, file: Path) -> None:
    """The whole file anew, without holes: whoever comes to write waits, and its disk holds it three times meanwhile.

    Raises Conflict `store-open` when another process has it open, Busy `storage-full`.
    """
    connection = database.connect()
    turn = Turn(file)
    try:
        with turn:
            _rewrite(database, connection, file)
    finally:
        turn.close()
        connection.close()


def _rewrite(database: Database, connection: Connection, file: Path) -> None:
    if not database.is_alone():
        raise Conflict("store-open")
    # not in memory, which a province does not fit into, and not in a common folder: health records are in it
    connection.run("PRAGMA temp_store = file")
    connection.run(f"PRAGMA temp_store_directory = '{_quoted(file.parent.absolute())}'")
    try:
        connection.run("VACUUM")
    finally:  # it is the whole process's
        connection.run("PRAGMA temp_store_directory = ''")
    connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")


def _quoted(folder: Path) -> str:
    return str(folder).replace("'", "''")
