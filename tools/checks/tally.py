"""Counts of what passed, failed and was left out."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Tally:
    """How many; the last line that a run of checks prints."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def is_good(self) -> bool:
        """Nothing failed, something passed and, where CI is true, nothing was left out."""
        left_out = self.skipped and os.environ.get("CI", "").lower() in ("true", "1")
        return self.passed > 0 and not self.failed and not left_out


PASSED, FAILED = Tally(passed=1), Tally(failed=1)


def read_report(report: Path, exit_code: int) -> Tally:
    """What pytest's JUnit report counts. A run that broke before counting has failed once."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return FAILED
    failed = sum(_count(suite, "failures") + _count(suite, "errors") for suite in suites)
    skipped = sum(_count(suite, "skipped") for suite in suites)
    passed = sum(_count(suite, "tests") for suite in suites) - failed - skipped
    if exit_code and not failed:
        failed = 1  # interrupted, or nothing was collected
    return Tally(max(passed, 0), failed, skipped)


def _count(suite: ElementTree.Element, name: str) -> int:
    return int(suite.get(name, "0"))
