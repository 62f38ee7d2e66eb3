"""history of an instance, a type and the whole system (R4, http.html#history)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from dsn.api import bundle
from dsn.api.call import Call
from dsn.api.http import Reply
from dsn.api.reply import bytes_reply
from dsn.base import clock
from dsn.base.errors import Invalid, Unsupported
from dsn.store.changes import Version

_METHOD = {1: "POST"}


async def history(call: Call) -> Reply:
    """Newest first. `_since`, `_at` (an instant each), `_count`, and `next` where there is more."""
    asked = dict(call.pairs)
    if unknown := asked.keys() - {"_since", "_at", "_count", "_page"}:
        raise Unsupported("parameter-unknown", name=sorted(unknown)[0], type=call.type or "*")
    page = await call.desk.history(
        call.type or None,
        call.id or None,
        since=_instant(asked, "_since"),
        at=_instant(asked, "_at"),
        count=_count(call, asked),
        token=asked.get("_page"),
    )
    place = "/".join(part for part in (call.type, call.id, "_history") if part)
    address = f"{call.base}/{place}"
    kept = [(name, value) for name, value in call.pairs if name != "_page"]
    links = [bundle.link("self", _url(address, kept))]
    if page.token:
        links.append(bundle.link("next", _url(address, [*kept, ("_page", page.token)])))
    entries: Iterable[bytes] = (_entry(call, version) for version in page.matches)
    return bytes_reply(
        call, bundle.bundle("history", entries, links=links, total=page.total, instant=page.instant)
    )


def _url(address: str, pairs: list[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _count(call: Call, asked: dict[str, str]) -> int:
    text = asked.get("_count", "")
    if not text:
        return call.page_size
    if not text.isascii() or not text.isdigit():
        raise Invalid("count-not-a-number", value=text)
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
    method = "DELETE" if version.deleted else _METHOD.get(version.version, "PUT")
    return bundle.entry(
        full_url=f"{call.base}/{place}",
        resource=version.body,
        request=(method, version.type if method == "POST" else place),
        response={
            "status": {"DELETE": "204", "POST": "201"}.get(method, "200"),
            "etag": f'W/"{version.version}"',
            "lastModified": clock.to_text(version.instant),
        },
    )
