"""`python -m tools.faults [NAME…]`: plants faults one at a time and prints which test found each.

A fault is one text of `src/dsn` replaced by a wrong one, and the tests that must then fail. They are declared as
`FAULTS` lists in `tests/faults/*.py`. A fault that nobody finds means that a law cannot fail; a fault whose text
is no longer in the source must follow it. The tree itself is never touched: a copy of the sources is.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.checks.tally import FAILED, PASSED, Tally
from tools.setup.places import ROOT

LONGEST = 300.0
"""Seconds after which tests that a fault made wait for ever are ended: a test is to fail, not to hang."""


@dataclass(frozen=True, slots=True)
class Fault:
    """In `file` (under src/dsn), `right` (found exactly once) becomes `wrong`; `found_by` are pytest arguments."""

    name: str
    file: str
    right: str
    wrong: str
    found_by: tuple[str, ...]


def declared() -> list[Fault]:
    """Every fault of tests/faults, in order of module and list."""
    modules = sorted(
        path.stem for path in (ROOT / "tests" / "faults").glob("*.py") if path.stem != "__init__"
    )
    return [
        fault
        for stem in modules
        for fault in getattr(importlib.import_module(f"tests.faults.{stem}"), "FAULTS", ())
    ]


def is_found(fault: Fault) -> bool:
    """Whether a test fails on a copy of the sources with the fault in it. ValueError when it cannot be planted."""
    with tempfile.TemporaryDirectory(prefix="dsn-fault-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source, ignore=shutil.ignore_patterns("*.egg-info"))
        plant(source / "dsn" / fault.file, fault)
        environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
        environment["HYPOTHESIS_SETTINGS"] = "fault"
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.found_by]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
    if done.returncode not in (
        0,
        1,
    ):  # 1: tests failed, which is the point; others: pytest itself could not run
        raise ValueError(
            f"{fault.name}: pytest ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-1000:]}"
        )
    return done.returncode == 1


def plant(file: Path, fault: Fault) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(fault.right) != 1:
        raise ValueError(
            f"{fault.name}: its text stands {text.count(fault.right)} times in {fault.file}, not once"
        )
    file.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")


def main(names: list[str]) -> int:
    total = Tally()
    unfound: list[str] = []
    wanted = [fault for fault in declared() if not names or fault.name in names]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        for fault, verdict in zip(wanted, workers.map(verdict_on, wanted), strict=True):
            total += PASSED if verdict == "found" else FAILED
            line = f"{verdict:10} {fault.name:50} {' '.join(fault.found_by)}"
            unfound += [] if verdict == "found" else [line]
            print(line, flush=True)
    print(*unfound, total, sep="\n")  # once more at the end, where a long run is read
    return 0 if total.is_good else 1


def verdict_on(fault: Fault) -> str:
    """`found`, `NOT FOUND`, `HANGS`, or why it could not be planted."""
    try:
        return "found" if is_found(fault) else "NOT FOUND"
    except subprocess.TimeoutExpired:
        return "HANGS"
    except (OSError, ValueError) as error:
        return f"NOT PLANTED ({error})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
