"""Chance in words: what a world and its searches are drawn from. Hypothesis owns the dice, so failures shrink."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")
Plain = dict[str, Any]


class Chance:
    """Dice with a handy grip."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def one(self, pool: Sequence[T]) -> T:
        return pool[self._dice.randrange(len(pool))]

    def often(self, percent: int) -> bool:
        return self._dice.randrange(100) < percent

    def between(self, low: int, high: int) -> int:
        return self._dice.randrange(low, high + 1)

    def maybe(self, percent: int, make: Callable[[], T]) -> T | None:
        return make() if self.often(percent) else None

    def some(self, low: int, high: int, make: Callable[[], T]) -> list[T]:
        return [made for made in (make() for _ in range(self.between(low, high))) if made not in (None, {})]

    def several(self, pool: Sequence[T], percent: int) -> list[T]:
        return [each for each in pool if self.often(percent)]


def record(**fields: Any) -> Plain:
    """A dict without what came out as nothing: FHIR forbids empty objects and lists."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}
