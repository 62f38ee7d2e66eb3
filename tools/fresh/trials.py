"""What is tried in the bare machine. Each trial prints what it saw and answers with a Tally."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from tools.checks.tally import FAILED, PASSED, Tally
from tools.fresh.machine import HOME, MACHINE, entering, environment_of, home_of, inside
from tools.setup.places import ROOT

LAST_LINE = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped")
SECONDS_TO_SERVE = 900  # downloads included; the demonstration's own 60 s are measured by its tests


def clone(user: str) -> None:
    """A clean clone of what is committed, in the user's home."""
    target = MACHINE / home_of(user).lstrip("/") / "dsn"
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)], check=True)
    inside("root", f"chown -R {user}:{user} {home_of(user)}")


def try_bare_refusal(user: str) -> Tally:
    """A plain user on a machine without ensurepip is told the line to type, and the command fails."""
    log = _log("refusal")
    code = inside(user, "cd ~/dsn && make demo", log=log)
    told = "apt-get install -y python3-venv" in log.read_text()
    return _judge(f"{user}: the line to type is printed", code != 0 and told, log)


def try_demo(user: str) -> Tally:
    """`make demo` answers a page on loopback, and stops when told."""
    log, port = _log(f"demo-{user}"), _free_port()
    environment = {**environment_of(user), "DSN_PORT": str(port)}
    with log.open("wb") as out:
        server = subprocess.Popen(
            entering(user, "cd ~/dsn && exec make demo"), env=environment, stdin=subprocess.DEVNULL,
            stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        served = _await_page(server, port)
        _stop(server)
    return _judge(f"{user}: make demo serves", served, log)


def try_tests(user: str) -> Tally:
    """`make test` passes; what it counted is added."""
    log = _log(f"test-{user}")
    code = inside(user, "cd ~/dsn && make test", log=log)
    lines = [
        match for match in map(LAST_LINE.fullmatch, log.read_text(errors="replace").splitlines()) if match
    ]
    counted = Tally(*map(int, lines[-1].groups())) if lines else Tally()
    return counted + _judge(f"{user}: make test ({counted})", code == 0 and bool(lines), log)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ends the whole of `make demo`, gently first."""
    for signal_, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        if server.poll() is None:
            os.killpg(server.pid, signal_)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(seconds)


def _await_page(server: subprocess.Popen[bytes], port: int) -> bool:
    last = time.monotonic() + SECONDS_TO_SERVE
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return answer.status == 200 and b"<html" in answer.read()
        except OSError:
            time.sleep(1)
    return False


def _judge(what: str, good: bool, log: Path) -> Tally:
    print(f"{'pass' if good else 'FAIL'}  {what}", flush=True)
    if not good:
        print(f"      the end of {log}:\n{log.read_text(errors='replace')[-3000:]}", flush=True)
    return PASSED if good else FAILED


def _log(name: str) -> Path:
    log = HOME / f"{name}.log"
    log.write_bytes(b"")
    return log


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
