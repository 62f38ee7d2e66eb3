"""Numbered steps from one shape to the next; each in its own transaction, each exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dsn.base.errors import Unsupported
from dsn.sql.connection import Connection


@dataclass(frozen=True, slots=True)
class Step:
    """`number` from 1, without gaps. `act` does it all and neither begins nor commits."""

    number: int
    title: str
    act: Callable[[Connection], None]


def format_of(connection: Connection, name: str) -> int:
    """The last step done for the room `name`; 0 in an empty database."""
    connection.run("CREATE TABLE IF NOT EXISTS format (name TEXT PRIMARY KEY, number INTEGER NOT NULL)")
    found = connection.rows("SELECT number FROM format WHERE name = ?", (name,))
    return int(str(found[0][0])) if found else 0


def migrate(connection: Connection, name: str, steps: Sequence[Step]) -> int:
    """Does the steps not done yet; how many.

    Raises Unsupported `store-newer` when the database has steps that this program does not know.
    """
    done = format_of(connection, name)
    if done > len(steps):
        raise Unsupported("store-newer", name=name, found=done, known=len(steps))
    for step in steps[done:]:
        _do(connection, name, step)
    return len(steps) - done


def _do(connection: Connection, name: str, step: Step) -> None:
    connection.begin()
    try:
        step.act(connection)
        connection.run("DELETE FROM format WHERE name = ?", (name,))
        connection.run("INSERT INTO format (name, number) VALUES (?, ?)", (name, step.number))
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
