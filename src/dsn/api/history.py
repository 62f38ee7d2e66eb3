"""history of an instance, a type and the whole system (R4, http.html#history)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from dsn.api import bundle
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.reply import bytes_reply
from dsn.base import clock, ids
from dsn.base.errors import Invalid, Unsupported
from dsn.store.changes import Version


async def history(call: Call) -> Reply:
    """Newest first. `_since`, `_at` (an instant each), `_count`, and `next` where there is more."""
    asked = dict(call.pairs)
    if unknown := asked.keys() - {"_since", "_at", "_count", "_page"}:
        raise Unsupported("parameter-unknown", name=sorted(unknown)[0], type=call.type or "*")
    since, at = _instant(asked, "_since"), _instant(asked, "_at")
    count, token = _count(call, asked), asked.get("_page")
    page = await call.desk.history(
        call.type or None, call.id or None, since=since, at=at, count=count, token=token
    )
    # costs nothing where all of them are here
    total = len(page.matches) if token is None and page.token is None else page.total
    place = "/".join(part for part in (call.type, call.id, "_history") if part)
    address = f"{call.base}/{place}"
    kept = [(name, value) for name, value in call.pairs if name != "_page"]
    links = [bundle.link("self", _url(address, kept))]
    if page.token:
        links.append(bundle.link("next", _url(address, [*kept, ("_page", page.token)])))
    entries: Iterable[bytes] = (_entry(call, version) for version in page.matches)
    return bytes_reply(
        call, bundle.bundle("history", entries, links=links, total=total, instant=page.instant)
    )


def _url(address: str, pairs: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _count(call: Call, asked: dict[str, str]) -> int:
    text = asked.get("_count", "")
    if not text:
        return call.page_size
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid("count-not-a-number", value=text)
    if not int(text):
        raise Unsupported("history-count-zero")
    return min(int(text), call.page_size_max)


def _instant(asked: dict[str, str], name: str) -> clock.Instant | None:
    text = asked.get(name)
    if text is None:
        return None
    try:
        # a "+" that was not escaped arrives as a space: there is no other reading of a space here
        return clock.from_datetime(datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError:
        raise Invalid("instant-malformed", name=name, value=text) from None


def _entry(call: Call, version: Version) -> bytes:
    place = f"{version.type}/{version.id}"
    method = _method_of(version)
    return bundle.entry(
        full_url=f"{call.base}/{place}",
        resource=version.body,
        request=(method, version.type if method == "POST" else place),
        response={
            "status": "204" if method == "DELETE" else "201" if version.version == 1 else "200",
            "etag": f'W/"{version.version}"',
            "lastModified": clock.to_text(version.instant),
        },
    )


def _method_of(version: Version) -> str:
    """How the version came to be. An id of ours was given by a create; any other was brought by its writer."""
    if version.deleted:
        return "DELETE"
    return "POST" if version.version == 1 and ids.to_key(version.id) is not None else "PUT"
