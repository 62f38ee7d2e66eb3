"""The rules of the schema that let the record grow beyond one machine, over every table of every room."""

from __future__ import annotations

import asyncio
import re

import pytest
from tests.support.postgres import Postgres
from tests.town import YVETTE, town

from dsn import assembly
from dsn.sql.connection import Connection
from dsn.sql.dialect import POSTGRES
from dsn.sql.owned import Owned
from dsn.sql.tables import Table, create

_MONTH = re.compile(r"log_\d{4}_\d{2}_")
_ENGINES_OWN = {"format", "sqlite_stat1", "sqlite_stat4", "sqlite_sequence"}


def _tables(connection: Connection) -> set[str]:
    if connection.dialect.is_postgres:
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        sql = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    return {_MONTH.sub("", str(name)) for (name,) in connection.rows(sql)}


_UNIQUE = """SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
WHERE i.indisunique AND n.nspname = 'public'"""


def test_every_table_there_is_has_an_owner(engine: str) -> None:
    """A whole system that was written and read: no table stands in it that the registry does not name."""

    async def run() -> set[str]:
        async with town(engine, YVETTE) as system:
            return system.store.database.read_here(_tables)

    owned = {one.table.name for one in assembly.OWNED}
    assert asyncio.run(run()) <= owned | _ENGINES_OWN
    assert len(owned) == len(assembly.OWNED)


def test_the_bucket_leads_every_unique_key_of_what_is_a_persons(postgres: Postgres) -> None:
    """Asked of PostgreSQL's own catalogue: tables spread by bucket have no unique key that begins otherwise."""
    name = postgres.create()

    async def run() -> list[tuple[str, str]]:
        async with town(postgres.url(name), YVETTE) as system:
            rows = system.store.database.read_here(lambda connection: connection.rows(_UNIQUE))
            return [(_MONTH.sub("", str(table)), str(column)) for table, column in rows]

    by_bucket = {one.table.name for one in assembly.OWNED if one.table.spread == "bucket"}
    try:
        found = asyncio.run(run())
    finally:
        postgres.drop(name)
    assert {table for table, _ in found if table in by_bucket}
    assert [(table, column) for table, column in found if table in by_bucket and column != "bucket"] == []


@pytest.mark.parametrize("owned", assembly.OWNED, ids=lambda one: one.table.name)
def test_what_is_a_persons_has_a_bucket_and_what_has_a_patient_is_a_persons(owned: Owned) -> None:
    """A column that names a person or a resource hangs on the bucket; else the table says why it does not."""
    table: Table = owned.table
    assert (table.spread == "bucket") is bool(table.bucket_from)
    if {"patient", "key"} & set(table.names) and table.spread != "bucket":
        assert table.name in _BY_ANOTHER_VALUE
    if table.spread == "bucket":
        assert create(table, POSTGRES)[0].startswith(f"CREATE TABLE {table.name} (bucket smallint NOT NULL")
        assert not any(index.unique for index in table.indexes)


_BY_ANOTHER_VALUE = {
    "relation": "asked by who is in relation",
    "directory": "an id of a client, asked by that id",
    "blob_use": "a content is one whoever has it",
    "rebuild": "how far a walk has come",
    "alias": "a small table that is whole everywhere",
}


def test_whatever_can_be_made_anew_says_how() -> None:
    """Derived tables name their command, and a command that there is."""
    from dsn.cli.main import COMMANDS

    names = {command.name for command in COMMANDS}
    said = {one.by for one in assembly.OWNED if one.by}
    assert {command.split()[1] for command in said} <= names
    assert not any(one.by for one in assembly.OWNED if one.kept == "record")
