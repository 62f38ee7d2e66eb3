"""The law of the killed process: every answer given stays true, nothing is half there, retries are done once."""

from __future__ import annotations

import asyncio
import json
import random

import pytest
from tests.crash.killed import Account, Victim, faults, run, under_load

from dsn import assembly
from dsn.base.settings import Settings

PATIENT = {"resourceType": "Patient", "id": "one", "name": [{"family": "Tremblay"}]}


def killed(url: str, times: int, seed: int) -> list[str]:
    """Kills a loaded server `times` times; what is wrong after each, and in record and log at the end."""
    chooser = random.Random(seed)
    victim, found, shown, done = Victim(url), [], [], 0
    victim.start()
    try:
        with victim.client() as client:
            assert client.put("/Patient/one", content=json.dumps(PATIENT)).status_code == 201
        for _ in range(times):
            account = Account()
            under_load(victim, account, chooser.uniform(0.1, 0.8), chooser.randrange(2**32))
            victim.start()
            found += faults(victim, account)
            shown += account.shown
            done += len(account.done)
            assert account.refused == []
    finally:
        victim.stop()
    run("check", "--store", url)
    run("log", "verify", "--store", url)
    assert shown, "the load read nothing"
    assert done, "the load wrote nothing"
    return found + asyncio.run(_without_row(url, shown))


async def _without_row(url: str, shown: list[str]) -> list[str]:
    """The reads that were shown and that the log does not know."""
    async with assembly.build(Settings(store=url)) as system:
        events = await system.log.by_who("systeme", 0, 2**45)
    told = {event.request for event in events}
    return [f"shown without its row: {request}" for request in shown if request not in told]


def test_a_killed_server_keeps_its_word(engine: str) -> None:
    """Killed under load: what was acknowledged is there whole, what was not is done once when sent again."""
    assert killed(engine, 1, 1) == []


@pytest.mark.long
def test_fifty_kills(engine: str) -> None:
    """The same, fifty times over one record."""
    assert killed(engine, 50, 2) == []


def test_a_server_that_stops_lets_everyone_finish(engine: str) -> None:
    """Asked to stop under load: every answer is a done one or a plain « try again », and stays true."""
    victim = Victim(engine)
    victim.start()
    try:
        with victim.client() as client:
            assert client.put("/Patient/one", content=json.dumps(PATIENT)).status_code == 201
        account = Account()
        under_load(victim, account, 0.2, 3, end=victim.stop)
        assert [
            one for one in account.refused if not one.startswith("503 ") or "store-closed" not in one
        ] == []
        victim.start()
        assert faults(victim, account) == []
    finally:
        victim.stop()
