"""What of the steered drugs is taken on a day, and since when: each drug's strengths over a life.

A key of `drugs.tsv` is a molecule, or a molecule and another strength of it: « ramipril », « ramipril@10 ».
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


def molecule(key: str) -> str:
    """« ramipril » of « ramipril@10 »."""
    return key.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Span:
    """One strength of one drug; `end` is None while it is taken. `next`: the strength that follows, "" for none."""

    key: str
    start: date
    end: date | None
    next: str


class Regimen:
    """By condition and molecule, the days on which its strength changed, in order; an empty key is a stop.

    `reminded`: the days on which it was spoken of that tablets are forgotten."""

    def __init__(self) -> None:
        self.reminded: list[date] = []
        self._changes: dict[str, dict[str, list[tuple[date, str]]]] = {}

    def put(self, condition: str, key: str, day: date) -> None:
        """From `day` on that strength, in place of any other of the molecule. Days are given in order."""
        self._changes.setdefault(condition, {}).setdefault(molecule(key), []).append((day, key))

    def stop(self, condition: str, key: str, day: date) -> None:
        self._changes[condition][molecule(key)].append((day, ""))

    def of(self, condition: str, day: date) -> list[str]:
        """What is taken for it when that day is over, in the order in which it was begun."""
        return [key for one in self._changes.get(condition, {}).values() if (key := _on(one, day))]

    def before(self, day: date) -> Iterator[str]:
        """What is taken that morning, for whatever: a change of that very day does not act yet."""
        for drugs in self._changes.values():
            for changes in drugs.values():
                key = ""
                for start, one in changes:
                    if start >= day:
                        break
                    key = one
                if key:
                    yield key

    def spans(self, condition: str) -> Iterator[Span]:
        """Every strength that was taken for it, one after the other, drug by drug."""
        for changes in self._changes.get(condition, {}).values():
            for at, (start, key) in enumerate(changes):
                end, after = changes[at + 1] if at + 1 < len(changes) else (None, "")
                if key and end != start:
                    yield Span(key, start, end, after)


def _on(changes: list[tuple[date, str]], day: date) -> str:
    key = ""
    for start, one in changes:
        if start > day:
            break
        key = one
    return key
