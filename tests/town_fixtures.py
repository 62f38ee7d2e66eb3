"""Fixtures of the town, for the `conftest.py` of whoever visits it: a store filled once, copied by each test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from tests.town import GHISLAINE, OLIVIER, YVETTE, Browser, browser, copied, town

from dsn.assembly import System

Act = Callable[[System, Browser], Awaitable[None]]
Visit = Callable[[Act], None]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with three people of the town."""
    store = tmp_path_factory.mktemp("town") / "dsn.db"

    async def fill() -> None:
        async with town(f"sqlite:///{store}", YVETTE, OLIVIER, GHISLAINE):
            pass

    asyncio.run(fill())
    return store


@pytest.fixture
def visit(filled: Path, tmp_path: Path) -> Visit:
    """Runs a visit to the town, with a browser that has not signed in yet."""

    def run(act: Act) -> None:
        async def go() -> None:
            async with copied(filled, tmp_path) as system, browser(system) as web:
                await act(system, web)

        asyncio.run(go())

    return run
