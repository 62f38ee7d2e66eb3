"""What a refusal costs, over every way of the campaign of mutations: whole lives, each broken in one place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.fhir.json.mutating import Json, Literal, Mutation, mutate
from tests.fhir.json.test_mutations import examples
from tests.fhir.json.ways import MUTATIONS

from bench.decoding import bodies, each
from bench.figures import Figure
from bench.place import Place
from dsn.base.errors import Refused
from dsn.fhir.json import decode

_SAMPLE = 150
_MOST = 40
"""Broken texts of one way."""


def measure(place: Place) -> list[Figure]:
    """Microseconds of one core. A way that makes the text much longer is a matter of `hostile`, not of this."""
    lives = [text for file in sorted(place.data.glob("*.json.gz"))[::8] for text in bodies(file)]
    sample = [json.loads(text, parse_float=Literal) for text in lives[:: len(lives) // _SAMPLE]]
    costs: dict[str, float] = {}
    for name, way in MUTATIONS.items():
        texts = list(_broken(way, sample)) or list(_broken(way, examples()))
        if texts:
            costs[name] = min(each(_refuse, texts) for _ in range(3))
    worst = max(costs, key=lambda name: costs[name])
    data = f"{len(costs)} ways to be wrong, up to {_MOST} resources each"
    mean = sum(costs.values()) / len(costs)
    return [
        Figure("A refusal, all its reasons told", mean, "µs", data, None, 100.0, at_least=False),
        Figure(
            "A refusal, the slowest way",
            costs[worst],
            "µs",
            f"{worst}; {sum(cost > 100 for cost in costs.values())} of {len(costs)} ways take more than 100",
            at_least=False,
        ),
    ]


def _broken(way: Mutation, sample: Sequence[dict[str, Json]]) -> Iterator[bytes]:
    found = 0
    for index, resource in enumerate(sample):
        broken = mutate(resource, way, index)
        if broken is None or found == _MOST:
            continue
        text = broken[0] if isinstance(broken[0], bytes) else broken[0].encode("utf-8", "surrogatepass")
        if len(text) < 2 * len(json.dumps(resource, default=lambda literal: literal.text)) + 200:
            found += 1
            yield text


def _refuse(text: bytes) -> None:
    try:
        decode(text)
    except Refused:
        return
    raise ValueError(f"accepted, and should not have been: {text[:200]!r}")
