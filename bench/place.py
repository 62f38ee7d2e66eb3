"""Where measurements happen: a server of ours, pinned to one core, on a store that is filled once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1


@dataclass(slots=True)
class Place:
    """`data` is a folder of Bundles; `folder` a scratch folder; `store_url` the store under test.

    `pids`: processes beside the server whose time counts as its own (PostgreSQL's).
    """

    data: Path
    folder: Path
    store_url: str
    seconds: float = 5.0
    pids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers. `started` is seconds from its start to its first answer."""

    base_url: str
    pid: int
    started: float


def pin(core: int) -> None:
    """Keep this process, and what it starts, on one core; on a machine with fewer cores it stays where it is."""
    if core < (os.cpu_count() or 1):
        os.sched_setaffinity(0, {core})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dsn(place: Place, *words: str) -> str:
    """Run the `dsn` command to its end; its standard output. Raises CalledProcessError with what it said."""
    command = [sys.executable, "-m", "dsn.cli", *words, "--store", place.store_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(words)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return done.stdout


@contextmanager
def serving(
    place: Place, command: Sequence[str] | None = None, *, ready: str = "/healthz"
) -> Iterator[Running]:
    """A server on a free loopback port, pinned to its core, until the block ends."""
    port = free_port()
    words = command or [sys.executable, "-m", "dsn.cli", "serve", "--store", place.store_url]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*words, "--port", str(port)],
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: pin(SERVER_CORE),
            start_new_session=True,
        )
        try:
            base_url = f"http://127.0.0.1:{port}"
            _wait(base_url + ready, process, said)
            yield Running(base_url, process.pid, time.perf_counter() - begun)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes], said: object) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            said.seek(0)  # type: ignore[attr-defined]
            raise RuntimeError(f"the server ended: {said.read()[-2000:]!r}")  # type: ignore[attr-defined]
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f"no answer from {url} within a minute")


def memory_of(pid: int) -> float:
    """USS of a process and its children, in megabytes: what would be freed if it ended."""
    total = 0
    for one in [pid, *_children(pid)]:
        for line in Path(f"/proc/{one}/smaps_rollup").read_text(encoding="utf-8").splitlines():
            if line.startswith(("Private_Clean", "Private_Dirty")):
                total += int(line.split()[1])
    return total / 1024


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    direct = [int(word) for word in text.split()]
    return direct + [grandchild for child in direct for grandchild in _children(child)]
