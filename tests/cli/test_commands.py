"""The `dsn` command as operators type it: exit codes, results on standard output, sentences that say what to do."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

LIVES = Path("tests/data/synthea")


def dsn(*words: str, language: str = "fr") -> subprocess.CompletedProcess[str]:
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("DSN_", "LC_", "LANG"))
    }
    return subprocess.run(
        [sys.executable, "-m", "dsn.cli", *words],
        capture_output=True,
        text=True,
        env={**environ, "DSN_LANGUAGE": language},
        timeout=120,
        check=False,
    )


@pytest.fixture
def life(tmp_path: Path) -> Path:
    """A folder with one life and the two directory files, as they were published."""
    folder = tmp_path / "lives"
    folder.mkdir()
    for file in sorted(LIVES.glob("*.json.gz")):
        if file.name.startswith(("Addie", "hospital", "practitioner")):
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_an_import_is_whole_and_the_same_again_changes_nothing(engine: str, life: Path) -> None:
    """Twice the same files: new, then unchanged and said so; index and record agree, and the log is whole."""
    first = dsn("import", str(life), "--store", engine)
    assert first.returncode == 0, first.stderr
    assert " 0 refusées" in first.stdout
    again = dsn("import", str(life), "--store", engine)
    assert (again.returncode, "Rien n’a changé." in again.stdout) == (0, True)
    assert " 0 nouvelles, 0 modifiées" in again.stdout
    for command in (("check",), ("log", "verify"), ("migrate",)):
        done = dsn(*command, "--store", engine)
        assert done.returncode == 0, done.stdout + done.stderr


def test_good_lines_are_stored_and_bad_ones_told(engine: str, tmp_path: Path) -> None:
    """NDJSON with one bad line: exit 1, the line's number and reason, the others stored."""
    lines = [{"resourceType": "Patient", "id": f"p{number}"} for number in range(3)]
    lines[1]["birthDate"] = "2024-02-31"
    file = tmp_path / "people.ndjson"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = dsn("import", str(file), "--store", engine)
    assert done.returncode == 1
    assert "people.ndjson:2: Patient.birthDate" in done.stderr
    assert "2 nouvelles" in done.stdout
    assert "1 refusées" in done.stdout


def test_a_token_works_on_an_empty_store_and_for_known_accounts_only(engine: str) -> None:
    """One word on standard output; an unknown account is refused by name."""
    done = dsn("token", "systeme", "--store", engine)
    assert (done.returncode, len(done.stdout.split()), done.stdout.count(".")) == (0, 1, 2)
    refused = dsn("token", "personne", "--store", engine)
    assert (refused.returncode, refused.stdout) == (3, "")
    assert "personne" in refused.stderr


def test_the_demonstration_door_is_not_served_elsewhere(tmp_path: Path) -> None:
    """Any address but loopback is refused before anything is opened; no store is made."""
    store = tmp_path / "dsn.db"
    for command in ("serve", "demo"):
        for host in ("0.0.0.0", "192.0.2.1", "::"):
            done = dsn(command, "--host", host, "--store", f"sqlite:///{store}")
            assert (done.returncode, host in done.stderr) == (3, True)
    assert not store.exists()


def test_a_port_that_is_taken_is_not_shared(tmp_path: Path) -> None:
    """A second server would silently take half of the first one's calls: it is refused, with what to do."""
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as other:
        port = str(other.getsockname()[1])
        done = dsn("serve", "--port", port, "--store", f"sqlite:///{tmp_path / 'dsn.db'}")
    assert (done.returncode, port in done.stderr) == (3, True)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_asked_to_stop_closes_in_order(tmp_path: Path, asked: signal.Signals) -> None:
    """By its supervisor or by Ctrl-C, deaf to it or not: exit 0, and nothing is left beside the store's own file."""
    store = f"sqlite:///{tmp_path / 'dsn.db'}"
    command = [sys.executable, "-m", "dsn.cli", "serve", "--store", store, "--port", "0"]
    before = signal.signal(asked, signal.SIG_IGN)
    try:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(asked, before)
    assert server.stdout is not None
    assert "http://" in server.stdout.readline()
    server.send_signal(asked)
    server.communicate(timeout=60)
    assert server.returncode == 0
    assert not (tmp_path / "dsn.db-wal").exists()


def test_what_cannot_be_done_says_why_in_the_language_asked(tmp_path: Path) -> None:
    """A missing file, a store of no known kind, a misspelt setting: exit 3, in French, then in English."""
    store = f"sqlite:///{tmp_path / 'dsn.db'}"
    settings = tmp_path / "dsn.toml"
    settings.write_text("prot = 1\n", encoding="utf-8")
    for words in (
        ("import", str(tmp_path / "absent.json"), "--store", store),
        ("check", "--store", "mysql://x"),
        ("check", "--settings", str(settings)),
    ):
        french, english = dsn(*words), dsn(*words, language="en")
        assert (french.returncode, english.returncode) == (3, 3)
        assert french.stderr != english.stderr
        assert "Traceback" not in french.stderr + english.stderr


def test_help_speaks_both_languages() -> None:
    """French first; English for who asks for it; words that make no sense exit 2."""
    assert "commande" in dsn("--help").stdout
    assert "Serves the record" in dsn("--help", language="en").stdout
    assert dsn("nonsense").returncode == 2
