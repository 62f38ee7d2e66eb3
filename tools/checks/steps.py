"""The checks, in the order they run: what is quick to say comes first."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tools.checks.heard import run_heard
from tools.checks.tally import FAILED, PASSED, Tally, read_report
from tools.setup.places import CACHE, ROOT, VENV

CODE = ("src", "tools", "bench", "tests")
WORKERS = "2"
REPORT = CACHE / "pytest.xml"

Step = tuple[Tally, str]
"""What a step counted, and its last lines."""


def check_format() -> Step:
    return _one(VENV / "bin" / "ruff", "format", "--check", "--quiet", ".")


def check_lint() -> Step:
    return _one(VENV / "bin" / "ruff", "check", "--quiet", ".")


def check_types() -> Step:
    """Strict, over every folder of code there is."""
    return _one(VENV / "bin" / "mypy", *(folder for folder in CODE if any((ROOT / folder).rglob("*.py"))))


def check_contract() -> Step:
    return _one(sys.executable, "-m", "tools.contract")


def check_tests(*arguments: str) -> Step:
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
    code, last_words = run_heard((*command, *arguments))
    return read_report(REPORT, code), last_words


STEPS: dict[str, Callable[[], Step]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "contract": check_contract,
    "tests": check_tests,
}


def _one(*command: str | Path) -> Step:
    code, last_words = run_heard(command)
    return (FAILED if code else PASSED), last_words
