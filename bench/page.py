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

*Not measured by this run.* HAPI FHIR 8.8.0 with PostgreSQL 15, both on one core of such a machine, its own validation
and access rules off and no log of who read, the JVM warm, 16 connections, half of the Synthea lives:

| What | HAPI FHIR 8.8.0 | Of ours, to hold beside it |
| --- | ---: | --- |
| Read by id | 349 /s | Read by id, logged and scoped |
| Search, eleven shapes mixed | 40 /s | Searches, ten shapes |
| Its best single shape, `MedicationRequest?patient=&status=` | 224 /s | the same shape is one of the ten |
| Search with `_has` | 24 /s | the same |
| Create | 240 /s | Create |
| Update | 146 /s | Update |
| Create, read, update and search mixed | 112 /s | |
| Transaction import | 198 resources/s | Transactions of whole lives |
| `Patient/$everything` | 5 /s | |

What differs: ours validates, judges access and logs each of these; our data is the synthetic province of `dsn synth`
at the size that each line names, theirs half of the Synthea lives. `python -m bench reads searches --base-url …`
measures any FHIR server with the same program and shapes.

## What the words mean

- *First and last 100,000*: wall clock of one whole `dsn import`, all index building included, both cores; the last on
  a store that already holds 900,000. Words (`_text`, `_content`) are built behind it, and are a line of their own.
- *µs of processor each*: what the server's processes used, PostgreSQL's included, divided by requests; the rate beside
  it is what that cost allows on a core that nobody shares: on a quiet machine the rate of the clock, or a little more.
- *Scoped*: a nurse in relation with 40 of some 10,000 people. *System*: a desk that sees everyone.
- *Bare*: our own store read over the same web server with nobody asked who they are: log and access are the difference.
- *Disk*: whole pages of tables and indexes, a resource, after `dsn tidy`; log and words apart.
"""


def write_page(figures: list[Figure], path: Path) -> None:
    """The whole page."""
    about = machine()
    facts = "\n".join(f"- {name}: {value}" for name, value in about.items() if value)
    path.write_text(f"{_HEAD}{table(figures)}\n{_PEERS}\n## The machine\n\n{facts}\n", encoding="utf-8")
