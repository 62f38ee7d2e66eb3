"""Two thousand browsers that keep their stream of news open: what each costs in memory, and what pages lose."""

from __future__ import annotations

import asyncio
import resource
from urllib.parse import urlsplit

from bench import client
from bench.asking import Run, ask
from bench.engines import Stores
from bench.figures import Figure
from bench.place import Place, memory_of, serving
from bench.province import SIZES, people, say
from bench.story import session

STREAMS = 2_000
PATH = "/live"


def measure(stores: Stores, small: Place) -> list[Figure]:
    """On the store of 100,000: memory a stream, and the story page without and with them."""
    place = stores.place(SIZES[1], small.folder, small.seconds)
    stores.settle()
    with serving(place) as server:
        cookie = session(place, "systeme")
        pages = [
            client.get(server.base_url, f"/personnes/{one}", [("Cookie", cookie)])
            for one in people(place.data)
        ]
        pids = (server.pid, *place.pids)
        alone = ask(server.base_url, pages, pids=pids, connections=1, seconds=place.seconds)
        before = memory_of(server.pid)
        beside, after, opened = asyncio.run(
            _with_streams(server.base_url, cookie, pages, server.pid, place.seconds)
        )
    each = (after - before) * 1000 / max(1, opened)
    data = f"{opened} streams open"
    say(f"{data}: {each:.0f} kB each; page {alone.load.percentile(0.95) * 1000:.0f} ms alone")
    return [
        Figure("An open stream, memory", each, "kB", data, None, 60.0, at_least=False),
        alone.late("Story page without streams", "100000 resources", 0.95),
        Run(beside, 0.0).late("Story page beside streams", data, 0.95, alone.load.percentile(0.95) * 1300),
    ]


async def _with_streams(
    base_url: str, cookie: str, pages: list[bytes], pid: int, seconds: float
) -> tuple[client.Load, float, int]:
    """The page's load while all are open; the server's memory then; how many there were."""
    _allow(STREAMS + 100)
    sent = client.get(base_url, PATH, [("Cookie", cookie), ("Accept", "text/event-stream")])
    opened = []
    for start in range(0, STREAMS, 100):
        opened += await asyncio.gather(
            *(_open(base_url, sent) for _ in range(start, min(start + 100, STREAMS)))
        )
    await asyncio.sleep(2)
    memory = memory_of(pid)
    load = await client.run(base_url, lambda n: pages[n % len(pages)], connections=1, seconds=seconds)
    still = sum(1 for reader, _ in opened if not reader.at_eof())
    for _, writer in opened:
        writer.close()
    return load, memory, still


async def _open(base_url: str, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A stream whose head has come. Raises RuntimeError when it was refused."""
    parts = urlsplit(base_url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 16)
    writer.write(sent)
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise RuntimeError(f"no stream: {head[:200]!r}")
    return reader, writer


def _allow(files: int) -> None:
    """This process needs a file for each."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), hard))
