"""A sample of everything the province makes, as digests, a line each: `python -m tests.synth.sample`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from dsn.synth import days, output
from dsn.synth.playing import acts

TODAY = date(2026, 6, 1)
_encode = msgspec.json.Encoder(decimal_format="number").encode


def lines() -> Iterator[str]:
    """Name and digest of each part."""
    played = acts(1, "mcq", TODAY, rate=0.002, people=400)
    yield f"identities {digest(output.ndjson(output.of_people(1, 400, TODAY, 0, 0)))}"
    yield f"lives {digest(output.ndjson(output.of_people(1, 12, TODAY, 0, None)))}"
    yield f"establishment {digest(output.ndjson(output.of_establishments('nim', TODAY, 0.002)))}"
    yield f"day {digest(output.events(days.events(1, 'mcq', TODAY, rate=0.002)))}"
    yield f"played {digest(_encode([act.key, act.second, act.resources]) for act in played)}"


def digest(parts: Iterable[bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return found.hexdigest()[:16]


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
