"""A server under load that is killed, and what it must show when it is started again."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

SECONDS = 60
IDS = "urn:test:killed"
CLIENTS = 4


class Victim:
    """`dsn serve` on the store at `url`, which may be killed and started again on the same port."""

    def __init__(self, url: str) -> None:
        self.store = url
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.base = f"http://127.0.0.1:{probe.getsockname()[1]}"
        self.token = run("token", "systeme", "--store", url)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Until it answers; the seconds it took."""
        begun = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "dsn.cli",
            "serve",
            "--store",
            self.store,
            "--port",
            self.base.rpartition(":")[2],
        ]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while time.monotonic() < begun + SECONDS:
            assert self._process.poll() is None, "the server ended instead of serving"
            try:
                httpx.get(f"{self.base}/healthz", timeout=5)
            except httpx.TransportError:
                time.sleep(0.02)
            else:
                return time.monotonic() - begun
        raise AssertionError("the server never answered")

    def kill(self) -> None:
        """No warning, no last word."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """In order, as its supervisor would."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, how)
            self._process.wait(SECONDS)
            self._process = None

    def client(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/fhir+json"}
        return httpx.Client(base_url=f"{self.base}/fhir", headers=headers, timeout=SECONDS)


def run(*words: str) -> str:
    """A `dsn` command to its end; raises when it fails."""
    command = [sys.executable, "-m", "dsn.cli", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout.strip()


def note(number: str, part: int = 0) -> dict[str, Any]:
    """One Observation, found again by its identifier; `part` tells those of one transaction apart."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "identifier": [{"system": IDS, "value": number}],
        "code": {"text": f"{number} {part} {'x' * 500}"},
        "subject": {"reference": "Patient/one"},
    }


@dataclass(frozen=True)
class Sent:
    """A write: a create when `parts` is 1, else a transaction of so many creates. `number` is its idempotency key."""

    number: str
    parts: int

    def through(self, client: httpx.Client) -> httpx.Response:
        """Sends it; the answer. Raises httpx.TransportError when no answer came."""
        headers = {"idempotency-key": self.number}
        if self.parts == 1:
            return client.post("/Observation", content=json.dumps(note(self.number)), headers=headers)
        entries = [
            {"resource": note(self.number, part), "request": {"method": "POST", "url": "Observation"}}
            for part in range(self.parts)
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        return client.post("", content=json.dumps(bundle), headers=headers)


@dataclass
class Account:
    """What clients were told: writes acknowledged, writes not (yet), reads shown (by request), what was refused."""

    done: list[Sent] = field(default_factory=list)
    unknown: list[Sent] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def load(victim: Victim, account: Account, stop: threading.Event, seed: int) -> None:
    """One client: writes and reads until told to stop, or until the server goes away."""
    chooser = random.Random(seed)
    with victim.client() as client:
        while not stop.is_set():
            try:
                _act(client, account, chooser)
            except httpx.TransportError:
                return


def _act(client: httpx.Client, account: Account, chooser: random.Random) -> None:
    if chooser.random() < 0.4:
        number = secrets.token_hex(6)
        if client.get("/Patient/one", headers={"x-request-id": number}).status_code == 200:
            account.shown.append(number)
        return
    sent = Sent(secrets.token_hex(6), chooser.choice((1, 1, 3)))
    account.unknown.append(sent)
    answer = sent.through(client)
    if answer.is_success:
        account.unknown.remove(sent)
        account.done.append(sent)
    else:
        account.refused.append(f"{answer.status_code} {answer.text}")


def under_load(
    victim: Victim, account: Account, seconds: float, seed: int, end: Callable[[], None] | None = None
) -> None:
    """Runs the load for so long from its first read and write on, then kills (or `end`s) the server meanwhile."""
    stop = threading.Event()
    crowd = [
        threading.Thread(target=load, args=(victim, account, stop, seed + number))
        for number in range(CLIENTS)
    ]
    for one in crowd:
        one.start()
    last = time.monotonic() + SECONDS
    while not (account.done and account.shown) and time.monotonic() < last:
        time.sleep(0.01)
    time.sleep(seconds)
    (end or victim.kill)()
    stop.set()
    for one in crowd:
        one.join()


def faults(victim: Victim, account: Account) -> list[str]:
    """What is wrong with what the server shows now. Unanswered writes are sent once more under their own key."""
    found: list[str] = []
    with victim.client() as client:
        for sent in account.unknown:
            there = count(client, sent)
            if there not in (0, sent.parts):
                found.append(f"half there: {there} of {sent}")
            answer = sent.through(client)
            if not answer.is_success:
                found.append(f"refused again: {sent}: {answer.status_code} {answer.text}")
        for sent in (*account.done, *account.unknown):
            there = count(client, sent)
            if there != sent.parts:
                found.append(f"there {there} times: {sent}")
    return found


def count(client: httpx.Client, sent: Sent) -> int:
    """How many Observations of this write are found by its identifier."""
    answer = client.get(
        "/Observation", params={"identifier": f"{IDS}|{sent.number}", "_summary": "count"}
    ).json()
    return int(answer["total"])
