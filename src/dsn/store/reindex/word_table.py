"""The table of words emptied, so that they are made anew from the feed: searches that ask for words wait meanwhile."""

from __future__ import annotations

from dsn.fhir.search.versions import WORDS
from dsn.sql.connection import Connection
from dsn.sql.tables import create
from dsn.store import words
from dsn.store.schema import IX_WORD
from dsn.store.side import set_setting, setting

_VERSION = "words.version"


def settle(connection: Connection) -> None:
    """Empties the table when another program, which cut words otherwise, has filled it. Inside a transaction."""
    known = setting(connection, _VERSION)
    if known == str(WORDS):
        return
    if known is not None:
        begin(connection)
    set_setting(connection, _VERSION, str(WORDS))


def begin(connection: Connection) -> None:
    """No words, and all of the feed still to be read."""
    connection.run(f"DROP TABLE {IX_WORD.name}")
    for statement in create(IX_WORD, connection.dialect):
        connection.run(statement)
    set_setting(connection, words.SETTING, None)
