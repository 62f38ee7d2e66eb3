"""Searches and histories, page by page: each within a desk's scope, and in the log before it is given."""

from __future__ import annotations

from msgspec import structs

from dsn.base.clock import Instant
from dsn.base.errors import Forbidden
from dsn.fhir.search.tree import Query
from dsn.records import tokens
from dsn.records.identity import REASON, Identity, check_identity_query, identity_of, identity_scope
from dsn.records.inside import Inside
from dsn.records.sight import Sight, people_of
from dsn.store.changes import Found

_PAGE = 100
"""Versions on a page of history when nobody says how many."""


async def history(
    sight: Sight,
    type_: str | None,
    id_: str | None,
    since: Instant | None,
    at: Instant | None,
    count: int | None,
    token: str | None,
) -> Found:
    """See `Desk.history`."""
    asked = f"{type_ or ''}/{id_ or ''}/_history?since={since}&at={at}"
    if type_ and id_:
        await sight.newest(type_, id_, asked)
    elif sight.scope.people is not None:
        raise Forbidden("history-everyone-only")
    inside, digest = sight.inside, tokens.digest_of(asked, sight.scope)
    cursor = _opened(inside, token, digest)
    versions, after = await inside.store.history(
        type_, id_, since=since, at=at, count=count or _PAGE, cursor=cursor
    )
    shown = tuple(version for version in versions if sight.sees(version))
    await sight.tell("history", people_of(shown), asked)
    now = inside.clock()
    return Found(shown, (), now, next=after, token=_sealed(inside, after, now, digest))


async def search(
    sight: Sight, query: Query, count: int | None, token: str | None, source: str, within: str, whole: bool
) -> Found:
    """See `Desk.search`."""
    scope = await sight.narrowed(within) if within else sight.scope
    inside, digest = sight.inside, tokens.digest_of(f"{within}/{tokens.asked_by(query)}", sight.scope)
    cursor = _opened(inside, query.page if token is None else token, digest)
    found = await inside.store.search(query, scope, count=count, cursor=cursor, whole=whole)
    await sight.tell("search", people_of(found.matches + found.included), _said(query, source))
    return structs.replace(found, token=_sealed(inside, found.next, found.instant, digest))


async def identities(sight: Sight, query: Query, limit: int, source: str) -> list[Identity]:
    """See `Desk.identities`."""
    if not sight.scope.identities:
        raise Forbidden("identities-not-allowed")
    check_identity_query(query)
    found = await sight.inside.store.search(query, identity_scope(sight.scope), count=limit)
    await sight.tell("search", people_of(found.matches), _said(query, source), relation=REASON)
    return [identity_of(version) for version in found.matches]


def _opened(inside: Inside, token: str | None, digest: bytes) -> bytes | None:
    if token is None:
        return None
    return tokens.open_sealed(inside.page_key, token, digest, inside.clock())


def _sealed(inside: Inside, cursor: bytes | None, instant: Instant, digest: bytes) -> str | None:
    return None if cursor is None else tokens.seal(inside.page_key, cursor, instant, digest)


def _said(query: Query, source: str) -> str:
    return f"{query.type or '*'}?{source}"
