"""`dsn serve` as a process of its own on a free port, stopped at the end whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.request import urlopen

SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `fhir` is the address of its FHIR service."""

    store: str
    fhir: str

    def token(self, account: str = "systeme") -> str:
        return _token(self.store, account)


@cache
def _token(store: str, account: str) -> str:
    command = _command("token", account, store=store)
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=_plain())
    return done.stdout.strip()


@contextmanager
def serving(store: str) -> Iterator[Server]:
    """Over the store at that URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryFile() as said:
        command = _command("serve", "--port", str(port), store=store)
        process = subprocess.Popen(command, stdout=said, stderr=said, env=_plain())
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process)
            yield Server(store, f"http://127.0.0.1:{port}/fhir")
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _command(*words: str, store: str) -> list[str]:
    return [sys.executable, "-m", "dsn.cli", *words, "--store", store]


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DSN_")}


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"no answer from {url}")
