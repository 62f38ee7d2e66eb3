"""Runs a plan on one connection; everything it reads is one snapshot at the plan's instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.sql.connection import Connection
from dsn.sql.dialect import Row
from dsn.store.blobs.keep import expanded
from dsn.store.blobs.weight import fitting_with
from dsn.store.changes import Found, Version
from dsn.store.plan import page, pieces
from dsn.store.plan.includes import included
from dsn.store.plan.page import Cursor
from dsn.store.plan.plan import Plan

Load = Callable[[Connection, Sequence[Key], Instant], Mapping[Key, Version]]
"""The versions, at an instant, of the resources with these keys (those that exist then)."""


def run(connection: Connection, plan: Plan, load: Load, *, whole: bool = False) -> Found:
    """The page. The caller holds the read transaction, so that rows and bodies are of one moment.

    `whole`: large contents come along (else they stay behind their marks), as many as `blobs.weight` lets on a page.
    """
    rows = _page(connection, plan)
    shown = rows[: plan.size]
    matches, more = _told(connection, plan, load, shown)
    if whole:
        while (count := fitting_with(matches, more)) < len(shown):
            shown = shown[:count]
            matches, more = _told(connection, plan, load, shown)
        matches, more = ([expanded(connection, one) for one in each] for each in (matches, more))
    return Found(
        matches=tuple(matches),
        included=tuple(more),
        instant=plan.frame.instant,
        next=_next(plan, shown) if len(rows) > len(shown) else None,
        total=_total(connection, plan),
    )


def _told(
    connection: Connection, plan: Plan, load: Load, rows: Sequence[Row]
) -> tuple[list[Version], list[Version]]:
    """What these rows stand for, and what comes along."""
    keys = [_key(row) for row in rows]
    more = included(connection, plan.query.includes, keys, plan.frame) if keys else []
    places = pieces.places(connection, plan.frame, [key for key in keys if key < 0])
    held = [places[key].holder if key < 0 else key for key in keys]
    versions = load(connection, [*held, *more], plan.frame.instant)
    matches = [
        pieces.piece_of(versions[holder], places[key].ordinal) if key < 0 else versions[key]
        for key, holder in zip(keys, held, strict=True)
    ]
    return matches, [versions[key] for key in more]


def _page(connection: Connection, plan: Plan) -> list[Row]:
    """The rows of the page and, when there are more, one row of the next."""
    if plan.rows is None:
        return []
    rows = connection.rows(plan.rows.text, plan.rows.values, plan.planning)
    if len(rows) <= plan.size and plan.then is not None:
        rows = [*rows, *connection.rows(plan.then.text, plan.then.values, plan.planning)][: plan.size + 1]
    return rows


def _total(connection: Connection, plan: Plan) -> int | None:
    if plan.count is None:
        return None
    return cast("int", connection.rows(plan.count.text, plan.count.values, plan.planning)[0][0])


def _next(plan: Plan, shown: Sequence[Row]) -> bytes:
    key, *values = shown[-1]
    kept = cast("tuple[int | str | bytes | None, ...]", tuple(values))
    return page.write(Cursor(plan.frame.instant, kept, cast("int", key)))


def _key(row: Row) -> Key:
    return cast("int", row[0])
