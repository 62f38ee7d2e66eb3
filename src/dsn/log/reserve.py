"""A reserve of room beside the months of an embedded log: when the disk is full, reading and its log go on from it.

The room is a file of that size. When a row of the log finds no room, a piece of the file is given back to the disk, and
the row is tried again; from the first piece on, the record takes no more writes (they would eat the room), until the
disk has room once more and the reserve is whole. PostgreSQL keeps its own disks: there is no reserve there
(docs/decisions/the-log-beside-the-record.md says why).
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from dsn.base.errors import Busy, DsnError

PIECE = 4 << 20
"""Bytes given back at a time: some ten thousand rows of the log."""
_LOOK = 0.5
"""Seconds for which another process's use of the reserve may go unseen."""


class Reserve:
    """`folder` None = there is none. Any process may use it up; only one that said `keep` makes it whole again."""

    def __init__(self, folder: Path | None) -> None:
        self._whole = folder / "reserve" if folder is not None else None
        self._used = folder / "reserve.used" if folder is not None else None
        self._size = 0
        self._looked = 0.0
        self._stopped = False

    def keep(self, size: int) -> bool:
        """From now on keep `size` bytes. Whether they are there: not when the disk has less than twice as much."""
        self._size = size
        return self.refill()

    def refill(self) -> bool:
        """Makes the reserve whole when there is room, and then lets the record be written again; is it whole?"""
        if not self._size or self._whole is None or self._used is None:
            return False
        if self._whole.exists() and self._whole.stat().st_size >= self._size:
            return True
        if shutil.disk_usage(self._whole.parent).free < 2 * self._size:
            return False
        passing = self._used if self._used.exists() else self._whole
        with passing.open("ab") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, self._size)
            except OSError:
                return False
        if passing is not self._whole:
            passing.rename(self._whole)
        self._looked = 0.0
        return True

    def release(self) -> bool:
        """Gives a piece back to the disk; False when nothing is left."""
        if self._whole is None or self._used is None:
            return False
        if self._whole.exists():
            self._whole.rename(self._used)  # which needs no room, and tells every process
        self._looked = 0.0
        try:
            size = self._used.stat().st_size
        except FileNotFoundError:
            return False
        if not size:
            return False
        os.truncate(self._used, max(0, size - PIECE))
        return True

    def left(self) -> int | None:
        """Bytes still kept while the reserve is in use; None while it is not."""
        try:
            return self._used.stat().st_size if self._used is not None else None
        except FileNotFoundError:
            return None

    def lacking(self) -> int | None:
        """Bytes free on a disk that has no room for the reserve that was asked for; None while nothing is amiss."""
        if not self._size or self._whole is None or self._whole.exists() or self.left() is not None:
            return None
        return shutil.disk_usage(self._whole.parent).free

    def stopped(self) -> DsnError | None:
        """Why the record takes no writes now; None when it does."""
        if self._used is None:
            return None
        now = time.monotonic()
        if now - self._looked > _LOOK:
            self._looked, self._stopped = now, self._used.exists()
        return Busy("storage-reserve") if self._stopped else None
