"""`docs/performance.md` from the figures of a run: with machine, versions and date, floors and bars."""

from __future__ import annotations

from pathlib import Path

from bench.figures import Figure, machine, table

_HEAD = """# How fast it is

Produced by `make bench`: do not edit. Validation, access and log are on in every figure that goes through HTTP.

« One core »: the serving process is pinned to one core (with PostgreSQL, application *and* database share it), the
load comes from the other by a raw client. An import uses both cores and is the wall clock of the whole command. A
*floor* is the same thing without anything of ours, in that run (`bench/floor.py`). A bar that is not reached says so.

"""

_PEERS = """
## Where others stand

HAPI FHIR 8.8.0 with PostgreSQL 15, both on one core of such a machine, its own validation and access rules off, JVM
warm, 16 connections: read 349/s, create 240/s, update 146/s, transaction import 198 resources/s.
`python -m bench reads --base-url …` measures any FHIR server with the same program.
"""


def write_page(figures: list[Figure], path: Path) -> None:
    """The whole page."""
    about = machine()
    facts = "\n".join(f"- {name}: {value}" for name, value in about.items() if value)
    path.write_text(f"{_HEAD}{table(figures)}\n{_PEERS}\n## The machine\n\n{facts}\n", encoding="utf-8")
