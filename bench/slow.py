"""`python -m bench.slow MILLISECONDS serve …`: the `dsn` command on a disk whose every sync takes that much longer."""

from __future__ import annotations

import sys

import apsw
from tests.support.vfs import SlowDisk

from dsn.cli import main


def slowly(milliseconds: float, words: list[str]) -> int:
    """Runs one command with the slow disk as SQLite's default."""
    disk = SlowDisk("slow", milliseconds / 1000)
    apsw.set_default_vfs("slow")
    try:
        return main(words)
    finally:
        apsw.set_default_vfs(disk.beneath)
        disk.unregister()


if __name__ == "__main__":
    sys.exit(slowly(float(sys.argv[1]), sys.argv[2:]))
