"""A raw asyncio HTTP/1.1 client: keep-alive, one request at a time per connection, nothing parsed but the length.

httpx spends more time on a request than the server does; this one costs some 15 µs.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a run. `latencies` in seconds, sorted; `first_bytes` likewise; `statuses` counts by HTTP status."""

    seconds: float
    latencies: list[float]
    first_bytes: list[float]
    statuses: dict[int, int]
    bytes_read: int

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * share))]


Target = Callable[[int], bytes]
"""The bytes of request number n."""


def get(base_url: str, path: str, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """A GET request for `path` (which begins with a slash, below the host of `base_url`)."""
    return request("GET", base_url, path, headers)


def request(
    method: str, base_url: str, path: str, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
) -> bytes:
    """One whole request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(base_url).netloc}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def run(base_url: str, target: Target, *, connections: int, seconds: float, most: int = 10**9) -> Load:
    """Send requests over `connections` connections for `seconds`, or until `most` were sent."""
    numbers = iter(range(most))
    worker = _Worker(base_url, target, numbers, time.perf_counter() + seconds)
    begun = time.perf_counter()
    await asyncio.gather(*(worker.connection() for _ in range(connections)))
    elapsed = time.perf_counter() - begun
    return Load(
        elapsed, sorted(worker.latencies), sorted(worker.first_bytes), worker.statuses, worker.bytes_read
    )


class _Worker:
    def __init__(self, base_url: str, target: Target, numbers: object, until: float) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._target, self._numbers, self._until = target, numbers, until
        self.latencies: list[float] = []
        self.first_bytes: list[float] = []
        self.statuses: dict[int, int] = {}
        self.bytes_read = 0

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port, limit=1 << 22)

    async def one(
        self, free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]], number: int, due: float
    ) -> None:
        """One request over a connection that is free, as if it had been sent when it was due."""
        reader, writer = await free.get()
        try:
            writer.write(self._target(number))
            await self._answer(reader, due)
        finally:
            free.put_nowait((reader, writer))

    async def connection(self) -> None:
        reader, writer = await self.connected()
        try:
            for number in self._numbers:  # type: ignore[attr-defined]
                sent = time.perf_counter()
                if sent > self._until:
                    return
                writer.write(self._target(number))
                await self._answer(reader, sent)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, sent: float) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        first = time.perf_counter() - sent
        status = int(head[9:12])
        lower = head.lower()
        if (at := lower.find(b"content-length:")) >= 0:
            length = int(head[at + 15 : head.index(b"\r\n", at)])
            if length:
                await reader.readexactly(length)
            self.bytes_read += length
        elif b"transfer-encoding: chunked" in lower:
            self.bytes_read += await _chunks(reader)
        self.latencies.append(time.perf_counter() - sent)
        self.first_bytes.append(first)
        self.statuses[status] = self.statuses.get(status, 0) + 1


async def _chunks(reader: asyncio.StreamReader) -> int:
    total = 0
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readexactly(2)
    return total


async def paced(
    base_url: str, target: Target, *, per_second: float, until: asyncio.Event, connections: int
) -> Load:
    """Send requests at an even pace until told to stop, however long answers take; latency counts from when it was due.

    A request that finds no connection free waits for one, and that wait is part of its latency.
    """
    worker = _Worker(base_url, target, iter(()), 0.0)
    free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(await worker.connected())
    begun = time.perf_counter()
    running: set[asyncio.Task[None]] = set()
    number = 0
    while not until.is_set():
        due = begun + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(worker.one(free, number, due))
        running.add(task)
        task.add_done_callback(running.discard)
        number += 1
    await asyncio.gather(*running)
    elapsed = time.perf_counter() - begun
    while not free.empty():
        free.get_nowait()[1].close()
    return Load(
        elapsed, sorted(worker.latencies), sorted(worker.first_bytes), worker.statuses, worker.bytes_read
    )
