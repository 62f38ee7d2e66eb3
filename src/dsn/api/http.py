"""HTTP as the FHIR service needs it: a request's headers read once, a body bounded while it arrives, a plain reply.

Starlette's Request and Response serve the pages; here they cost as much as the rest of a read (30 of 60 µs).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from dsn.base.errors import Invalid


@dataclass(slots=True)
class Incoming:
    """One request. `headers` have lower-case names; of a repeated header the last counts, but lists are joined."""

    scope: Scope
    receive: Receive
    headers: dict[str, str]
    limit: int
    _body: bytes | None = None

    @classmethod
    def of(cls, scope: Scope, receive: Receive, limit: int) -> Incoming:
        """Reads the headers; Latin-1, as HTTP has it."""
        headers: dict[str, str] = {}
        for raw_name, raw in scope["headers"]:
            name, value = raw_name.decode("latin-1"), raw.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers and name != "host" else value
        return cls(scope, receive, headers, limit)

    @property
    def method(self) -> str:
        return str(self.scope["method"])

    @property
    def path(self) -> str:
        return str(self.scope["path"])

    @property
    def query(self) -> str:
        return self.scope["query_string"].decode("latin-1") if self.scope["query_string"] else ""

    @property
    def peer(self) -> str:
        """The address the request comes from; "" when the server does not know."""
        client = self.scope.get("client")
        return client[0] if client else ""

    @property
    def address(self) -> str:
        """`http://host:port`, as the caller wrote it."""
        return f"{self.scope['scheme']}://{self.headers.get('host', '')}"

    async def body(self) -> bytes:
        """The whole body. Raises Invalid `body-too-large` as soon as it is, stated or not, and `body-cut-short`."""
        if self._body is None:
            self._check_stated()
            self._body = await self._received()
        return self._body

    async def parts(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises as `body` does, but for the size where it is not stated: who reads counts."""
        if self._body is not None:
            yield self._body
            return
        self._check_stated()
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Invalid("body-cut-short")
            if part := message.get("body", b""):
                yield part
            if not message.get("more_body"):
                return

    def _check_stated(self) -> None:
        stated = self.headers.get("content-length", "0")
        if not stated.isascii() or not stated.isdigit() or len(stated) > 18:
            raise Invalid("body-length-malformed", value=stated)
        if int(stated) > self.limit:
            raise Invalid("body-too-large", limit=self.limit)

    async def _received(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Invalid("body-cut-short")
            part = message.get("body", b"")
            size += len(part)
            if size > self.limit:
                raise Invalid("body-too-large", limit=self.limit)
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)


@dataclass(slots=True)
class Reply:
    """What is sent back. `media` "" = no body and no content-type."""

    status: int
    body: bytes = b""
    media: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, send: Send, *, head: bool = False) -> None:
        """`head`: the headers alone, as HEAD wants them."""
        await self._start(send, len(self.body))
        await send({"type": "http.response.body", "body": b"" if head else self.body})

    async def _start(self, send: Send, length: int) -> None:
        listed = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if self.media:
            listed.append((b"content-type", self.media.encode("latin-1")))
        if self.status not in (204, 304):
            listed.append((b"content-length", b"%d" % length))
        await send({"type": "http.response.start", "status": self.status, "headers": listed})


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


@dataclass(slots=True)
class Streamed(Reply):
    """A body of `size` bytes that comes in `parts`, each sent before the next is read."""

    size: int = 0
    parts: AsyncIterator[bytes] = field(default_factory=_nothing)

    async def send(self, send: Send, *, head: bool = False) -> None:
        await self._start(send, self.size)
        if not head:
            async for part in self.parts:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
