"""The same seed gives the same bytes on any machine: a sample of everything against its digest, pinned here, in
interpreters that hash, tell the time and speak differently.

Whoever changes what is made changes these bytes on purpose, and pins them anew:
`python -m tests.synth.sample > tests/synth/pinned.txt`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PINNED = Path("tests/synth/pinned.txt")
MACHINES = {
    "as here": {},
    "Tokyo, C, another hash": {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C"},
    "St. John's, French, random hash": {
        "PYTHONHASHSEED": "random",
        "TZ": "America/St_Johns",
        "LC_ALL": "fr_CA.UTF-8",
        "PYTHONUTF8": "0",
    },
    "optimized, no bytecode": {
        "PYTHONHASHSEED": "4294967295",
        "PYTHONOPTIMIZE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    },
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_same_seed_gives_the_same_bytes_on_any_machine(machine: str) -> None:
    """People, whole lives, an establishment with its staff, a day, a day played."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "TZ", "DSN_"))
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.synth.sample"],
        env=environ | MACHINES[machine],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.split("\n") == PINNED.read_text(encoding="utf-8").split("\n")
