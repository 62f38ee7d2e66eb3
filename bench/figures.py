"""A figure: what was measured, beside its floor and its bar."""

from __future__ import annotations

import json
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `floor` the same thing without anything of ours, in the same run (None where none exists).

    `bar` is what must be reached, `at_least` whether more is better. `data` says on what.
    """

    name: str
    value: float
    unit: str
    data: str
    floor: float | None = None
    bar: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def machine() -> dict[str, str]:
    """What the figures were measured on: they mean nothing without it."""
    import apsw

    import dsn

    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": str(len(_cores())),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": apsw.sqlite_lib_version(),
        "dsn": dsn.__version__,
        "commit": _commit(),
    }


def _cores() -> set[int]:
    import os

    return os.sched_getaffinity(0)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def write(figures: list[Figure], path: Path) -> None:
    """The figures and the machine as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
    path.write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(figures: list[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = ["| What | Measured | Floor | Bar | Data |", "| --- | ---: | ---: | ---: | --- |"]
    for figure in figures:
        bar = "" if figure.bar is None else f"{'≥' if figure.at_least else '≤'} {_number(figure.bar)}"
        if figure.reached is False:
            bar += " (not reached)"
        floor = "" if figure.floor is None else _number(figure.floor)
        note = f"; {figure.note}" if figure.note else ""
        value = f"{_number(figure.value)} {figure.unit}"
        rows.append(f"| {figure.name} | {value} | {floor} | {bar} | {figure.data}{note} |")
    return "\n".join(rows)


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
