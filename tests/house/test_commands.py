"""The commands that judge the tree count right, and cannot be content with nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tools.campaigns import CAMPAIGNS, Campaign, rotated, run, seconds_of
from tools.changelog import gather
from tools.checks import __main__ as checks
from tools.checks.tally import FAILED, Tally, read_report
from tools.faults import Fault, declared, is_found, plant
from tools.setup.places import digest, is_stamped, write_stamp

CASES = """
import pytest
def test_good(): pass
def test_bad(): assert False
@pytest.mark.skip(reason="left out")
def test_left(): pass
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
"""


def test_a_run_is_counted(tmp_path: Path) -> None:
    """Passed, failed (errors too) and skipped are read from what pytest reports."""
    (tmp_path / "test_cases.py").write_text(CASES)
    report = tmp_path / "report.xml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        f"--junitxml={report}",
        f"--rootdir={tmp_path}",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert read_report(report, done.returncode) == Tally(passed=1, failed=2, skipped=1)


def test_a_run_that_broke_has_failed(tmp_path: Path) -> None:
    """No report, or a bad exit code without a failure, is a failure."""
    assert read_report(tmp_path / "none.xml", 3) == FAILED
    (tmp_path / "empty.xml").write_text(
        '<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>'
    )
    assert read_report(tmp_path / "empty.xml", 5).failed == 1


@pytest.mark.parametrize(
    ("tally", "here", "in_ci"),
    [
        (Tally(passed=3), True, True),
        (Tally(passed=3, skipped=1), True, False),
        (Tally(passed=3, failed=1), False, False),
        (Tally(), False, False),
    ],
)
def test_what_is_left_out_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, tally: Tally, here: bool, in_ci: bool
) -> None:
    """A skip is said and allowed at one's desk, and refused where CI is true; nothing at all never passes."""
    monkeypatch.delenv("CI", raising=False)
    assert tally.is_good is here
    monkeypatch.setenv("CI", "true")
    assert tally.is_good is in_ci


def test_campaigns_take_turns() -> None:
    """Over as many days as there are campaigns, each is once the first; none is lost on the way."""
    turns = [rotated(CAMPAIGNS, day) for day in range(len(CAMPAIGNS))]
    assert {turn[0].name for turn in turns} == {campaign.name for campaign in CAMPAIGNS}
    assert all(sorted(c.name for c in turn) == sorted(c.name for c in CAMPAIGNS) for turn in turns)


def test_a_campaign_past_its_limit_has_failed() -> None:
    """One that hangs is stopped and counted as failed, its last words kept; the same one that ends passes."""
    speaking = "print('at the third dose', flush=True); import time; time.sleep({})"
    hanging = Campaign("hangs", 0.02, ("-c", speaking.format(60)), counts=False)
    ending = Campaign("ends", 1, ("-c", speaking.format(0)), counts=False)
    assert run(hanging) == (FAILED, "at the third dose\n")
    assert run(ending) == (Tally(passed=1), "at the third dose\n")


def test_what_failed_is_said_again_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step that fails before a long one is told after it, with its last lines."""
    failing, passing = (FAILED, "sort.py: line too long\n"), (Tally(passed=6000), "quiet\n")
    monkeypatch.setattr(checks, "STEPS", {"lint": lambda: failing, "tests": lambda: passing})
    assert checks.main([]) == 1
    end = capsys.readouterr().out.partition("tests: 6000 passed")[2]
    assert "lint failed; how it ended:\nsort.py: line too long" in end
    assert end.rstrip().endswith("failed: lint\n6000 passed, 1 failed, 0 skipped")


def test_a_budget_has_a_unit() -> None:
    """40m is 2400 seconds; a bare number is refused."""
    assert seconds_of("40m") == 2400
    with pytest.raises(SystemExit, match="BUDGET=40"):
        seconds_of("40")


def test_every_fault_has_its_place() -> None:
    """The text that each fault replaces stands in the source once: a fault follows what it breaks."""
    source = Path("src/dsn")
    assert [
        fault.name
        for fault in declared()
        if (source / fault.file).read_text(encoding="utf-8").count(fault.right) != 1
    ] == []


def test_a_fault_is_planted_once(tmp_path: Path) -> None:
    """The text must stand exactly once, else the fault would be no fault, or two."""
    file = tmp_path / "plan.py"
    file.write_text("a < b\n")
    fault = Fault("open end", "plan.py", "a < b", "a <= b", ("tests",))
    plant(file, fault)
    assert file.read_text() == "a <= b\n"
    with pytest.raises(ValueError, match="0 times"):
        plant(file, fault)


def test_a_fault_that_no_test_sees_is_told() -> None:
    """A wrong sentence table is found by its test; a change that breaks nothing is not, and is reported so."""
    seen = next(fault for fault in declared() if fault.file == "base/sentences/__init__.py")
    assert is_found(seen)
    assert not is_found(replace(seen, wrong=f"{seen.right}  # as before"))


def test_changes_are_gathered_by_reader(tmp_path: Path) -> None:
    """Each paragraph goes under its reader; one for nobody is refused."""
    (tmp_path / "CHANGELOG.md").write_text("# Journal\n\n## 0.0.1\n\n- avant\n")
    (tmp_path / "changes").mkdir()
    (tmp_path / "changes" / "search.clinician.md").write_text("On cherche par nom.")
    text = gather(tmp_path, "0.1.0")
    assert (
        text.index("# Journal")
        < text.index("## 0.1.0")
        < text.index("On cherche par nom.")
        < text.index("## 0.0.1")
    )
    (tmp_path / "changes" / "search.martian.md").write_text("…")
    with pytest.raises(ValueError, match="martian"):
        gather(tmp_path, "0.1.0")


def test_a_step_is_done_again_when_its_inputs_change(tmp_path: Path) -> None:
    """A stamp holds for the same bytes only."""
    lock, stamp = tmp_path / "lock.txt", tmp_path / "stamps" / "lock"
    lock.write_text("a==1")
    assert not is_stamped(stamp, digest(lock))
    write_stamp(stamp, digest(lock))
    assert is_stamped(stamp, digest(lock))
    lock.write_text("a==2")
    assert not is_stamped(stamp, digest(lock))
