"""With which extractor the rows of each parameter were made; looked at whenever a store is opened."""

from __future__ import annotations

from collections.abc import Iterable

from dsn.base.clock import Instant
from dsn.base.errors import Unsupported
from dsn.fhir.search.versions import CONTAINED, MERGED, digest, lines
from dsn.sql.connection import Connection
from dsn.store.reindex import state, word_table
from dsn.store.schema import EXTRACTOR
from dsn.store.side import set_setting, setting

KNOWN = "extractors"
"""The setting with the digest of the program that last compared: opening the store costs it one look-up."""


def settle(connection: Connection) -> int:
    """Marks the parameters whose rows another extractor made; how many. In an empty store there are none.

    Raises Unsupported `store-newer` when a newer program made them: this one would write rows of the old kind.
    """
    if setting(connection, KNOWN) == digest():
        return 0
    connection.begin()
    try:
        count = _compare(connection)
        word_table.settle(connection)
        set_setting(connection, KNOWN, digest())
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return count


def _compare(connection: Connection) -> int:
    there = recorded(connection)
    there = {**dict.fromkeys((CONTAINED, MERGED), 1), **there}  # they had no number before their first change
    newer = next((n for n, line in lines().items() if there.get(n, 0) > line.version), None)
    if newer is not None:
        raise Unsupported("store-newer", name="index", found=there[newer], known=lines()[newer].version)
    behind = [number for number, line in lines().items() if there.get(number) != line.version]
    if connection.rows("SELECT 1 FROM resource LIMIT 1"):
        state.mark(connection, behind)
        return len(behind)
    record(connection, behind, 0)
    return 0


def recorded(connection: Connection) -> dict[int, int]:
    """Parameter number → version of the extractor of its rows."""
    rows = connection.rows("SELECT param, version FROM extractor")
    return {int(str(param)): int(str(version)) for param, version in rows}


def record(connection: Connection, numbers: Iterable[int], since: Instant) -> None:
    """The rows of these parameters are of this program, complete for searches at `since` and later."""
    numbers = list(numbers)
    dialect = connection.dialect
    connection.run(f"DELETE FROM extractor WHERE {dialect.among('param')}", (dialect.listed(numbers),))
    if numbers:
        connection.fill(EXTRACTOR, [(number, lines()[number].version, since) for number in numbers])


def since(connection: Connection, numbers: Iterable[int]) -> Instant:
    """The first instant at which a search that asks these parameters is complete."""
    dialect = connection.dialect
    sql = f"SELECT coalesce(max(since), 0) FROM extractor WHERE {dialect.among('param')}"
    return int(str(connection.rows(sql, (dialect.listed(sorted(numbers)),))[0][0]))
