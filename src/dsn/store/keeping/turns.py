"""Turns of the feed on PostgreSQL are numbers of transactions, which begin again in another cluster.

So a record that was put back there adds to every number as much as keeps its own commits after those it came with:
cursors that others hold (projections, subscriptions) stay good.
"""

from __future__ import annotations

from dsn.sql.connection import Connection
from dsn.store.side import set_setting

SETTING = "feed.turns"
ADDED = f"coalesce((SELECT value::bigint FROM setting WHERE name = '{SETTING}'), 0)"
"""SQL for what is added to the number of a transaction."""


def go_on(connection: Connection) -> None:
    """Call once the rows are back, in the same transaction. Nothing to do on SQLite, whose turns are instants."""
    if not connection.dialect.is_postgres:
        return
    newest, own = (
        int(str(value))
        for value in connection.rows(
            "SELECT coalesce((SELECT max(turn) FROM feed), 0), pg_current_xact_id()::text::bigint"
        )[0]
    )
    set_setting(connection, SETTING, str(newest - own) if newest > own else None)
