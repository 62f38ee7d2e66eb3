"""`dsn demo --live`: a slow day is played on the demonstration's own server, as another system would."""

from __future__ import annotations

import asyncio
from datetime import date, datetime

from dsn.accounts import demo as door
from dsn.assembly import System
from dsn.base import clock
from dsn.cli.command import Console
from dsn.jobs.caller import Caller
from dsn.jobs.playing import Pace, Player
from dsn.synth import demo, province
from dsn.synth.playing import acts

RATE = 0.05
"""Of the full volume unless somebody says another: some six acts a minute by day."""
HOUR = 3600


async def lively(system: System, console: Console, as_of: date, people: int, rate: float = RATE) -> None:
    """Hour after hour by the wall clock, until cancelled; each hour with a token of its own."""
    settings = system.settings
    console.tell(console.words._("Une journée lente se joue : les pages annoncent du nouveau."))
    while True:
        token = system.accounts.issue_token(door.SYSTEM.id)
        caller = Caller(f"http://{settings.host}:{settings.port}/fhir", token)
        try:
            await asyncio.to_thread(_hour, caller, _now(system), as_of, people, rate)
        finally:
            caller.stop.set()


def _now(system: System) -> datetime:
    return clock.to_datetime(system.clock()).astimezone(clock.LOCAL)


def _hour(caller: Caller, now: datetime, as_of: date, people: int, rate: float) -> None:
    """From now to the end of this hour of the day, in real time."""
    second = now.hour * HOUR + now.minute * 60 + now.second
    player = Player(caller, Pace(1.0, second, (second // HOUR + 1) * HOUR))
    told = acts(demo.SEED, province.TEAMS_OF, now.date(), rate=rate, people=people, as_of=as_of)
    try:
        player.play(told)
    finally:
        caller.close()
