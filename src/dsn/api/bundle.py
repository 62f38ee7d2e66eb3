"""Bundles written from stored bytes: entries are joined, not decoded and encoded again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from dsn.base import chance, clock


def _text(value: str) -> bytes:
    return msgspec.json.encode(value)


def link(relation: str, url: str) -> bytes:
    return b'{"relation":%b,"url":%b}' % (_text(relation), _text(url))


def entry(
    *,
    full_url: str = "",
    resource: bytes = b"",
    search_mode: str = "",
    request: tuple[str, str] | None = None,
    response: dict[str, str] | None = None,
    outcome: bytes = b"",
) -> bytes:
    """One entry. `resource` and `outcome` are FHIR JSON; `request` is (method, url)."""
    parts = []
    if full_url:
        parts.append(b'"fullUrl":' + _text(full_url))
    if resource:
        parts.append(b'"resource":' + resource)
    if search_mode:
        parts.append(b'"search":{"mode":"%b"}' % search_mode.encode())
    if request:
        parts.append(b'"request":{"method":%b,"url":%b}' % (_text(request[0]), _text(request[1])))
    if response:
        fields = [_text(name) + b":" + _text(value) for name, value in response.items()]
        if outcome:
            fields.append(b'"outcome":' + outcome)
        parts.append(b'"response":{' + b",".join(fields) + b"}")
    return b"{" + b",".join(parts) + b"}"


def bundle(
    kind: str,
    entries: Iterable[bytes],
    *,
    links: Sequence[bytes] = (),
    total: int | None = None,
    instant: clock.Instant | None = None,
) -> bytes:
    """A whole Bundle. `instant` is the moment the answer is true of (meta.lastUpdated)."""
    head = f'{{"resourceType":"Bundle","id":"{chance.uuid()}",'.encode()
    if instant is not None:
        head += f'"meta":{{"lastUpdated":"{clock.to_text(instant)}"}},'.encode()
    head += f'"type":"{kind}"'.encode()
    if total is not None:
        head += f',"total":{total}'.encode()
    if links:
        head += b',"link":[' + b",".join(links) + b"]"
    listed = b",".join(entries)
    # R4 forbids an empty array: a search that finds nothing has no `entry` at all
    return head + (b',"entry":[' + listed + b"]}" if listed else b"}")
