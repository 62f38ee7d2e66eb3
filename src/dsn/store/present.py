"""Which search parameters of a resource have a value, as bits: what `:missing` asks.

A parameter's bit is its rank by number among those of its type; new parameters get higher numbers, so bits stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from dsn.base.errors import Fault
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.tree import Parameter


def bit(parameter: Parameter) -> int:
    """The mask of `parameter`, to be tested against `life.present`. A component has the bit of its composite."""
    return _bits(parameter.type)[parameter.number]


def mask(type_: str, numbers: Iterable[int]) -> int:
    """The bits of a resource of `type_` that has values for the parameters with these numbers."""
    bits = _bits(type_)
    found = 0
    for number in numbers:
        found |= bits[number]
    return found


@cache
def _bits(type_: str) -> Mapping[int, int]:
    bits: dict[int, int] = {}
    ranked = sorted(of_type(type_).values(), key=lambda parameter: parameter.number)
    if len(ranked) > 62:
        raise Fault("too-many-parameters", type=type_)
    for rank, parameter in enumerate(ranked):
        for number in (parameter.number, *(part.number for part in parameter.components)):
            bits[number] = 1 << rank
        for number in parameter.also.values():
            bits.setdefault(number, 0)  # rows of a modifier (`:of-type`) never stand alone
    return bits
