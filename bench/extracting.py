"""What the index takes from a resource: every search parameter of its type, in one process on one core."""

from __future__ import annotations

import time

from bench.decoding import bodies
from bench.figures import Figure
from bench.place import Place
from dsn.fhir.json import decode
from dsn.fhir.search import extract


def measure(place: Place) -> list[Figure]:
    """Microseconds a resource, after a pass that is not counted."""
    some = [decode(text) for file in sorted(place.data.glob("*.json.gz"))[::4] for text in bodies(file)]
    rows = sum(len(extract(one)) for one in some)
    begun = time.process_time()
    for one in some:
        extract(one)
    each = (time.process_time() - begun) / len(some) * 1e6
    data = f"{len(some)} resources, {rows / len(some):.1f} rows each"
    return [Figure("Extraction of all search parameters", each, "µs", data, None, 40.0, at_least=False)]
