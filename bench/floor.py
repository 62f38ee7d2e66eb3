"""Floors: the same bytes from the same parts, without anything of ours. What is left above them is our doing."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import apsw

from bench import client
from bench.place import Place, serving

_ROWS = 1000


async def app(scope: dict[str, object], receive: object, send: object) -> None:
    """A bare ASGI application: one row of SQLite by its key, sent as it is."""
    if scope["type"] != "http":
        return
    key = int(str(scope["path"]).rpartition("/")[2] or 0) % _ROWS
    row = _CURSOR.execute("select body from t where k=?", (key,)).fetchone()
    body = row[0] if row else b""
    headers = [(b"content-type", b"application/fhir+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": body})  # type: ignore[operator]


def _rows() -> apsw.Cursor:
    connection = apsw.Connection(":memory:")
    cursor = connection.cursor()
    cursor.execute("create table t(k integer primary key, body blob)")
    cursor.executemany("insert into t values(?,?)", ((key, b"x" * 1400) for key in range(_ROWS)))
    return cursor


_CURSOR = _rows()


def reads_per_second(place: Place, connections: int) -> float:
    """The same web server and load, answering 1.4 kB from a table in memory: no account, scope, log or record."""
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface", "asgi", "--workers", "1", "--no-ws", "--loop", "uvloop", "bench.floor:app",
    ]  # fmt: skip
    with serving(place, command, ready="/0") as server:
        requests = [client.get(server.base_url, f"/{number}") for number in range(_ROWS)]
        load = asyncio.run(
            client.run(server.base_url, lambda n: requests[n % _ROWS], connections=connections, seconds=3)
        )
    return load.rate


def inserts_per_second(place: Place, bodies: Iterable[bytes]) -> float:
    """The same bodies into one bare table of SQLite, durable, in batches of 1,000: no decoding, no index."""
    file = place.folder / "floor.db"
    file.unlink(missing_ok=True)
    connection = apsw.Connection(str(file))
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.execute("create table t(k integer primary key, b blob)")
    pending = list(enumerate(bodies))
    begun = time.perf_counter()
    for at in range(0, len(pending), 1000):
        with connection:
            connection.executemany("insert into t values(?,?)", pending[at : at + 1000])
    return len(pending) / (time.perf_counter() - begun)
