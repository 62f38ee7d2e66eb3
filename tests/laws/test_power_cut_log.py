"""The law of the power cut, for the log: each read shown and each write made is in it, once; every chain is whole."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.records.ward import KEY, Clock, made, patient, relate, visit
from tests.support.vfs import Machine

from dsn.accounts import demo
from dsn.log.log import Log
from dsn.log.verify import verify
from dsn.records import Desk, Records, Why
from dsn.sql import sqlite
from dsn.sql.database import open_database
from dsn.store.changes import Create, Update
from dsn.store.store import Store

CUT = "cut.db"


@dataclass
class Night:
    """What was acknowledged, by request, with the moment of the disk's journal when it was."""

    machine: Machine
    began: int = 0
    reads: dict[str, int] = field(default_factory=dict)
    writes: dict[str, int] = field(default_factory=dict)


def _night(folder: Path, seed: int, acts: int, synchronous: str = "FULL") -> Night:
    """A loaded night: reads, writes and drains side by side, with small checkpoints."""
    night = Night(Machine(f"night-{secrets.token_hex(6)}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "CHECKPOINT_PAGES", 40)
        asyncio.run(_live(night, folder, random.Random(seed), acts, synchronous))
    return night


async def _live(night: Night, folder: Path, chooser: random.Random, acts: int, synchronous: str) -> None:
    url = f"sqlite:///{folder / CUT}"
    store = await Store.over(open_database(url, vfs=night.machine.name), relate=(relate,))
    log = Log.open(url, KEY, vfs=night.machine.name, synchronous=synchronous)
    records = Records(store, log, Clock())
    system = await records.admit(demo.SYSTEM.actor(), Why("fill", request="fill"))
    await system.commit([Update(patient("roy")), Update(visit("visit", "roy"))])
    night.began = night.machine.moment
    left = acts
    while left > 0:
        crowd = min(left, chooser.randint(1, 6))
        await asyncio.gather(*(_act(night, records, log, store, chooser) for _ in range(crowd)))
        left -= crowd
    await log.close()
    await store.close()


async def _act(night: Night, records: Records, log: Log, store: Store, chooser: random.Random) -> None:
    request = secrets.token_hex(4)
    desk = await records.admit(demo.account("inf-gagnon").actor(), Why("night", request=request))
    what = chooser.random()
    if what < 0.5:
        await desk.read("Patient", "roy")
        night.reads[request] = night.machine.moment
    elif what < 0.85:
        await _write(desk)
        night.writes[request] = night.machine.moment
    else:
        await log.drain(store)


async def _write(desk: Desk) -> None:
    note = made(
        "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': 'x'},"
        " 'subject': {'reference': 'Patient/roy'}}"
    )
    await desk.commit([Create(note)])


def _after_cut(night: Night, moment: int, seed: int, folder: Path) -> list[str]:
    """What is wrong after the power went at `moment`."""
    folder.mkdir()
    night.machine.after_cut(moment, random.Random(seed), folder)
    months = folder / f"{CUT}.log"
    months.mkdir()
    for file in list(folder.glob("20??-??.db*")):
        file.rename(months / file.name)
    return asyncio.run(_faults(night, moment, folder))


async def _faults(night: Night, moment: int, folder: Path) -> list[str]:
    url = f"sqlite:///{folder / CUT}"
    store = await Store.open(url, relate=(relate,))
    log = Log.open(url, KEY)
    try:
        before = await verify(log, store)
        await log.drain(store)
        after = await verify(log, store)
        told = Counter(event.request for event in await log.by_who("inf-gagnon", 0, 2**45))
        faults = [f"flaw: {flaw}" for flaw in (*before.flaws, *after.flaws)]
        faults += [
            f"lost: {one}"
            for one, at in (night.reads | night.writes).items()
            if at <= moment and not told[one]
        ]
        return faults + [f"twice: {one}" for one in night.writes if told[one] > 1]
    finally:
        await log.close()
        await store.close()


def _all_faults(night: Night, seed: int, cuts: int, folder: Path) -> list[str]:
    chooser = random.Random(seed)
    found: list[str] = []
    for number in range(cuts):
        moment = chooser.randint(night.began, night.machine.moment)
        found += _after_cut(night, moment, chooser.randrange(2**32), folder / f"cut-{number}")
    return found


def test_no_acknowledged_act_is_missing_from_the_log_after_a_cut(tmp_path: Path) -> None:
    """Thirty cuts of a loaded night: every read shown and every write made is in the log once; all chains are whole."""
    night = _night(tmp_path, seed=1, acts=120)
    assert min(len(night.reads), len(night.writes)) > 20
    assert _all_faults(night, 1, 30, tmp_path) == []


def test_the_cut_finds_what_a_log_without_sync_loses(tmp_path: Path) -> None:
    """The same law fails when the log's commits do not wait for the disk: so it would notice."""
    night = _night(tmp_path, seed=1, acts=120, synchronous="NORMAL")
    assert any(fault.startswith("lost") for fault in _all_faults(night, 1, 15, tmp_path))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_six_hundred_cuts_of_the_log(tmp_path: Path, seed: int) -> None:
    """Twenty nights, thirty cuts each."""
    night = _night(tmp_path, seed=100 + seed, acts=150)
    assert _all_faults(night, seed, 30, tmp_path) == []
