"""The law of the power cut: what was acknowledged is there afterwards, and nothing is there by half."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.laws.power import Run, faults_after_cut, run_load


def _faults(run: Run, seed: int, cuts: int, folder: Path) -> list[str]:
    """The faults found at random moments of one run."""
    chooser = random.Random(seed)
    first = run.commits[0].moment  # before, not even the tables stand
    found: list[str] = []
    for number in range(cuts):
        moment = chooser.randint(first, run.machine.moment)
        found += faults_after_cut(run, moment, chooser.randrange(2**32), folder / f"cut-{number}")
    return found


def test_no_acknowledged_commit_is_lost_and_none_is_half_there(tmp_path: Path) -> None:
    """Forty cuts at random moments of one loaded run: every acknowledged commit is there, whole; index and all."""
    run = run_load(tmp_path, seed=1, commits=60, synchronous="FULL")
    assert _faults(run, 1, 40, tmp_path) == []


def test_the_cut_finds_what_a_weaker_sync_loses(tmp_path: Path) -> None:
    """The same law fails when commits do not wait for the disk: so it would notice."""
    run = run_load(tmp_path, seed=1, commits=60, synchronous="NORMAL")
    assert any(fault.startswith("lost") for fault in _faults(run, 1, 12, tmp_path))


def test_a_first_start_that_is_cut_short_can_be_started_again(tmp_path: Path) -> None:
    """The power goes while the tables are made: the next start makes them."""
    run = run_load(tmp_path, seed=2, commits=1, synchronous="FULL")
    chooser = random.Random(2)
    for number in range(12):
        moment = chooser.randint(0, run.commits[0].moment)
        assert faults_after_cut(run, moment, number, tmp_path / f"cut-{number}") == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(25))
def test_a_thousand_cuts(tmp_path: Path, seed: int) -> None:
    """Twenty-five loaded runs, forty cuts each."""
    run = run_load(tmp_path, seed=100 + seed, commits=80, synchronous="FULL")
    assert _faults(run, seed, 40, tmp_path) == []
