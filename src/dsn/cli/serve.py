"""`dsn serve`: the product, on one address."""

from __future__ import annotations

import argparse
import asyncio
import gc
import socket
from collections.abc import Awaitable, Callable

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from dsn import assembly
from dsn.accounts.demo import guard_loopback
from dsn.base.errors import Busy, DsnError, Fault
from dsn.base.logging import Logger
from dsn.base.sentences import say_error
from dsn.base.settings import Settings
from dsn.cli.command import Command, Console
from dsn.cli.loop import run_until_stopped
from dsn.store.reindex import slices
from dsn.web.words import N_, Words

LOG = Logger("serve")
OPEN_STREAMS = 4096
"""Requests held at once. Granian's default freezes at the 1,025th open event stream (one per browser)."""

Beside = Callable[[assembly.System], Awaitable[None]]


def serve(settings: Settings, asked: argparse.Namespace, console: Console) -> int:
    """Until it is stopped."""
    run_until_stopped(serving(settings, console))
    console.tell(console.words._("Arrêté. Ce qui était confirmé est conservé."))
    return 0


async def serving(settings: Settings, console: Console, beside: Beside | None = None) -> None:
    """Serve, with `beside` running next to it, until cancelled. Raises Invalid for an address off loopback."""
    guard_loopback(settings.host)
    _check_port(settings.host, settings.port)
    async with assembly.build(settings) as system:
        if settings.log_reserve:
            await asyncio.to_thread(system.log.reserve.keep, settings.log_reserve << 20)
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
        _let_be()
        _ = console.words._
        console.say(_("Le dossier est à http://{host}:{port}/", host=settings.host, port=settings.port))
        await _tell_behind(system, console)
        async with asyncio.TaskGroup() as both:
            if beside:
                both.create_task(told(beside(system), console))
            await _until_asked(server, system)


def _let_be() -> None:
    """What is there before the first request is no garbage: looking through it made one answer in a hundred late.

    Seldom enough, too: with little left to look through, the collector would come all the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def _tell_behind(system: assembly.System, console: Console) -> None:
    """Says which searches are refused until somebody has made their index anew."""
    if behind := await slices.behind(system.store):
        names = ", ".join(one.name for one in behind[:5]) + (", …" if len(behind) > 5 else "")
        console.tell(
            console.words.n_(
                "{count} paramètre de recherche attend « dsn reindex » ({names}).",
                "{count} paramètres de recherche attendent « dsn reindex » ({names}).",
                len(behind),
                names=names,
            )
        )


async def _until_asked(server: Server, system: assembly.System) -> None:
    """Serves until cancelled; then everyone inside may finish before the server itself stops."""
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    finally:
        try:
            await system.leave()
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


def _check_port(host: str, port: int) -> None:
    """Raises Busy `port-taken`. The server itself would share the port with whoever has it, each taking half."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Busy("port-taken", host=host, port=port) from None


async def told(work: Awaitable[None], console: Console) -> None:
    """What fails beside the server is told, and stops no serving."""
    try:
        await work
    except DsnError as error:
        console.problem(say_error(error, console.words.language))
    except Exception as error:  # our own mistake: people go on reading what is there
        LOG.error("beside-failed", error)
        console.problem(say_error(Fault("beside-failed", what=type(error).__name__), console.words.language))


def add_address(parser: argparse.ArgumentParser, words: Words) -> None:
    """`--host` and `--port`."""
    parser.add_argument("--host", help=words._("adresse d’écoute (127.0.0.1)"))
    parser.add_argument("--port", type=int, help=words._("port d’écoute (8400)"))


COMMAND = Command("serve", N_("Sert le dossier : pages, FHIR et flux d’événements."), serve, add_address)
