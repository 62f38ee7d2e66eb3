"""`python -m tools.campaigns BUDGET`: long campaigns in rotation, until the budget (`40m`, `2h`, `900s`) is used.

Each day and each commit begins elsewhere in the list, so that all of them run in turn. A campaign says its
own limit in minutes; it is begun only when the budget still holds that much, and has failed when it passes it.
"""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tools.checks.heard import run_heard, say_again
from tools.checks.tally import FAILED, PASSED, Tally, read_report
from tools.setup.places import CACHE, ROOT

PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Campaign:
    """`command` after the interpreter; with `counts`, pytest's own report is added up, else it passes as one."""

    name: str
    minutes: float
    command: tuple[str, ...]
    counts: bool = True
    variables: dict[str, str] = field(default_factory=lambda: {"HYPOTHESIS_SETTINGS": "long"})


def long_tests(folder: str) -> tuple[str, ...]:
    return ("-m", "pytest", "-m", "long", "-n", "2", "--dist=loadgroup", folder)


CAMPAIGNS = (
    Campaign("long tests of fhir", 20, long_tests("tests/fhir")),
    Campaign("long tests of the store", 20, long_tests("tests/store")),
    Campaign("long tests of the log", 10, long_tests("tests/log")),
    Campaign("long tests of records", 10, long_tests("tests/records")),
    Campaign("long tests of the API", 10, long_tests("tests/api")),
    Campaign("long tests of pages", 10, long_tests("tests/care")),
    Campaign("long tests of the province", 10, long_tests("tests/synth")),
    Campaign("laws", 25, long_tests("tests/laws")),
    Campaign("deaths", 20, long_tests("tests/crash")),
    Campaign("conformance", 15, long_tests("tests/conformance")),
    Campaign("planted faults", 30, ("-m", "tools.faults"), counts=False),
    Campaign(
        "all tests in another order",
        15,
        ("-m", "pytest", "-n", "2", "--dist=loadgroup", "--shuffle=campaign", "tests"),
        variables={},
    ),
)


def main(arguments: list[str]) -> int:
    budget = seconds_of(arguments[0] if arguments else "40m")
    last = time.monotonic() + budget
    ran, left, total = [], [], Tally()
    failed: dict[str, str] = {}
    for campaign in rotated(CAMPAIGNS, turn()):
        if campaign.minutes * 60 > last - time.monotonic() or not exists(campaign):
            left.append(campaign.name)
            continue
        print(f"── {campaign.name} (at most {campaign.minutes:g} min)", flush=True)
        tally, last_words = run(campaign)
        print(f"   {campaign.name}: {tally}", flush=True)
        ran.append(campaign.name)
        if tally.failed:
            failed[campaign.name] = last_words
        total += tally
    print(f"ran: {', '.join(ran) or 'none'}\nnot this time: {', '.join(left) or 'none'}")
    say_again(failed)
    print(total)
    return 1 if total.failed or (total.skipped and not total.is_good) else 0


def run(campaign: Campaign) -> tuple[Tally, str]:
    """Runs it within its limit; its count and its last lines.

    Passing the limit is a failure: a campaign that hangs must not look like rest.
    """
    report = CACHE / "campaign.xml"
    report.unlink(missing_ok=True)
    command = [PYTHON, *campaign.command, *([f"--junitxml={report}"] if campaign.counts else [])]
    code, last_words = run_heard(command, campaign.variables, campaign.minutes * 60)
    return _judged(campaign, code, report), last_words


def _judged(campaign: Campaign, code: int, report: Path) -> Tally:
    if not campaign.counts or code < 0:  # killed: it passed its limit
        return FAILED if code else PASSED
    return Tally() if code == 5 else read_report(report, code)  # 5: pytest found nothing marked `long` there


def exists(campaign: Campaign) -> bool:
    """Whether the folder that a campaign attacks stands in the tree yet."""
    return all((ROOT / word).exists() for word in campaign.command if word.startswith("tests"))


def rotated(campaigns: tuple[Campaign, ...], by: int) -> tuple[Campaign, ...]:
    first = by % len(campaigns)
    return campaigns[first:] + campaigns[:first]


def turn() -> int:
    """A number that moves with the day and, where git is there to ask, with the commit."""
    head = ""
    if shutil.which("git"):
        asked = ["git", "rev-parse", "HEAD"]
        head = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return datetime.date.today().toordinal() + int(head.strip()[:6] or "0", 16)


def seconds_of(budget: str) -> float:
    """`40m` → 2400.0. Raises SystemExit for anything else than a number and s, m or h."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", budget)
    if not match:
        raise SystemExit(f"BUDGET={budget}: a number and s, m or h, such as 40m")
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
