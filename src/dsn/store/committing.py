"""A commit on its way to the writer: what needs no look at the store is done before, what is large lies down first."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl

from dsn.access.scope import Scope
from dsn.fhir.search.parsing import parse
from dsn.fhir.search.tree import Query
from dsn.sql.connection import Connection
from dsn.sql.database import Database
from dsn.store.apply import apply, digest_of, names, repeated
from dsn.store.blobs.keep import Blobs
from dsn.store.changes import Commit, Receipt
from dsn.store.foresight import Intent
from dsn.store.ledger import Ledger
from dsn.store.plan import Terms, run
from dsn.store.plan.bodies import load
from dsn.store.prepare import Prepared, Preparer, check_condition, is_heavy
from dsn.store.searching import EVERYTHING, planned

_MANY = 8
"""Changes from which on a commit is prepared on a thread rather than in the event loop."""


class Committer:
    """Hands each commit to the writer of its database."""

    def __init__(
        self, database: Database, preparer: Preparer, ledger: Ledger, blobs: Blobs, terms: Terms
    ) -> None:
        self._database = database
        self._preparer = preparer
        self._ledger = ledger
        self._blobs = blobs
        self._terms = terms

    async def commit(self, commit: Commit) -> tuple[Receipt, bool]:
        """Returns once all of it is on disk. Also: may it have changed who is in relation with whom?"""
        work = await self._prepared(commit)
        if work is None:
            work = await self._prepared(await self._blobs.lighter(commit), light=True)
        assert work is not None
        return await self._database.writer.submit(work)

    def find_text(
        self, connection: Connection, type_: str, query: str, scope: Scope = EVERYTHING
    ) -> list[str]:
        """The ids, two at most, of what a query as written matches: for conditional references, inside the writer."""
        return self._ids(connection, parse(type_, parse_qsl(query, keep_blank_values=True)), scope)

    async def _prepared(self, commit: Commit, light: bool = False) -> Intent | None:
        if len(commit.changes) < _MANY:
            return self._work(commit, light)
        return await asyncio.to_thread(self._work, commit, light)

    def _work(self, commit: Commit, light: bool) -> Intent | None:
        """What the writer does: everything that needs no look at the store is done here, before.

        None when a body is large, and it is not known yet (`light`) that no large content is in it.
        """
        prepared = self._preparer.alone(commit.changes)
        if not light and is_heavy(commit.changes, prepared):
            return None
        digest = digest_of(commit) if commit.idempotency is not None else b""
        return Intent(
            lambda connection: self._apply(connection, commit, digest, prepared), names(prepared or ())
        )

    def _apply(
        self, connection: Connection, commit: Commit, digest: bytes, prepared: Sequence[Prepared] | None
    ) -> tuple[Receipt, bool]:
        self._ledger.item()
        known = repeated(connection, self._ledger, commit, digest)
        if known is not None:
            return known, False
        if prepared is None:
            prepared = self._prepared_within(connection, commit)
        return apply(connection, self._ledger, commit, digest, prepared)

    def _prepared_within(self, connection: Connection, commit: Commit) -> list[Prepared]:
        scope = commit.scope or EVERYTHING
        self._ledger.spill(connection)

        def find(query: Query) -> list[str]:
            return self._ids(connection, query, scope)

        def find_text(type_: str, query: str) -> list[str]:
            return self.find_text(connection, type_, query, scope)

        return self._preparer.within(commit.changes, find, find_text)

    def _ids(self, connection: Connection, query: Query, scope: Scope) -> list[str]:
        plan = planned(connection, check_condition(query), scope, self._terms, size=2)
        return [version.id for version in run(connection, plan, load).matches]
