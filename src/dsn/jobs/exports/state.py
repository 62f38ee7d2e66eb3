"""How far an export is, on disk: what was asked, its instant, the last key, and how long each file was then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from dsn.base.clock import Instant
from dsn.base.errors import Conflict
from dsn.base.ids import Key
from dsn.jobs.backups.manifest import sync

UNFINISHED = "export.unfinished.json"
MANIFEST = "export.json"


class Asked(msgspec.Struct, frozen=True):
    """Whose export of what. `since`: versions recorded from then on; 0 = all that stands. Empty lists = no limit."""

    account: str
    types: list[str] = []
    patients: list[str] = []
    since: Instant = 0


class Lines(msgspec.Struct):
    """One file: how many resources and bytes are in it for good."""

    count: int = 0
    size: int = 0
    sha256: str = ""


class State(msgspec.Struct):
    """`after` None = it is finished. `looked`: resources looked at, in scope or not."""

    asked: Asked
    at: Instant
    after: Key | None
    looked: int = 0
    files: dict[str, Lines] = {}

    @property
    def count(self) -> int:
        """Resources written so far."""
        return sum(lines.count for lines in self.files.values())


def found(folder: Path, asked: Asked) -> State | None:
    """The unfinished export in the folder, to go on with; None where there is nothing yet.

    Raises Conflict `export-folder-taken` when something else lies there, or an export of something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    there = folder / UNFINISHED
    if not there.exists():
        if any(folder.iterdir()):
            raise Conflict("export-folder-taken", folder=str(folder))
        folder.chmod(0o700)
        return None
    try:
        state = msgspec.json.decode(there.read_bytes(), type=State)
    except msgspec.MsgspecError:
        raise Conflict("export-folder-taken", folder=str(folder)) from None
    if state.asked != asked:
        raise Conflict("export-folder-taken", folder=str(folder))
    return state


def keep(folder: Path, state: State, files: Mapping[str, BinaryIO]) -> None:
    """Notes how far it is, once what was written is on disk; whole or not at all."""
    for name, file in files.items():
        file.flush()
        sync(folder / name)
    _put(folder, UNFINISHED, state)


def finish(folder: Path, state: State) -> None:
    """The manifest takes the place of the note."""
    _put(folder, MANIFEST, state)
    (folder / UNFINISHED).unlink(missing_ok=True)
    sync(folder)


def _put(folder: Path, name: str, state: State) -> None:
    passing = folder / f"{name}.part"
    passing.write_bytes(msgspec.json.format(msgspec.json.encode(state)))
    sync(passing)
    passing.rename(folder / name)
    sync(folder)
