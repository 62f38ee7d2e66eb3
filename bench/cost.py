"""Processor time of processes: what a figure costs, whatever else the machine is doing."""

from __future__ import annotations

import os
import resource
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def children_cpu() -> float:
    """Seconds of processor time of this process's children that have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu_of(*pids: int) -> float:
    """Seconds of processor time that processes and their children, ended or not, have used so far."""
    return sum(_own(pid, ended=True) + sum(cpu_of(child) for child in children(pid)) for pid in pids)


def _own(pid: int, *, ended: bool) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if ended else 13]) / _TICK


def children(pid: int) -> list[int]:
    """Processes started by any thread of `pid` that still run."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in task.read_text(encoding="utf-8").split()]
        except OSError:
            continue
    return found
