"""One event loop for every command."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import TypeVar

import uvloop

T = TypeVar("T")


def run_async(work: Coroutine[None, None, T]) -> T:
    """Run to the end on uvloop."""
    return uvloop.run(work)


def run_until_stopped(work: Coroutine[None, None, None]) -> None:
    """Run until the process is asked to stop (Ctrl-C, or SIGTERM from whoever supervises it).

    `work` is then cancelled and closes what it opened, in order; also in a process that a shell put in the background
    and so made deaf to Ctrl-C.
    """

    async def watched() -> None:
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            await work
        except asyncio.CancelledError:
            task.uncancel()

    uvloop.run(watched())
