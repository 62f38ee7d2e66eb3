"""The synthetic province: how fast people are made on one core; a hundred times as many take no more memory."""

from __future__ import annotations

import subprocess
import sys

from bench.figures import Figure
from bench.place import Place

LIVES, FEW, MANY = 400, 1_000, 100_000
_PROGRAM = """
import time
from dsn.synth import output
begun = time.process_time()
made = sum(1 for _ in output.ndjson(output.of_people(1, {count}, output.REFERENCE_DAY, 0, {charts})))
taken = time.process_time() - begun
lines = open("/proc/self/status").read().splitlines()
print(made, taken, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
"""
"""As `dsn synth people` does, lines made and let go. Seconds of the processor; the interpreter's high-water mark."""


def measure(place: Place) -> list[Figure]:
    """Each in a fresh interpreter."""
    lives, seconds, _ = _made(LIVES, None)
    _, _, few = _made(FEW, 0)
    many, taken, much = _made(MANY, 0)
    what = f"{MANY} identities"
    return [
        Figure("Synthetic lives", lives / seconds, "resources/s", f"{LIVES} whole lives", None, 5_000.0),
        Figure(
            "Synthetic identities", many / taken, "/s", f"{what}; a million in ten minutes", None, 1_700.0
        ),
        Figure("Synthetic identities, memory", much, "MB", what, few, few + 8.0, at_least=False),
    ]


def _made(count: int, charts: int | None) -> tuple[int, float, float]:
    """Resources, seconds, megabytes."""
    command = [sys.executable, "-c", _PROGRAM.format(count=count, charts=charts)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(said[0]), float(said[1]), float(said[2])
