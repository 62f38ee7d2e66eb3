"""`dsn demo --live` as somebody who shows it would start it: a day plays itself, and one sees it land."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from re import search
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from tests.cli.test_commands import dsn

from dsn.accounts import demo as door

PATIENCE = 240.0
"""Seconds for what comes when it comes."""


@contextmanager
def _demonstration(store: str, said: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A small province with a day much busier than real; stopped in order, and told to have been."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    small = ["--people", "40", "--first", "40", "--live", "--rate", "3"]
    command = [sys.executable, "-m", "dsn.cli", "demo", "--store", store, "--port", str(port), *small]
    with said.open("w", encoding="utf-8") as out:
        running = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True)
        try:
            yield running, port
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(timeout=60)


def _until(what: str, met: Any) -> Any:
    """What `met` gives once it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := met():
            return found
        time.sleep(0.3)
    raise AssertionError(f"waited in vain for {what}")


def _get(port: int, token: str, path: str) -> dict[str, Any]:
    asked = Request(f"http://127.0.0.1:{port}/fhir/{path}", headers={"Authorization": f"Bearer {token}"})
    with urlopen(asked, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def _page(port: int, account: str, path: str) -> str:
    """A page as that account sees it, "" where it may not."""
    base = f"http://127.0.0.1:{port}"
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    entry = browser.open(f"{base}/entree", timeout=30).read().decode()
    found = search('name="csrf" value="([^"]+)"', entry)
    assert found is not None
    form = urlencode({"csrf": found[1], "account": account, "retour": "/"}).encode()
    browser.open(f"{base}/entree", form, timeout=30)
    try:
        return str(browser.open(f"{base}{path}", timeout=30).read().decode())
    except OSError:
        return ""


@pytest.mark.long
def test_a_live_demonstration_is_seen_to_live(tmp_path: Path) -> None:
    """Arrivals of this very day land in the record through the API, and stand on the page of whom they concern."""
    store, said = f"sqlite:///{tmp_path / 'dsn.db'}", tmp_path / "said.txt"
    with _demonstration(store, said) as (running, port):
        _until("the day to begin", lambda: "journée lente" in said.read_text(encoding="utf-8"))
        token = dsn("token", "systeme", "--store", store).stdout.strip()
        before = _get(port, token, "Encounter?_summary=count")["total"]
        _until("an arrival", lambda: _get(port, token, "Encounter?_summary=count")["total"] > before)
        newest = _get(port, token, "Encounter?_sort=-_lastUpdated&_count=1")["entry"][0]["resource"]
        person = newest["subject"]["reference"].removeprefix("Patient/")
        reason = newest["reasonCode"][0]["text"]
        doctors = [one.id for one in door.ACCOUNTS if one.role == "medecin"]
        pages = [_page(port, account, f"/personnes/{person}") for account in doctors]
        assert running.poll() is None
    assert any(newest["period"]["start"][:10] in page for page in pages), reason
    assert running.returncode == 0
    told = said.read_text(encoding="utf-8")
    assert "Arrêté." in told
    assert "Traceback" not in told
