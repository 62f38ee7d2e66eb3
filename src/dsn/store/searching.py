"""A search on one connection: refused while what it asks is made anew, planned at one instant, run or explained."""

from __future__ import annotations

from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.errors import Gone
from dsn.fhir.search.tree import Query
from dsn.sql.connection import Connection
from dsn.store import side
from dsn.store.plan import Plan, Terms, plan
from dsn.store.plan.merged import Merged
from dsn.store.reindex import extractors, state
from dsn.store.reindex.touched import touched

EVERYTHING = Scope("store", None, "store", writes=True)
PAGE = 50
"""Results on a page when nobody says how many."""


def planned(
    connection: Connection,
    query: Query,
    scope: Scope,
    terms: Terms,
    *,
    size: int | None = None,
    cursor: bytes | None = None,
) -> Plan:
    """The plan of a page at the instant of the cursor, or now.

    Raises Busy `search.rebuilding`, Unsupported for what no index answers, Invalid or Gone for a cursor.
    """
    now = state.now(connection)
    if now.rebuilding:
        state.refuse(connection, touched(query))
    if size is None:
        size = PAGE if query.count is None else query.count
    found = plan(
        query,
        scope,
        instant=now.instant,
        count=size,
        cursor=cursor,
        dialect=connection.dialect,
        terms=terms,
        merged=Merged(connection) if now.merged else None,
        patients_inside=now.contained,
    )
    if cursor is not None and found.frame.instant < _complete(connection, query):
        raise Gone("page-expired")
    return found


def _complete(connection: Connection, query: Query) -> Instant:
    """The first instant whose rows are all there: none were swept, none made anew since."""
    return max(side.horizon(connection), extractors.since(connection, touched(query)))
