"""Full validation: R4's own rules, bindings, slices and references, in one process on one core."""

from __future__ import annotations

import time

from bench.decoding import bodies
from bench.figures import Figure
from bench.place import Place
from dsn.fhir.json import decode
from dsn.fhir.types import Resource
from dsn.fhir.validate import validate


def measure(place: Place) -> list[Figure]:
    """Microseconds of processor time a resource: the first pass, which reads and compiles rules, then another."""
    some = [decode(text) for file in sorted(place.data.glob("*.json.gz"))[::8] for text in bodies(file)]
    data = f"{len(some)} resources, {len({type(one) for one in some})} types"
    first, second = _each(some), _each(some)
    note = f"the first pass, which compiles what it meets, {first:.0f} µs each"
    return [Figure("Full validation", second, "µs", data, None, 1000.0, at_least=False, note=note)]


def _each(some: list[Resource]) -> float:
    begun = time.process_time()
    for one in some:
        validate(one)
    return (time.process_time() - begun) / len(some) * 1e6
