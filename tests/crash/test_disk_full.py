"""The law of the full disk: nothing acknowledged is lost, nothing is half there, and work goes on when there is room.

The disk is full at the first write of a commit, then at the second, and so on until the commit needs no more; after
each, the same process must read, refuse clearly, and once there is room again, write.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.records.ward import KEY, Clock, made, patient, relate, visit
from tests.support.vfs import FullDisk

from dsn.accounts import demo
from dsn.base.errors import Busy
from dsn.log.log import Log
from dsn.log.verify import verify
from dsn.records import Desk, Records, Why
from dsn.sql import sqlite
from dsn.sql.database import open_database
from dsn.store.changes import Create, Update
from dsn.store.store import Store


@dataclass
class Told:
    """What was acknowledged (ids of notes, requests of reads), and with which words the others were refused."""

    notes: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)


async def _write(desk: Desk, told: Told) -> None:
    note = (
        "{'resourceType': 'Observation', 'status': 'final', 'code': {'text': '%s'},"
        " 'subject': {'reference': 'Patient/roy'}}"
    )
    try:
        receipt = await desk.commit([Create(made(note % ("x" * 3000))), Update(visit("visit", "roy"))])
    except Busy as error:
        told.refusals[error.code] += 1
    else:
        told.notes.append(receipt.done[0].id)


async def _read(desk: Desk, request: str, told: Told) -> None:
    try:
        await desk.read("Patient", "roy")
    except Busy as error:
        told.refusals[error.code] += 1
    else:
        told.reads.append(request)


@dataclass
class House:
    """A record and its log on one disk."""

    disk: FullDisk
    store: Store
    log: Log
    records: Records

    async def desk(self, request: str) -> Desk:
        return await self.records.admit(demo.account("inf-gagnon").actor(), Why("night", request=request))


async def _open(folder: Path) -> House:
    disk = FullDisk(f"full-{secrets.token_hex(6)}")
    url = f"sqlite:///{folder / 'full.db'}"
    store = await Store.over(open_database(url, vfs=disk.name), relate=(relate,))
    log = Log.open(url, KEY, vfs=disk.name)
    records = Records(store, log, Clock())
    system = await records.admit(demo.SYSTEM.actor(), Why("fill", request="fill"))
    await system.commit([Update(patient("roy")), Update(visit("visit", "roy"))])
    await _read(await (House(disk, store, log, records)).desk("first"), "first", Told())
    return House(disk, store, log, records)


async def _attack(house: House, told: Told, room: int) -> bool:
    """Writes, reads and drains with room for `room` writes to the disk; whether the disk was full at any of them."""
    house.disk.left, house.disk.refused = room, 0
    await _write(await house.desk(f"write-{room}"), told)
    await _read(await house.desk(f"read-{room}"), f"read-{room}", told)
    try:
        await house.log.drain(house.store)
    except Busy as error:
        told.refusals[error.code] += 1
    refused = house.disk.refused
    house.disk.left = None
    before = len(told.notes), len(told.reads)
    await _write(await house.desk(f"after-{room}"), told)
    await _read(await house.desk(f"again-{room}"), f"again-{room}", told)
    assert (len(told.notes), len(told.reads)) == (before[0] + 1, before[1] + 1), "room again, and no work"
    return refused > 0


async def _faults(folder: Path, told: Told) -> list[str]:
    """What is wrong once everything was closed and opened again on a disk with room."""
    url = f"sqlite:///{folder / 'full.db'}"
    store, log = await Store.open(url, relate=(relate,)), Log.open(url, KEY)
    try:
        await log.drain(store)
        faults = [f"flaw: {flaw}" for flaw in (await verify(log, store)).flaws]
        events = Counter(event.request for event in await log.by_who("inf-gagnon", 0, 2**45))
        faults += [f"read without its row: {request}" for request in told.reads if not events[request]]
        faults += [f"lost: {id_}" for id_ in told.notes if await store.read("Observation", id_) is None]
        visits = await store.read("Encounter", "visit")
        assert visits is not None
        if not (await store.check()).sound:
            faults.append("index and record disagree")
        return faults
    finally:
        await log.close()
        await store.close()


async def _all(folder: Path, rooms: range) -> tuple[Told, bool]:
    """Every room of `rooms` in turn, or until a round found the disk never full: then True."""
    house, told = await _open(folder), Told()
    try:
        for room in rooms:
            if not await _attack(house, told, room):
                return told, True
        return told, False
    finally:
        await house.log.close()
        await house.store.close()


def test_a_disk_full_at_any_write_of_a_commit_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every write of a commit, of a read's row and of a drain, checkpoints among them: told so, and all is whole."""
    monkeypatch.setattr(sqlite, "CHECKPOINT_PAGES", 40)
    told, through = asyncio.run(_all(tmp_path, range(400)))
    assert through, "the last round found room for everything"
    assert set(told.refusals) == {"storage-full"}
    assert told.refusals.total() > 20
    assert min(len(told.notes), len(told.reads)) > 20
    assert asyncio.run(_faults(tmp_path, told)) == []


def test_reading_goes_on_while_a_checkpoint_finds_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log of writes cannot be moved into the file: what was acknowledged is read all the same, and after."""
    monkeypatch.setattr(sqlite, "CHECKPOINT_PAGES", 1)
    told, _ = asyncio.run(_all(tmp_path, range(60)))
    assert told.refusals["storage-full"] > 0
    assert min(len(told.notes), len(told.reads)) >= 20
    assert asyncio.run(_faults(tmp_path, told)) == []
