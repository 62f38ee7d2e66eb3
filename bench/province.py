"""The synthetic province at three sizes: data made once, stores filled once, both kept in a cache folder.

Four files: 10,000 resources, 90,000 more, 800,000 more, the last 100,000. All are whole lives, but for the third, which
also holds the establishments and the people of whom nothing but their identity is known: some 10,000 people in all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from bench.cost import children_cpu
from bench.place import Place, dsn

SIZES = (10_000, 100_000, 1_000_000)
LIVES, IDENTITIES = 5_000, 6_400
"""People to draw lives from, which are more than are needed; people of whom there is an identity."""
NURSE_SEES = 40
_NAMES = ("1-first.ndjson", "2-next.ndjson", "3-middle.ndjson", "4-last.ndjson")
_SUBJECT = re.compile(rb'"reference":"Patient/([^"]+)"')
_PATIENT = re.compile(rb'"resourceType":"Patient","id":"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Filled:
    """One import: how many resources in how many seconds of wall clock, and of processor time of all its processes."""

    resources: int
    seconds: float
    cpu: float


def data(cache: Path) -> list[Path]:
    """The four files, made when they are not there."""
    files = [cache / "data" / name for name in _NAMES]
    if not files[-1].exists():
        (cache / "data").mkdir(parents=True, exist_ok=True)
        _make(files)
    return files


def _make(files: list[Path]) -> None:
    say("the province's data: once, some minutes")
    lives = _lines("people", "--count", str(LIVES))
    known = ("people", "--first", str(LIVES), "--count", str(IDENTITIES), "--identities-only")
    middle = [*_lines("establishments"), *_lines(*known)]
    for file, own, others in zip(
        files, (10_000, 90_000, 800_000 - len(middle), 100_000), ([], [], middle, []), strict=True
    ):
        part = file.with_suffix(".part")
        with part.open("wb") as out:
            out.writelines(others)
            out.writelines(islice(lives, own))
        part.rename(file)


def _lines(*words: str) -> Iterator[bytes]:
    command = [sys.executable, "-m", "dsn.cli", "synth", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        yield from process.stdout
        process.terminate()


def people(cache: Path, most: int = NURSE_SEES) -> list[str]:
    """The first people of the data, each with a whole life: in the store at every size."""
    with data(cache)[0].open("rb") as file:
        found = [match[1].decode() for line in file if (match := _PATIENT.search(line[:200]))]
    return found[:most]


def richest(cache: Path, most: int = NURSE_SEES) -> list[str]:
    """The people of the first 100,000 resources of whom most is told: what a ward's patients are like."""
    lines: dict[bytes, int] = {}
    for path in data(cache)[:2]:
        with path.open("rb") as file:
            for person in (match[1] for line in file if (match := _SUBJECT.search(line))):
                lines[person] = lines.get(person, 0) + 1
    return [person.decode() for person in sorted(lines, key=lambda one: (-lines[one], one))[:most]]


def total(files: list[Path]) -> int:
    """Lines of all the files."""
    count = 0
    for path in files:
        with path.open("rb") as file:
            count += sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 24), b""))
    return count


def fill(place: Place, files: list[Path]) -> Filled:
    """One `dsn import` of these files."""
    count = total(files)
    cpu, begun = children_cpu(), time.perf_counter()
    said = dsn(place, "import", "--no-words", *map(str, files))
    seconds = time.perf_counter() - begun
    say(said.strip().splitlines()[-1])
    return Filled(count, seconds, children_cpu() - cpu)


def catch_up(place: Place, resources: int) -> Filled:
    """What is built behind an import, before anything else is measured: its words, which are timed, then the rest."""
    cpu, begun = children_cpu(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "bench.words", place.store_url], check=True)
    seconds, used = time.perf_counter() - begun, children_cpu() - cpu
    say(f"words of {resources} resources: {seconds:.0f} s")
    subprocess.run([sys.executable, "-m", "bench.words", place.store_url, "rest"], check=True)
    return Filled(resources, seconds, used)


def copied(source: Path, target: Path) -> None:
    """A store that nobody has open, with its log."""
    shutil.copy2(source, target)
    if (log := source.with_name(source.name + ".log")).exists():
        shutil.copytree(log, target.with_name(target.name + ".log"))


def remember(cache: Path, engine: str, fills: dict[str, Filled]) -> None:
    """What the filling cost, for runs that find the stores there."""
    plain = {name: asdict(one) for name, one in fills.items()}
    (cache / f"{engine}.json").write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")


def remembered(cache: Path, engine: str) -> dict[str, Filled] | None:
    """The same, or None when the stores are not whole."""
    file = cache / f"{engine}.json"
    if not file.exists():
        return None
    return {name: Filled(**one) for name, one in json.loads(file.read_text(encoding="utf-8")).items()}


def say(line: str) -> None:
    """Progress, to the one who waits."""
    print(f"  {time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def settled() -> None:
    """Dirty pages of the system go to the disk before anything is timed."""
    os.sync()
