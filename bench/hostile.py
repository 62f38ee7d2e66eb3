"""Inputs made to hurt: each read by a process of its own, with verdict, time and what memory it took at most."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure
from bench.hostile_inputs import INPUTS
from bench.place import Place

SECONDS, TIMES = 2.0, 5.0
"""The bars: seconds of one core, and the memory taken over the size of the input."""
_FLOOR = 200_000
"""Bytes; an input of less is no measure of memory: the smallest step of the allocator is a multiple of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one input did. `times` is memory over size, None for a small input."""

    name: str
    verdict: str
    size: int
    seconds: float
    times: float | None

    @property
    def held(self) -> bool:
        return self.seconds <= SECONDS and (self.times is None or self.times <= TIMES)


def measure(place: Place) -> list[Figure]:
    """The slowest and the hungriest; those beyond a bar by name."""
    runs = [_run(name) for name in INPUTS]
    for run in runs:
        shown = "" if run.times is None else f"{run.times:.1f} x memory"
        held = "" if run.held else "NOT HELD"
        print(
            f"  {run.name:45} {run.verdict:30} {run.size / 1e6:7.1f} MB {run.seconds:7.3f} s {shown:14} {held}"
        )
    slowest = max(runs, key=lambda run: run.seconds)
    hungriest = max((run for run in runs if run.times is not None), key=lambda run: run.times or 0)
    beyond = [run.name for run in runs if not run.held]
    data = f"{len(runs)} inputs, up to {max(run.size for run in runs) // 1_000_000} MB"
    note = f"beyond a bar: {', '.join(beyond)}" if beyond else "every one within both bars"
    return [
        Figure(
            "Hostile input, the slowest",
            slowest.seconds,
            "s",
            f"{data}; {slowest.name}: {slowest.verdict}",
            None,
            SECONDS,
            at_least=False,
            note=note,
        ),
        Figure(
            "Hostile input, the most memory over its size",
            hungriest.times or 0,
            "x",
            f"{hungriest.name}: {hungriest.verdict}",
            None,
            TIMES,
            at_least=False,
        ),
    ]


def _run(name: str) -> Run:
    command = [sys.executable, "-m", "bench.hostile", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        return Run(name, f"exit {done.returncode}: {done.stderr.strip()[-100:]}", 0, 120.0, None)
    verdict, size, seconds, taken = json.loads(done.stdout)
    return Run(name, verdict, size, seconds, taken / size if size >= _FLOOR else None)


def attempt(act: Callable[[], str]) -> tuple[str, float, int]:
    """The verdict, seconds of processor and bytes of memory beyond those held before: the process's high-water mark."""
    before = _status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the mark of making the input
    begun = time.process_time()
    verdict = act()
    return verdict, time.process_time() - begun, _status("VmHWM") - before


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def _alone(name: str) -> None:
    made = INPUTS[name]
    data = made.make()
    made.warm()
    verdict, seconds, taken = attempt(lambda: made.judge(data))
    print(json.dumps([verdict, len(data), seconds, taken]))


if __name__ == "__main__":
    _alone(sys.argv[1])
