"""The shared town: the demonstration people on a system of their own, its clock held, and browsers to visit it with.

async with town(url) as system, browser(system) as web:
    await web.sign_in("dre-tremblay")
    page = await web.get("/personnes/demo-p01")
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from dsn.accounts.demo import SYSTEM
from dsn.assembly import System, build
from dsn.base import clock
from dsn.base.settings import Settings
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Resource
from dsn.records import Why
from dsn.store.changes import Create, Receipt, Update
from dsn.synth.demo import HOSPITAL, resources

TODAY = date(2026, 11, 21)
START = clock.from_datetime(datetime(2026, 11, 21, 15, 0, tzinfo=UTC))
HOME = "http://127.0.0.1:8400"

YVETTE, OLIVIER, GHISLAINE = "demo-p01", "demo-p07", "demo-p22"
"""Followed by Dre Tremblay and in hospital now; followed by her; followed by nobody here."""


class Clock:
    """Goes on by a millisecond each time it is looked at."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> clock.Instant:
        self.at += 1
        return self.at


@cache
def people() -> tuple[tuple[Resource, ...], ...]:
    """Staff and places, then the people, as the demonstration makes them."""
    return tuple(tuple(group) for group in resources(TODAY))


def of(person: str) -> tuple[Resource, ...]:
    """What the record of one person says."""
    return next(group for group in people() if any(one.id == person for one in group))


@asynccontextmanager
async def town(url: str, *persons: str) -> AsyncIterator[System]:
    """A system with the staff and `persons` (all, when none is named), at 10:00 on a Saturday in November."""
    settings = Settings(store=url, establishment=HOSPITAL)
    async with build(settings, Clock()) as system:
        for group in people():
            if not persons or any(one.id in persons or one.resourceType == "Practitioner" for one in group):
                await file(system, *group)
        yield system


@asynccontextmanager
async def copied(template: Path, folder: Path) -> AsyncIterator[System]:
    """A system on a copy of a store that was filled before, with all that lies beside it."""
    shutil.copytree(template.parent, folder / "town")
    store = folder / "town" / template.name
    async with build(Settings(store=f"sqlite:///{store}", establishment=HOSPITAL), Clock()) as system:
        yield system


async def file(system: System, *resources: Resource) -> Receipt:
    """Files resources as the system account does, under their own ids."""
    desk = await system.records.admit(SYSTEM.actor(), Why("test"))
    return await desk.commit([Update(one) if one.id else Create(one) for one in resources])


def made(**plain: Any) -> Resource:
    """A resource from its elements."""
    return fhir_json.from_plain(plain)


class Browser:
    """A browser on this machine, without a window: keeps cookies, follows redirects, sends forms with their token."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, url: str, **headers: str) -> httpx.Response:
        return await self.client.get(url, headers=headers)

    async def post(self, url: str, on: str, **fields: str) -> httpx.Response:
        """Sends a form that stands on page `on`."""
        page = await self.client.get(on)
        return await self.client.post(url, data={"csrf": token_of(page.text), **fields})

    async def sign_in(self, account: str, back: str = "/") -> httpx.Response:
        return await self.post("/entree", f"/entree?retour={back}", account=account, retour=back)


@asynccontextmanager
async def browser(
    system: System, language: str = "fr-CA", peer: str = "127.0.0.1", app: Any = None
) -> AsyncIterator[Browser]:
    """A browser at this system, or at another application made of its parts."""
    transport = httpx.ASGITransport(app or system.app, client=(peer, 40_000))
    client = httpx.AsyncClient(
        transport=transport, base_url=HOME, follow_redirects=True, headers={"accept-language": language}
    )
    async with client:
        yield Browser(client)


def token_of(html: str) -> str:
    """The token that a form of this page carries."""
    found = re.search(r'name="csrf" value="(\w+)"', html)
    assert found is not None, html[:500]
    return found[1]


def texts(html: str, class_: str) -> list[str]:
    """The words of every element of that class, tags left out."""
    found: Iterable[str] = re.findall(rf'class="{class_}"[^>]*>(.*?)</', html, re.S)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]
