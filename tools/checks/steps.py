"""The checks, in the order they run: what is quick to say comes first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.checks.tally import FAILED, PASSED, Tally, read_report
from tools.setup.places import CACHE, ROOT, VENV

CODE = ("src", "tools", "bench", "tests")
WORKERS = "2"
REPORT = CACHE / "pytest.xml"


def check_format() -> Tally:
    return _one(VENV / "bin" / "ruff", "format", "--check", "--quiet", ".")


def check_lint() -> Tally:
    return _one(VENV / "bin" / "ruff", "check", "--quiet", ".")


def check_types() -> Tally:
    """Strict, over every folder of code there is."""
    return _one(VENV / "bin" / "mypy", *(folder for folder in CODE if any((ROOT / folder).rglob("*.py"))))


def check_contract() -> Tally:
    return _one(sys.executable, "-m", "tools.contract")


def check_tests(*arguments: str) -> Tally:
    """The whole of `tests/`, on both engines and in the browser, over two processes."""
    REPORT.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        f"--junitxml={REPORT}",
        "-rfEs",
        "-n",
        WORKERS,
        "--dist=loadgroup",
    ]
    return read_report(REPORT, _run(*command, *arguments))


STEPS: dict[str, Callable[[], Tally]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "contract": check_contract,
    "tests": check_tests,
}


def _one(*command: str | Path) -> Tally:
    return FAILED if _run(*command) else PASSED


def _run(*command: str | Path) -> int:
    """Runs one program in the tree, without a keyboard; its exit code."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False
    ).returncode
