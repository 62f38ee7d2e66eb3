"""The door of a running server: who is inside may finish, and once it closes nobody comes in."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

SECONDS_TO_FINISH = 10.0


class Door:
    """`app` for as long as it is open, `refuse` afterwards. All calls come from the event loop's thread."""

    def __init__(self, app: ASGIApp, refuse: ASGIApp) -> None:
        self._app, self._refuse = app, refuse
        self._inside = 0
        self._closed = False
        self._left = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the life of the server itself
            return await self._app(scope, receive, send)
        if self._closed:
            return await self._refuse(scope, receive, send)
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1
            if self._closed and not self._inside:
                self._left.set()

    def close(self) -> None:
        """Lets nobody in any more."""
        self._closed = True

    async def empty(self, seconds: float = SECONDS_TO_FINISH) -> int:
        """Waits for who is inside; how many were still there after `seconds`."""
        if self._inside:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._left.wait(), seconds)
        return self._inside
