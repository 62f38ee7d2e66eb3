"""What importing the whole FHIR room costs: seconds and memory of a fresh interpreter, above those of an empty one."""

from __future__ import annotations

import subprocess
import sys

from bench.figures import Figure
from bench.place import Place

_ROOMS = "json, xml, path, patch, search, validate, views"
_PROGRAM = """
import time
begun = time.perf_counter()
{work}
taken = time.perf_counter() - begun
lines = open("/proc/self/status").read().splitlines()
print(taken, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)
"""
"""Its own high-water mark: `getrusage` would tell that of whoever started it."""


def measure(place: Place) -> list[Figure]:
    """Median of five."""
    seconds, megabytes = _median(f"from dsn.fhir import {_ROOMS}")
    _, empty = _median("pass")
    return [
        Figure("Import of dsn.fhir", seconds * 1000, "ms", _ROOMS, None, 300.0, at_least=False),
        Figure("Import of dsn.fhir, memory", megabytes - empty, "MB", _ROOMS, None, 80.0, at_least=False),
    ]


def _median(work: str) -> tuple[float, float]:
    runs = []
    for _ in range(5):
        command = [sys.executable, "-c", _PROGRAM.format(work=work)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        runs.append((float(said[0]), float(said[1])))
    return sorted(runs)[2]
