"""Steps from one shape to the next: each once, each whole."""

from __future__ import annotations

import pytest

from dsn.base.errors import Unsupported
from dsn.sql.connection import Connection
from dsn.sql.database import open_database
from dsn.sql.migrate import Step, format_of, migrate


def _makes(name: str) -> Step:
    number = {"one": 1, "two": 2}[name]
    return Step(number, name, lambda c: _run(c, f"CREATE TABLE {name} (a INTEGER)"))


def _run(connection: Connection, sql: str) -> None:
    connection.run(sql)


def test_only_what_is_missing_is_done(engine: str) -> None:
    """The second time nothing; a longer list does its new steps; rooms count for themselves."""
    database = open_database(engine)
    connection = database.connect()
    assert migrate(connection, "room", [_makes("one")]) == 1
    assert migrate(connection, "room", [_makes("one")]) == 0
    assert migrate(connection, "room", [_makes("one"), _makes("two")]) == 1
    assert (format_of(connection, "room"), format_of(connection, "other")) == (2, 0)
    connection.close()
    database.close()


def test_a_step_that_fails_leaves_no_trace(engine: str) -> None:
    """What it did before it failed is undone, and the next start tries again."""

    def half(connection: Connection) -> None:
        connection.run("CREATE TABLE half (a INTEGER)")
        raise RuntimeError("power")

    database = open_database(engine)
    connection = database.connect()
    with pytest.raises(RuntimeError):
        migrate(connection, "room", [_makes("one"), Step(2, "half", half)])
    assert format_of(connection, "room") == 1
    assert migrate(
        connection,
        "room",
        [_makes("one"), Step(2, "half", lambda c: _run(c, "CREATE TABLE half (a INTEGER)"))],
    )
    connection.close()
    database.close()


def test_steps_unknown_to_this_program_are_refused(engine: str) -> None:
    """A newer program was here: to write on would harm what it keeps."""
    database = open_database(engine)
    connection = database.connect()
    migrate(connection, "room", [_makes("one"), _makes("two")])
    with pytest.raises(Unsupported, match="store-newer"):
        migrate(connection, "room", [_makes("one")])
    connection.close()
    database.close()
