"""`dsn demo` as a person starts it, on a free port and a store of its own, stopped at the end whatever happens."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

SECONDS_TO_START = 60
HERE = "http://127.0.0.1"


class Served:
    """A running demonstration. `url` is its address, without a slash at the end."""

    def __init__(self, folder: Path, people: int = 0, first: int = 0) -> None:
        """`people`: those of the province that are in, or come in while it runs; `first`: before it answers."""
        self._amount = ("--people", str(people), "--first", str(first))
        self.store = f"sqlite:///{folder / 'dsn.db'}"
        self.port = _free_port()
        self.url = f"{HERE}:{self.port}"
        self._output = folder / "output.txt"

    @contextmanager
    def running(self) -> Iterator[Served]:
        with self._output.open("wb") as output:
            process = subprocess.Popen(
                self._command("demo", "--port", str(self.port), *self._amount),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            try:
                self._wait(process)
                yield self
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def file(self, resource: dict[str, Any]) -> None:
        """Files a resource through the FHIR door, as a laboratory's program would."""
        done = subprocess.run(self._command("token", "systeme"), capture_output=True, text=True, check=True)
        request = Request(
            f"{self.url}/fhir/{resource['resourceType']}/{resource['id']}",
            data=json.dumps(resource).encode(),
            headers={
                "authorization": f"Bearer {done.stdout.strip()}",
                "content-type": "application/fhir+json",
            },
            method="PUT",
        )
        with urlopen(request, timeout=20) as answer:
            assert answer.status in (200, 201)

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "dsn.cli", *words, "--store", self.store]

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        last = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < last and process.poll() is None:
            try:
                with urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(
            f"the demonstration did not start: {self._output.read_text(errors='replace')[-2000:]}"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
