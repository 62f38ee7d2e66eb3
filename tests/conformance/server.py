"""`dsn serve` as its operator starts it: a process of its own on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

SECONDS = 60
"""How long anything may take before the test gives up: far above what is ever seen, for machines under load."""


@dataclass(frozen=True, slots=True)
class Served:
    """Where it answers, and a token of its system account."""

    port: int
    token: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/fhir"

    def client(self) -> httpx.Client:
        return httpx.Client(headers={"authorization": f"Bearer {self.token}"}, timeout=SECONDS)

    def answer(self, sent: bytes, *, half: bool = False) -> bytes:
        """What comes back for these bytes until the server closes; `half` closes our side first."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as plug:
            try:
                plug.sendall(sent)
                if half:
                    plug.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # refused before all of it was read: the answer is there already
            return _all_of(plug)


@contextmanager
def served(url: str) -> Iterator[Served]:
    """A server on the store at `url`, stopped at the end."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "dsn.cli", "serve", "--store", url, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DSN_BODY_LIMIT": "4000000"},
    )
    try:
        _wait(port, process)
        yield Served(port, _run("token", "systeme", "--store", url).strip())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)


def is_sound(url: str) -> bool:
    """Does `dsn check` find index and record in agreement?"""
    return _code("check", "--store", url) == 0


def _run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "dsn.cli", *command],
        check=True,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return done.stdout


def _code(*command: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "dsn.cli", *command], check=False, capture_output=True, timeout=SECONDS
    ).returncode


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + SECONDS
    while time.monotonic() < last:
        assert process.poll() is None, "the server ended instead of serving"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server does not answer")


def _all_of(plug: socket.socket) -> bytes:
    parts = []
    try:
        while part := plug.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
