"""Paging tokens: where a search goes on, at which instant, signed for one query and one reader.

A token is refused for another query or reader (Invalid) and once the rows it pages over may have been swept (Gone).
The reader's part is who, on which ground and with which bars, not the set of people in relation: that set is looked up
anew for each page, so a relation that ended takes its person out of the next page without breaking the walk.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import msgspec

from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.errors import Gone, Invalid
from dsn.fhir.search.tree import Any, Clause, Every, Not, Query

LIFETIME = 30 * 60 * 1000
"""Milliseconds after the search's instant for which superseded rows are kept."""

_SIGNATURE, _DIGEST = 16, 16


def seal(key: bytes, cursor: bytes, instant: Instant, digest: bytes) -> str:
    """The token of a cursor at an instant, for `digest`. Base64url, without padding."""
    payload = msgspec.msgpack.encode((instant, digest, cursor))
    return _text(_sign(key, payload) + payload)


def open_sealed(key: bytes, token: str, digest: bytes, now: Instant) -> bytes:
    """The cursor inside. Raises Invalid `paging-token-invalid`, or Gone `paging-token-old`."""
    try:
        raw = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
    except (NotBase64, ValueError) as error:
        raise Invalid("paging-token-invalid") from error
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if _text(raw) != token or not hmac.compare_digest(signature, _sign(key, payload)):
        raise Invalid("paging-token-invalid")
    instant, of, cursor = msgspec.msgpack.decode(payload, type=tuple[int, bytes, bytes])
    if not hmac.compare_digest(of, digest):
        raise Invalid("paging-token-of-another-search")
    if now - instant > LIFETIME:
        raise Gone("paging-token-old", minutes=LIFETIME // 60_000)
    return cursor


def digest_of(asked: str, scope: Scope) -> bytes:
    """What a token is bound to: what was asked, and the reader's part of the scope."""
    reader = (asked, scope.who, scope.reason, scope.barred_labels, scope.people is None)
    return sha256(repr(reader).encode()).digest()[:_DIGEST]


def asked_by(query: Query) -> str:
    """A query as text, whatever page of it is asked for and whenever (what `ap` means moves with the clock)."""
    return repr((list(_sources(query.where)), replace(query, where=Every(()), page=None)))


def _sources(clause: Clause) -> Iterator[str]:
    if isinstance(clause, Every | Any):
        for inner in clause.clauses:
            yield from _sources(inner)
    elif isinstance(clause, Not):
        yield from _sources(clause.clause)
    else:
        yield clause.source


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sign(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, b"page/" + payload, "sha256")[:_SIGNATURE]
