"""Import of whole lives into a store that nobody serves: wall clock of the whole process, durable and indexed."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

from bench import floor
from bench.figures import Figure
from bench.place import Place, dsn


def measure(place: Place) -> list[Figure]:
    """Fills the store that the other measurements use; then runs the same files again."""
    bodies = [body for file in sorted(place.data.glob("*.json.gz")) for body in _bodies(file)]
    base = floor.inserts_per_second(place, bodies)
    first, said = _timed(place)
    again, _ = _timed(place)
    bar = 3000.0 if place.store_url.startswith("postgresql") else 5000.0
    data = f"{len(bodies)} resources"
    return [
        Figure("Import", len(bodies) / first, "resources/s", data, base, bar, note=said),
        Figure("The same import again", len(bodies) / again, "resources/s", data),
    ]


def _timed(place: Place) -> tuple[float, str]:
    begun = time.perf_counter()
    said = dsn(place, "import", "--no-words", str(place.data))
    return time.perf_counter() - begun, said.strip().splitlines()[-1]


def _bodies(file: Path) -> list[bytes]:
    bundle = json.loads(gzip.decompress(file.read_bytes()))
    return [json.dumps(entry["resource"], separators=(",", ":")).encode() for entry in bundle["entry"]]
