"""Disks that misbehave, for SQLite: a slow sync, and a machine whose power may be cut at any moment.

`SlowDisk` waits at each sync. `Machine` keeps a journal of every write, truncation and sync of all its files.
`after_cut(moment, …)` gives the files as the disk may show them when the power went after that many entries: what was
synced by then is there; of what was not, a random part is, torn at sectors, in any order.
"""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import NamedTuple

import apsw

SECTOR = 512


class SlowDisk(apsw.VFS):
    """Each sync takes `seconds` longer."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self.seconds = seconds
        self.beneath = apsw.vfs_names()[0]  # by name: this one may itself be made the default
        super().__init__(name, self.beneath)

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _SlowFile(self, name, flags)


class _SlowFile(apsw.VFSFile):
    def __init__(self, disk: SlowDisk, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__(disk.beneath, name, flags)

    def xSync(self, flags: int) -> None:  # noqa: N802
        time.sleep(self._disk.seconds)
        super().xSync(flags)


class Entry(NamedTuple):
    """A write (`data`), a truncation to `offset` (nothing else), a sync, or the deletion of the file.

    A deletion is on disk at once: SQLite syncs the folder where it matters, and where it does not the file is empty.
    """

    path: str
    offset: int = 0
    data: bytes | None = None
    sync: bool = False
    deleted: bool = False


class Machine(apsw.VFS):
    """Register one per test under a name of its own; databases opened with `vfs=name` are on its disk."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.journal: list[Entry] = []
        self.lock = threading.Lock()
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _MachineFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self.note(Entry(filename, deleted=True))

    def note(self, entry: Entry) -> None:
        with self.lock:
            self.journal.append(entry)

    @property
    def moment(self) -> int:
        """How many entries there are: everything acknowledged by now must survive a cut from here on."""
        return len(self.journal)

    def after_cut(self, moment: int, chooser: random.Random, to: Path) -> None:
        """Writes the files into the folder `to`, as the disk may have them."""
        files: dict[str, _Disk] = {}
        for entry in self.journal[:moment]:
            if entry.deleted:
                files.pop(entry.path, None)
            else:
                files.setdefault(entry.path, _Disk()).take(entry)
        for path, disk in files.items():
            (to / Path(path).name).write_bytes(disk.after_cut(chooser))


class _Disk:
    """One file: what is safe, and what was done since."""

    def __init__(self) -> None:
        self._safe = bytearray()
        self._since: list[Entry] = []

    def take(self, entry: Entry) -> None:
        if not entry.sync:
            self._since.append(entry)
            return
        for done in self._since:
            _apply(self._safe, done.offset, done.data)
        self._since.clear()

    def after_cut(self, chooser: random.Random) -> bytes:
        content = bytearray(self._safe)
        share = chooser.choice((0.0, 0.3, 0.7, 1.0))
        for entry in self._since:
            for offset, data in _sectors(entry):
                if chooser.random() < share:
                    _apply(content, offset, data)
        return bytes(content)


def _sectors(entry: Entry) -> list[tuple[int, bytes | None]]:
    """A write, cut where sectors of the disk end; a truncation is one piece."""
    if entry.data is None:
        return [(entry.offset, None)]
    pieces: list[tuple[int, bytes | None]] = []
    at = 0
    while at < len(entry.data):
        length = min(SECTOR - (entry.offset + at) % SECTOR, len(entry.data) - at)
        pieces.append((entry.offset + at, entry.data[at : at + length]))
        at += length
    return pieces


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class _MachineFile(apsw.VFSFile):
    def __init__(self, machine: Machine, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._machine = machine
        self._path = (name if isinstance(name, str) or name is None else name.filename()) or ""
        super().__init__("", name, flags)

    def _note(self, entry: Entry) -> None:
        if self._path:  # files without a name are SQLite's own, gone when it closes
            self._machine.note(entry)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._note(Entry(self._path, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._note(Entry(self._path, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._note(Entry(self._path, sync=True))


class FullDisk(apsw.VFS):
    """A disk on which only so many more writes find room; the others end as `FullError`, as SQLite says ENOSPC.

    `left` is None while there is room. `refused` counts the writes that found none.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.left: int | None = None
        self.refused = 0
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _FullFile(self, name, flags)

    def take(self) -> None:
        """One write asks for room."""
        if self.left is None:
            return
        if self.left == 0:
            self.refused += 1
            raise apsw.FullError("no space left on device")
        self.left -= 1


class _FullFile(apsw.VFSFile):
    def __init__(self, disk: FullDisk, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.take()
        super().xWrite(data, offset)
