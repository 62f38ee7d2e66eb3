"""`python -m bench.bare STORE --port N`: reads by id over HTTP from our store, with nobody asked who they are.

What a read costs before access and log: the same web server, row, decompression and head, and nothing else.
"""

from __future__ import annotations

import sys
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from dsn.cli.loop import run_until_stopped
from dsn.store.store import Store


async def serve(url: str, port: int) -> None:
    """Until it is stopped."""
    store = await Store.open(url)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        type_, _, id_ = scope["path"].strip("/").partition("/")
        found = await store.read(type_, id_) if id_ else None
        body = found.body if found else b""
        headers = [(b"content-type", b"application/fhir+json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, http=HTTPModes.http1, websockets=False,
        log_enabled=False,
    )  # fmt: skip
    await server.serve()


if __name__ == "__main__":
    run_until_stopped(serve(sys.argv[1], int(sys.argv[sys.argv.index("--port") + 1])))
