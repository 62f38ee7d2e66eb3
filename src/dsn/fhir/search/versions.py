"""Which extractor made an index row: a number for each parameter, raised when what `extract` gives for it changes.

A store remembers the numbers its rows were made with; what differs is refused in searches until it was indexed anew
(`dsn reindex`). `tests/fhir/search/test_extractor_versions.py` fails when rows change and no number does.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files

import msgspec

KINDS: Mapping[str, int] = {
    "token": 1,
    "string": 1,
    "date": 1,
    "number": 1,
    "quantity": 1,
    "reference": 1,
    "uri": 1,
    "composite": 1,
    "special": 1,
    "contained": 1,
    "merged": 1,
}
"""How often the extraction of all parameters of a kind changed, from 1; a composite's has its components' as well.

`contained`: where what a resource contains stands, and the addresses that lead to it; `merged`: who is one with whom.
"""

RAISED: Mapping[int, int] = {}
"""How often that of one parameter changed for a reason of its own (another expression): number → times."""


WORDS = 1
"""How often what `_text` and `_content` find in a resource was cut otherwise, from 1."""

CONTAINED = -1
"""Stands, as a parameter's number would, for contained resources, their rows, and canonical addresses."""
MERGED = -2
"""Stands so for what Patients say of being one person."""


class _Part(msgspec.Struct, frozen=True):
    number: int
    kind: str


class Line(msgspec.Struct, frozen=True):
    """What a line of the table says of a parameter as a whole. `rows` are the numbers its index rows may carry."""

    number: int
    type: str
    code: str
    kind: str
    components: tuple[_Part, ...] = ()
    also: dict[str, int] = {}

    @property
    def rows(self) -> tuple[int, ...]:
        return (self.number, *(part.number for part in self.components), *self.also.values())

    @property
    def version(self) -> int:
        kinds = (self.kind, *(part.kind for part in self.components))
        return sum(KINDS[kind] for kind in kinds) - len(kinds) + 1 + RAISED.get(self.number, 0)


@cache
def lines() -> Mapping[int, Line]:
    """Every parameter of R4 by number, and what is no parameter but has an extractor, below 0."""
    text = (files(__package__) / "parameters.jsonl").read_bytes()
    decoder = msgspec.json.Decoder(Line)
    read = [decoder.decode(line) for line in text.splitlines()[1:]]
    beside = [
        Line(CONTAINED, "Resource", "_contained", "contained"),
        Line(MERGED, "Patient", "_merged", "merged"),
    ]
    return {line.number: line for line in [*beside, *read]}


@cache
def digest() -> str:
    """Stands for all of it: two programs with the same digest make the same rows."""
    told = ",".join([f"words:{WORDS}", *(f"{line.number}:{line.version}" for line in lines().values())])
    return blake2b(told.encode(), digest_size=12).hexdigest()
