"""read and vread (R4, http.html#read)."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

from dsn.api.binary import content_of, wants_content
from dsn.api.call import Call, bare_tag
from dsn.api.http import Reply
from dsn.api.reply import version_headers, version_reply
from dsn.api.subset import Subset, subset_asked
from dsn.base import clock
from dsn.base.errors import Gone, NotFound
from dsn.store.changes import Version


async def read(call: Call) -> Reply:
    """`GET [type]/[id]`: 200, 304 when the caller has it, 404, 410 when deleted."""
    native = wants_content(call)
    subset = subset_asked(call.pairs)
    version = await call.desk.read(call.type, call.id, whole=not native)
    if _caller_has(call, version):
        return Reply(304, headers=version_headers(version.version, version.instant))
    if native:
        return await content_of(call, version)
    return version_reply(call, version, body=_cut(subset, version))


async def vread(call: Call) -> Reply:
    """`GET [type]/[id]/_history/[vid]`: the version as it was; 410 when that version is a deletion."""
    if not call.version.isascii() or not call.version.isdigit() or len(call.version) > 9:
        raise NotFound("version-not-found", type=call.type, id=call.id, version=call.version)
    native = wants_content(call)
    subset = subset_asked(call.pairs)
    version = await call.desk.vread(call.type, call.id, int(call.version), whole=not native)
    if version.deleted:
        raise Gone("resource-deleted", type=call.type, id=call.id)
    if native:
        return await content_of(call, version)
    return version_reply(call, version, body=_cut(subset, version))


def _cut(subset: Subset | None, version: Version) -> bytes | None:
    return subset.of(version.body) if subset else None


def _caller_has(call: Call, version: Version) -> bool:
    if tag := call.header("if-none-match"):
        return any(bare_tag(part) in ("*", str(version.version)) for part in tag.split(","))
    if since := call.header("if-modified-since"):
        seen = _http_date(since)
        return seen is not None and version.instant // 1000 <= seen // 1000
    return False


def _http_date(text: str) -> clock.Instant | None:
    """None for what is no date: such a header is to be ignored (RFC 9110, 13.1.3), the whole answer is never wrong."""
    try:
        found = parsedate_to_datetime(text)
        return clock.from_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, TypeError, OverflowError):
        return None
