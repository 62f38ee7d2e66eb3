"""Everything a desk sees, as of one instant: in slices and constant memory, going on where it was stopped."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from dsn.base.clock import Instant
from dsn.jobs.backups.manifest import digest_of
from dsn.jobs.exports import state as states
from dsn.jobs.exports.state import Asked, Lines, State
from dsn.records import Desk
from dsn.store.changes import Version
from dsn.store.keeping.walk import SLICE, START

EVERY = 20
"""Slices after which it is noted how far the export is: some ten thousand resources may have to be written again."""
DELETED = "deleted.ndjson"

Told = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """Resources written, and looked at."""

    written: int
    looked: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `resumed`: resources that an earlier, stopped run had written."""

    at: Instant
    files: dict[str, Lines]
    resumed: int

    @property
    def count(self) -> int:
        return sum(lines.count for lines in self.files.values())


async def export(
    desk: Desk, folder: Path, asked: Asked, told: Told = lambda progress: None, at: Instant | None = None
) -> Exported:
    """Writes `Type.ndjson` files into `folder`, which is empty, absent, or holds a stopped export of the same.

    A stopped one goes on at its own instant: in the end the bytes are those of one that was not stopped. With
    `asked.since`, what was deleted since is in `deleted.ndjson`, as transaction Bundles (FHIR Bulk Data Export).
    Raises Conflict `export-folder-taken`, and what `Desk.export` raises.
    """
    known = await asyncio.to_thread(states.found, folder, asked)
    taken = await desk.export(
        patients=asked.patients, types=asked.types, since=asked.since, at=known.at if known else at
    )
    state = known or State(asked, taken.at, START)
    resumed = state.count
    with _Files(folder, state) as files:
        await asyncio.to_thread(files.keep)  # its instant stands from here on
        slices = 0
        while state.after is not None:
            found = await taken.next(state.after)
            await asyncio.to_thread(files.add, found.versions)
            state.after = found.after
            state.looked += SLICE
            slices += 1
            if slices % EVERY == 0:
                await asyncio.to_thread(files.keep)
            told(Progress(state.count, state.looked))
        await asyncio.to_thread(files.keep)
    await asyncio.to_thread(_finish, folder, state)
    return Exported(state.at, state.files, resumed)


def _finish(folder: Path, state: State) -> None:
    for name, lines in state.files.items():
        lines.sha256 = digest_of(folder / name, lambda count: None)
    states.finish(folder, state)


class _Files:
    """One open file for each type met so far; each is first cut to where the note says it was."""

    def __init__(self, folder: Path, state: State) -> None:
        self._folder = folder
        self._state = state
        self._open: dict[str, BinaryIO] = {}
        self._stack = ExitStack()

    def __enter__(self) -> _Files:
        for path in self._folder.glob("*.ndjson"):  # what came after the note is written again
            if path.name in self._state.files:
                os.truncate(path, self._state.files[path.name].size)
            else:
                path.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, versions: Iterable[Version]) -> None:
        lines: dict[str, list[bytes]] = {}
        for version in versions:
            name = DELETED if version.deleted else f"{version.type}.ndjson"
            lines.setdefault(name, []).append(_gone(version) if version.deleted else version.body)
        for name, some in lines.items():
            block = b"\n".join([*some, b""])
            self._file(name).write(block)
            kept = self._state.files[name]
            kept.count += len(some)
            kept.size += len(block)

    def keep(self) -> None:
        states.keep(self._folder, self._state, self._open)

    def _file(self, name: str) -> BinaryIO:
        if name not in self._open:
            path = self._folder / name
            path.touch(mode=0o600)
            self._open[name] = self._stack.enter_context(path.open("ab"))
            self._state.files.setdefault(name, Lines())
        return self._open[name]


def _gone(version: Version) -> bytes:
    entry = {"request": {"method": "DELETE", "url": f"{version.type}/{version.id}"}}
    return msgspec.json.encode({"resourceType": "Bundle", "type": "transaction", "entry": [entry]})
