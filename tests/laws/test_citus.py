"""The store on Citus. Runs where `DSN_CITUS` names a database whose server has the extension; elsewhere it is left out,
which the end of the run says."""

from __future__ import annotations

import os

import psycopg
import pytest
from tests.store.shelf import Shelf, observation, on_shelf, patient

from dsn.access.scope import Scope
from dsn.fhir.search import parse
from dsn.sql.database import open_database
from dsn.sql.spread import spread
from dsn.store.changes import Delete, Update
from dsn.store.migrations import bring
from dsn.store.schema import TABLES


@pytest.fixture
def citus() -> str:
    """The address of an empty database whose tables are spread."""
    url = os.environ["DSN_CITUS"]
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("DROP SCHEMA public CASCADE")
        raw.execute("CREATE SCHEMA public")
        raw.execute("CREATE EXTENSION IF NOT EXISTS citus")
    database = open_database(url)
    connection = database.connect()
    bring(connection)
    for statement in spread(TABLES):
        connection.rows(statement)
    connection.close()
    database.close()
    return url


@pytest.mark.citus
def test_what_is_written_is_read_searched_and_checked(citus: str) -> None:
    """Commits, versions, searches under a scope, history and the check, on tables that lie over several machines."""

    async def work(shelf: Shelf) -> None:
        done = await shelf.commit(Update(patient("roy")), Update(patient("cote", "Côté")))
        await shelf.commit(*(Update(observation(f"o{n}", code=f"c{n % 2}")) for n in range(6)))
        await shelf.commit(Update(observation("o0", code="autre")), Delete("Observation", "o1"))
        scope = Scope("tests", frozenset([done.done[0].key]), "tests")
        for pairs, count in (
            ([("code", "c0")], 2),
            ([("patient", "roy")], 5),
            ([("subject:Patient.family", "roy")], 5),
            ([("_sort", "code")], 5),
        ):
            assert len((await shelf.store.search(parse("Observation", pairs), scope)).matches) == count
        assert len((await shelf.store.history("Observation", "o0"))[0]) == 2
        assert (await shelf.store.check()).sound

    on_shelf(citus, work)


def test_every_table_is_told_how_to_lie() -> None:
    """One statement for each table but those of one database; a person's tables lie together."""
    statements = list(spread(TABLES))
    spread_out = [table for table in TABLES if table.spread != "local"]
    assert len(statements) == len(spread_out)
    bucketed = [statement for statement in statements if "'bucket'" in statement]
    assert len(bucketed) > 10
    assert all("colocate_with => 'resource'" in statement for statement in bucketed[1:])
