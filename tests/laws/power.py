"""A record under load on a disk whose power may be cut, and what it must show afterwards."""

from __future__ import annotations

import asyncio
import random
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.vfs import Machine

from dsn.fhir.json import decode
from dsn.sql import sqlite
from dsn.sql.database import open_database
from dsn.store import Store, changes
from dsn.store.changes import Commit, Delete, Receipt, Stamp, Update

TYPES = ("Patient", "Observation", "Encounter")
PEOPLE = 5
VERSIONS = ("created", "updated", "deleted")


@dataclass
class Done:
    """A commit, with the moment of the disk's journal when its writer was told; `token` stands in its outbox row."""

    moment: int
    token: bytes
    receipt: Receipt


@dataclass
class Run:
    """What was written and when it was acknowledged, and the disk's journal."""

    machine: Machine
    commits: list[Done] = field(default_factory=list)


def run_load(folder: Path, seed: int, commits: int, synchronous: str) -> Run:
    """Writes under load: groups of commits at once, small checkpoints so that the file itself is written often."""
    run = Run(Machine(f"machine-{secrets.token_hex(6)}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "CHECKPOINT_PAGES", 60)
        asyncio.run(_write(run, folder, random.Random(seed), commits, synchronous))
    return run


async def _write(run: Run, folder: Path, chooser: random.Random, commits: int, synchronous: str) -> None:
    url = f"sqlite:///{folder / 'cut.db'}"
    database = open_database(url, vfs=run.machine.name, synchronous=synchronous)
    store = await Store.over(database)
    try:
        left = commits
        while left > 0:
            crowd = min(left, chooser.randint(1, 6))
            await asyncio.gather(*(_commit(run, store, chooser) for _ in range(crowd)))
            left -= crowd
    finally:
        await store.close()


async def _commit(run: Run, store: Store, chooser: random.Random) -> None:
    wanted = [_change(chooser) for _ in range(chooser.randint(1, 4))]
    distinct = {one.resource.id if isinstance(one, Update) else one.id: one for one in wanted}
    token = secrets.token_bytes(8)
    receipt = await store.commit(Commit(tuple(distinct.values()), Stamp("load"), outbox=(token,)))
    run.commits.append(Done(run.machine.moment, token, receipt))


def _change(chooser: random.Random) -> Update | Delete:
    type_, number = chooser.choice(TYPES), chooser.randrange(PEOPLE)
    id_ = f"{type_.lower()}-{number}"
    if chooser.random() < 0.15:
        return Delete(type_, id_)
    return Update(decode(_body(type_, id_, number, chooser)))


def _body(type_: str, id_: str, number: int, chooser: random.Random) -> str:
    text = "".join(chooser.choices("abcdefghij ", k=chooser.randint(1, 400))).strip() or "x"
    subject = f'"subject":{{"reference":"Patient/patient-{number}"}}'
    return {
        "Patient": f'{{"resourceType":"Patient","id":"{id_}","name":[{{"text":"{text}"}}]}}',
        "Observation": f'{{"resourceType":"Observation","id":"{id_}","status":"final",{subject},'
        f'"code":{{"text":"{text}"}}}}',
        "Encounter": f'{{"resourceType":"Encounter","id":"{id_}","status":"planned",{subject},'
        f'"class":{{"code":"AMB"}},"length":{{"value":{chooser.randint(1, 99)}}}}}',
    }[type_]


def faults_after_cut(run: Run, moment: int, seed: int, folder: Path) -> list[str]:
    """What is wrong with the record that the disk shows when the power went at `moment`; nothing, if all is well."""
    folder.mkdir()
    run.machine.after_cut(moment, random.Random(seed), folder)
    return asyncio.run(_faults(run, folder, moment))


async def _faults(run: Run, folder: Path, moment: int) -> list[str]:
    if not (folder / "cut.db").exists():
        return ["no file"] if any(one.moment <= moment for one in run.commits) else []
    store = await Store.open(f"sqlite:///{folder / 'cut.db'}")
    try:
        told = {body for _, body in await store.outbox_take(100_000)}
        faults = [fault for one in run.commits for fault in await _judge(store, one, told, moment)]
        report = await store.check()
        if not report.sound:
            faults.append(f"index and record disagree: {report}")
        return faults
    finally:
        await store.close()


async def _judge(store: Store, one: Done, told: set[bytes], moment: int) -> list[str]:
    """An acknowledged commit is there; any other is there as a whole or not at all."""
    there = [
        await _is_there(store, one.receipt, done) for done in one.receipt.done if done.outcome in VERSIONS
    ]
    there.append(one.token in told)
    if one.moment <= moment and not all(there):
        return [f"lost: {one}"]
    return [f"half: {one}"] if any(there) and not all(there) else []


async def _is_there(store: Store, receipt: Receipt, done: changes.Done) -> bool:
    found = await store.vread(done.type, done.id, done.version)
    return found is not None and found.instant == receipt.instant
