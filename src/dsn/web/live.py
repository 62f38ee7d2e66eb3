"""What is live: one server-sent event stream per browser, fed by a hub that knows topics and no medicine.

A message says *that* something happened and never what: the page asks for the rest through its own door, where scope
and log are. Messages for one page are added up while nobody takes them, so a slow reader costs little and a browser
that was away for a moment still learns of it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import suppress

import msgspec
from starlette.responses import StreamingResponse

Topic = Hashable
SECONDS_BETWEEN_BEATS = 20.0
"""A comment is sent when nothing else was, so that proxies keep the line and a dead one is noticed."""
WATCHED = 40
"""Topics one browser may follow at once; the oldest is let go."""
SECONDS_AWAY = 1800.0
"""A browser without a stream for so long is taken to be gone: what it followed is forgotten."""


class Message(msgspec.Struct, frozen=True):
    """`about` is what the page knows itself by; `event` names what happened, `count` how often."""

    event: str
    about: str
    count: int = 1


class Reader:
    """One open stream. `owner` is the session it belongs to."""

    def __init__(self, owner: str, missed: Counter[tuple[str, str]]) -> None:
        self.owner = owner
        self._waiting = missed
        self._woken = asyncio.Event()
        self.ended = False
        if missed:
            self._woken.set()

    def put(self, event: str, about: str) -> None:
        """Adds one to what waits."""
        self._waiting[event, about] += 1
        self._woken.set()

    def end(self) -> None:
        """No more: what waits is still taken, then the stream ends and its browser looks for the next server."""
        self.ended = True
        self._woken.set()

    async def take(self, seconds: float) -> list[Message]:
        """What came, at once when something waits; empty after `seconds` of silence."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()
        taken = [Message(event, about, count) for (event, about), count in self._waiting.items()]
        self._waiting.clear()
        return taken


class Hub:
    """Who follows what. All calls come from the event loop's thread. `now` is in seconds and never goes back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._away: dict[str, float] = {}  # since when an owner has no stream, oldest first
        self._readers: dict[str, set[Reader]] = defaultdict(set)
        self._followed: dict[str, dict[Topic, str]] = defaultdict(dict)
        self._followers: dict[Topic, set[str]] = defaultdict(set)
        self._missed: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def follow(self, owner: str, topic: Topic, about: str) -> None:
        """A page of `owner` shows `topic` as it is now; what happens to it will be told as being `about` that page."""
        self._forget_gone()
        if owner not in self._readers:
            self._leaves(owner)
        followed = self._followed[owner]
        followed.pop(topic, None)
        followed[topic] = about
        self._followers[topic].add(owner)
        self._forget_missed(owner, about)
        if len(followed) > WATCHED:
            self._drop(owner, next(iter(followed)))

    def forget(self, owner: str) -> None:
        """Nothing more for `owner`, who signed out."""
        for topic in list(self._followed.get(owner, ())):
            self._drop(owner, topic)
        self._followed.pop(owner, None)
        self._missed.pop(owner, None)
        self._away.pop(owner, None)

    def followers(self, topic: Topic) -> frozenset[str]:
        """The owners that follow `topic`."""
        return frozenset(self._followers.get(topic, ()))

    def tell(self, owner: str, topic: Topic, event: str) -> None:
        """Tells every stream of `owner` that `event` happened to `topic`; keeps it for the next stream if none is open.

        Does nothing when `owner` does not follow `topic`.
        """
        about = self._followed.get(owner, {}).get(topic)
        if about is None:
            return
        readers = self._readers.get(owner)
        if not readers:
            self._missed[owner][event, about] += 1
        for reader in readers or ():
            reader.put(event, about)

    def announce(self, event: str) -> None:
        """Tells every open stream; about no page in particular, and kept for nobody."""
        for readers in self._readers.values():
            for reader in readers:
                reader.put(event, "")

    def open(self, owner: str) -> Reader:
        """A new stream of `owner`, beginning with what was missed."""
        reader = Reader(owner, self._missed.pop(owner, Counter()))
        self._readers[owner].add(reader)
        self._away.pop(owner, None)
        return reader

    def close(self, reader: Reader) -> None:
        """The stream ended."""
        readers = self._readers.get(reader.owner)
        if readers:
            readers.discard(reader)
            if not readers:
                del self._readers[reader.owner]
                self._leaves(reader.owner)

    def end(self) -> None:
        """Ends every open stream: the server is about to stop."""
        for readers in self._readers.values():
            for reader in readers:
                reader.end()

    def count(self) -> int:
        """Open streams."""
        return sum(map(len, self._readers.values()))

    def known(self) -> int:
        """Owners that follow something, with a stream or without."""
        return len(self._followed)

    def _leaves(self, owner: str) -> None:
        """From now on `owner` is away; the newest stand last."""
        self._away.pop(owner, None)
        self._away[owner] = self._now()

    def _forget_gone(self) -> None:
        last = self._now() - SECONDS_AWAY
        while self._away and next(iter(self._away.values())) < last:
            self.forget(next(iter(self._away)))

    def _forget_missed(self, owner: str, about: str) -> None:
        missed = self._missed.get(owner, Counter())
        for key in [key for key in missed if key[1] == about]:
            del missed[key]

    def _drop(self, owner: str, topic: Topic) -> None:
        self._followed[owner].pop(topic, None)
        followers = self._followers.get(topic)
        if followers:
            followers.discard(owner)
            if not followers:
                del self._followers[topic]


def stream(hub: Hub, owner: str, beat: float = SECONDS_BETWEEN_BEATS) -> StreamingResponse:
    """The event stream of one browser. It ends when the browser leaves."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(hub, owner, beat), media_type="text/event-stream", headers=headers)


async def _events(hub: Hub, owner: str, beat: float) -> AsyncIterator[bytes]:
    reader = hub.open(owner)
    try:
        yield b"retry: 3000\n\n"
        while True:
            messages = await reader.take(beat)
            if messages or not reader.ended:
                yield b"".join(map(_line, messages)) or b": .\n\n"
            if reader.ended:
                return
    finally:
        hub.close(reader)


def _line(message: Message) -> bytes:
    return b"event: " + message.event.encode() + b"\ndata: " + msgspec.json.encode(message) + b"\n\n"
