"""The door of a server that stops: who is inside finishes, who comes late is told."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from dsn.web.door import Door
from dsn.web.live import Hub, stream


def played(scene: Coroutine[Any, Any, None]) -> None:
    """The scene to its end; one that waits for ever fails."""
    asyncio.run(asyncio.wait_for(scene, 10))


class House:
    """An application that answers once it may, behind a door."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.answers: list[str] = []
        self.door = Door(self._answer, PlainTextResponse("closed", 503))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.may.wait()
        await PlainTextResponse("done")(scope, receive, send)

    async def ask(self) -> None:
        async def receive() -> Any:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            if "body" in message:
                self.answers.append(message["body"].decode())

        await self.door({"type": "http"}, receive, send)


def test_who_is_inside_finishes_and_who_comes_late_is_told() -> None:
    """One request in flight when the door closes, one after it."""

    async def scene() -> None:
        house = House()
        first = asyncio.create_task(house.ask())
        await asyncio.sleep(0)
        house.door.close()
        await house.ask()
        assert house.answers == ["closed"]
        waiting = asyncio.create_task(house.door.empty())
        house.may.set()
        assert await waiting == 0
        await first
        assert house.answers == ["closed", "done"]

    played(scene())


def test_who_never_finishes_is_not_waited_for_for_ever() -> None:
    """After its time the door says how many are left."""

    async def scene() -> None:
        house = House()
        task = asyncio.create_task(house.ask())
        await asyncio.sleep(0)
        house.door.close()
        assert await house.door.empty(0.01) == 1
        task.cancel()

    played(scene())


def test_streams_end_when_the_server_stops() -> None:
    """With what waited in them; the browser then looks for the next server."""

    async def scene() -> None:
        hub = Hub()
        hub.follow("a", 7, "p7")
        body = aiter(stream(hub, "a", beat=60).body_iterator)
        parts = [await anext(body)]
        hub.tell("a", 7, "filed")
        hub.end()
        parts += [part async for part in body]
        assert [b"retry" in parts[0], b"filed" in parts[1]] == [True, True]
        assert len(parts) == 2
        assert hub.count() == 0

    played(scene())


def test_the_life_of_the_server_passes_a_closed_door() -> None:
    """Only requests are turned away."""

    async def scene() -> None:
        seen: list[str] = []

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope["type"])

        async def nothing(*_: Any) -> Any:
            return None

        door = Door(app, app)
        door.close()
        await door({"type": "lifespan"}, nothing, nothing)
        assert seen == ["lifespan"]

    played(scene())
