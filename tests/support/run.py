"""What belongs to one run of pytest, shared by its workers: a folder, and the process that owns the run."""

from __future__ import annotations

import os
import select
import shutil
import signal
import tempfile
from pathlib import Path

_FOLDER, _OWNER = "TEST_RUN_FOLDER", "TEST_RUN_OWNER"  # not DSN_…, which settings read
_SECONDS_TO_STOP = 20


def begin_run() -> None:
    """Called once, by the process that the person started, before any worker exists."""
    folder = tempfile.mkdtemp(prefix="dsn-tests-")
    Path(folder).chmod(0o711)  # PostgreSQL refuses to run as root, and its own user must reach its data
    os.environ[_FOLDER], os.environ[_OWNER] = folder, str(os.getpid())


def end_run() -> None:
    """Stops what the run started and removes its folder."""
    folder = run_folder()
    keeper = folder / "postgres.keeper"
    if keeper.exists():
        _stop(int(keeper.read_text()))
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ[_FOLDER], os.environ[_OWNER]


def run_folder() -> Path:
    return Path(os.environ[_FOLDER])


def run_owner() -> int:
    """The process whose end is the end of the run."""
    return int(os.environ[_OWNER])


def _stop(process: int) -> None:
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        select.select([handle], [], [], _SECONDS_TO_STOP)
    except ProcessLookupError:
        return
    finally:
        os.close(handle)
