"""Chance that can be repeated: one stream for each thing made, drawn from the seed and the thing's own name.

Only sums and products of `Random.random()` are used, never `gauss` or `expovariate`: their logarithms may differ in
the last digit from one C library to the next, and the same seed must give the same bytes on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")
_SPREAD = 1.7320508075688772  # the sum of four uniform draws has a standard deviation of 1/sqrt(3)


def number_of(*names: int | str) -> int:
    """A number below 2**64 that stays the same from run to run, which Python's own hash does not."""
    return int.from_bytes(blake2b("/".join(map(str, names)).encode(), digest_size=8).digest(), "big")


def stream(*names: int | str) -> Random:
    """The stream of that name. Two names give streams that know nothing of each other."""
    return Random(number_of(*names))  # noqa: S311 - not a secret


def about(random: Random, mean: float, deviation: float) -> float:
    """Near `mean`, bell-shaped, never further than 3.5 deviations."""
    draw = random.random
    return mean + (draw() + draw() + draw() + draw() - 2.0) * _SPREAD * deviation


class Table(Sequence[T]):
    """Things to choose among, each with its weight. The order given is the order kept."""

    __slots__ = ("_edges", "things")

    def __init__(self, weighted: Sequence[tuple[T, float]]) -> None:
        self.things = tuple(thing for thing, _ in weighted)
        self._edges = tuple(accumulate(weight for _, weight in weighted))

    def __getitem__(self, at):  # type: ignore[no-untyped-def]  # as of a tuple
        return self.things[at]

    def __len__(self) -> int:
        return len(self.things)

    def choose(self, random: Random) -> T:
        """One of them, by weight."""
        return random.choices(self.things, cum_weights=self._edges)[0]
