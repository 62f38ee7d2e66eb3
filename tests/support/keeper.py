"""Owns the run's PostgreSQL: starts it, says its port on standard output, and stops it when the run ends.

A process of its own, so that the server dies with the run however the run ends, `kill -9` included:
`python -m tests.support.keeper FOLDER OWNER`, where OWNER is the process that owns the run.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
from pathlib import Path

from tests.support.server import PostgresServer


def keep(folder: Path, owner: int) -> None:
    """Runs until the owner ends, the server ends, or SIGTERM comes."""
    wake_read, wake_write = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(wake_write, b"."))
    owner_ends = os.pidfd_open(owner)
    with PostgresServer(folder / "postgres") as server:
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.close()
        ended, _, _ = select.select([owner_ends, wake_read, os.pidfd_open(server.process.pid)], [], [])
    if owner_ends in ended:  # killed before it could tidy
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
