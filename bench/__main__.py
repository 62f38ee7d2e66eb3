"""`python -m bench [MEASUREMENT…] --data FOLDER`: run measurements, print and keep their figures."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from bench import decoding, importing, reads, start, story
from bench.figures import Figure, table, write
from bench.place import LOAD_CORE, Place, pin

MEASUREMENTS = {
    "import": importing.measure,
    "decode": decoding.measure,
    "reads": reads.measure,
    "story": story.measure,
    "start": start.measure,
}


def main(words: list[str]) -> int:
    asked = _parser().parse_args(words)
    pin(LOAD_CORE) if asked.base_url else None
    with tempfile.TemporaryDirectory(prefix="dsn-bench-") as folder:
        figures = _elsewhere(asked) if asked.base_url else _here(asked, Path(folder))
    print(table(figures))
    write(figures, asked.out)
    return 1 if any(figure.reached is False for figure in figures) and asked.strict else 0


def _here(asked: argparse.Namespace, folder: Path) -> list[Figure]:
    place = Place(asked.data, folder, asked.store or f"sqlite:///{folder}/bench.db", asked.seconds)
    names = asked.measurements or list(MEASUREMENTS)
    if "import" not in names and not asked.store:
        names = ["import", *names]
    figures: list[Figure] = []
    for name in names:
        if name != "import":
            pin(LOAD_CORE)  # an import may use both cores; everything else loads from one
        print(f"… {name}", file=sys.stderr, flush=True)
        figures += MEASUREMENTS[name](place)
    return figures


def _elsewhere(asked: argparse.Namespace) -> list[Figure]:
    """Another server: only what any FHIR server can be asked."""
    load = reads.reads(asked.base_url, asked.token, reads.CONNECTIONS, asked.seconds)
    data = f"{asked.base_url}, {reads.CONNECTIONS} connections, statuses {load.statuses}"
    return [
        Figure("Read by id", load.rate, "/s", data),
        Figure("Read by id, p99", load.percentile(0.99) * 1000, "ms", data, at_least=False),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("measurements", nargs="*", choices=[*MEASUREMENTS, []], help="which; all by default")
    parser.add_argument(
        "--data", type=Path, default=Path("tests/data/synthea"), help="folder of Bundles (.json.gz)"
    )
    parser.add_argument("--store", default="", help="store to fill and measure; a scratch SQLite by default")
    parser.add_argument("--base-url", default="", help="measure this FHIR server instead of one of ours")
    parser.add_argument("--token", default="", help="bearer token for --base-url")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each counted run")
    parser.add_argument(
        "--out", type=Path, default=Path("build/bench.json"), help="where the figures go, as JSON"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is not reached")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
