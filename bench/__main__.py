"""`python -m bench [MEASUREMENT…] --data FOLDER`: run measurements, print and keep their figures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from bench import (
    beside,
    decoding,
    extracting,
    generating,
    growth,
    hostile,
    importing,
    reads,
    refusing,
    searches,
    start,
    story,
    streams,
    validating,
    weight,
    writes,
)
from bench.engines import Settle, store, stores
from bench.figures import Figure, table, write
from bench.page import write_page
from bench.place import LOAD_CORE, Place, pin

MEASUREMENTS = {
    "decode": decoding.measure,
    "refuse": refusing.measure,
    "hostile": hostile.measure,
    "extract": extracting.measure,
    "validate": validating.measure,
    "weight": weight.measure,
    "synth": generating.measure,
    "import": importing.measure,
    "reads": reads.measure,
    "story": story.measure,
    "start": start.measure,
}

ALONE = frozenset(("decode", "refuse", "hostile", "extract", "validate", "weight", "synth"))
"""What needs no store."""

OF_PROVINCE = {
    "growth": growth.measure,
    "searches": searches.measure,
    "writes": writes.measure,
    "beside": beside.measure,
    "streams": streams.measure,
}
"""What is measured on the synthetic province, at up to a million resources."""

ELSEWHERE = {"reads": reads.elsewhere, "searches": searches.elsewhere}
"""What any FHIR server can be asked."""


def main(words: list[str]) -> int:
    asked = _parser().parse_args(words)
    pin(LOAD_CORE) if asked.base_url else None
    with tempfile.TemporaryDirectory(prefix="dsn-bench-") as folder:
        figures = _elsewhere(asked) if asked.base_url else _here(asked, Path(folder))
    print(table(figures))
    write(figures, asked.out)
    if asked.page:
        write_page(figures, asked.page)
    return 1 if any(figure.reached is False for figure in figures) and asked.strict else 0


def _here(asked: argparse.Namespace, folder: Path) -> list[Figure]:
    """Ours. What is measured is written at once: a later measurement that fails takes nothing along."""
    names = asked.measurements or [*MEASUREMENTS, *OF_PROVINCE]
    large = [name for name in names if name in OF_PROVINCE]
    names = [name for name in names if name in MEASUREMENTS]
    if asked.store:
        place = Place(asked.data, folder, asked.store, asked.seconds)
        return [figure for found in _measure(place, names, lambda: None) for figure in found]
    figures: list[Figure] = []
    for engine in asked.engines.split(","):
        wanted = [name for name in names if name not in ALONE or engine == "sqlite"]
        if wanted and "import" not in wanted and not set(wanted) <= ALONE:
            wanted = ["import", *wanted]
        scratch = folder / engine
        scratch.mkdir()
        runs = (_of_scratch(asked, engine, scratch, wanted), _of_province(asked, engine, scratch, large))
        for found in chain(*runs):
            figures += [replace(one, data=f"{engine}: {one.data}") for one in found]
            write(figures, asked.out)
    return figures


def _of_scratch(
    asked: argparse.Namespace, engine: str, scratch: Path, names: list[str]
) -> Iterator[list[Figure]]:
    if not names:
        return
    with store(engine, scratch) as (url, settle):
        yield from _measure(Place(asked.data, scratch, url, asked.seconds), names, settle)


def _of_province(
    asked: argparse.Namespace, engine: str, scratch: Path, names: list[str]
) -> Iterator[list[Figure]]:
    if not names:
        return
    with stores(engine, asked.cache.absolute()) as province:
        both = os.sched_getaffinity(0)
        pin(LOAD_CORE)
        for name in names:
            print(f"… {engine}: {name}", file=sys.stderr, flush=True)
            yield OF_PROVINCE[name](province, Place(asked.cache, scratch, "", asked.seconds))
        os.sched_setaffinity(0, both)


def _measure(place: Place, names: list[str], settle: Settle) -> Iterator[list[Figure]]:
    both = os.sched_getaffinity(0)
    for name in names:
        if name == "import":
            os.sched_setaffinity(0, both)
        else:
            settle()
            pin(LOAD_CORE)
        print(f"… {name}", file=sys.stderr, flush=True)
        yield MEASUREMENTS[name](place)
    os.sched_setaffinity(0, both)


def _elsewhere(asked: argparse.Namespace) -> list[Figure]:
    """Another server: only what any FHIR server can be asked."""
    names = asked.measurements or ["reads"]
    return [
        figure for name in names for figure in ELSEWHERE[name](asked.base_url, asked.token, asked.seconds)
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "measurements", nargs="*", choices=[*MEASUREMENTS, *OF_PROVINCE, []], help="which; all by default"
    )
    parser.add_argument(
        "--data", type=Path, default=Path("tests/data/synthea"), help="folder of Bundles (.json.gz)"
    )
    parser.add_argument("--store", default="", help="measure this store, as it stands")
    parser.add_argument("--engines", default="sqlite,postgres", help="scratch stores to fill and measure")
    parser.add_argument("--page", type=Path, help="also write the figures as a page of the documentation")
    parser.add_argument("--base-url", default="", help="measure this FHIR server instead of one of ours")
    parser.add_argument(
        "--cache", type=Path, default=Path("build/province"), help="where the province's stores are kept"
    )
    parser.add_argument("--token", default="", help="bearer token for --base-url")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each counted run")
    parser.add_argument(
        "--out", type=Path, default=Path("build/bench.json"), help="where the figures go, as JSON"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is not reached")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
