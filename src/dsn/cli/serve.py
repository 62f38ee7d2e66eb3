"""`dsn serve`: the product, on one address."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from dsn import assembly
from dsn.accounts.demo import guard_loopback
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_async
from dsn.web.words import N_, Words

OPEN_STREAMS = 4096
"""Requests held at once. Granian's default freezes at the 1,025th open event stream (one per browser)."""

Beside = Callable[[assembly.System], Awaitable[None]]


def serve(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Until it is stopped."""
    return run_async(serving(settings, console))


async def serving(settings: Settings, console: Console, beside: Beside | None = None) -> int:
    """Serve, with `beside` running next to it; a signal ends both in order. Raises Forbidden off loopback."""
    guard_loopback(settings.host)
    async with assembly.build(settings) as system:
        server = Server(
            system.app,
            address=settings.host,
            port=settings.port,
            interface=Interfaces.ASGI,
            http=HTTPModes.http1,
            websockets=False,
            backlog=2048,
            backpressure=OPEN_STREAMS,
            log_enabled=False,
        )
        _ = console.words._
        console.say(_("Le dossier est à http://{host}:{port}/", host=settings.host, port=settings.port))
        company = asyncio.ensure_future(beside(system)) if beside else None
        try:
            await server.serve()
        finally:
            if company:
                company.cancel()
    return 0


def add_address(parser: argparse.ArgumentParser, words: Words) -> None:
    """`--host` and `--port`."""
    parser.add_argument("--host", help=words._("adresse d’écoute (127.0.0.1)"))
    parser.add_argument("--port", type=int, help=words._("port d’écoute (8400)"))


COMMAND = Command("serve", N_("Sert le dossier : pages, FHIR et flux d’événements."), serve, add_address)
