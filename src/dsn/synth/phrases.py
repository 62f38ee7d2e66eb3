"""What a note says of a problem: sentences of `follow-up.tsv`, chosen by age, by the figures of the day and in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dsn.synth import tables

FIGURES, STATE = 1, 2
_SIGNS = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`part`: FIGURES is said whenever it holds, STATE in turn with the others. `when`: (figure, sign, bound), all of
    which must hold; a figure that was not measured holds nothing."""

    low: int
    high: int
    part: int
    when: tuple[tuple[str, str, float], ...]
    text: str

    def fits(self, age: int, figures: Mapping[str, float]) -> bool:
        return self.low <= age <= self.high and all(_holds(figures, *one) for one in self.when)


def _holds(figures: Mapping[str, float], name: str, sign: str, bound: float) -> bool:
    if name not in figures:
        return False
    value = figures[name]
    if sign == "<":
        return value < bound
    if sign == ">":
        return value > bound
    return value <= bound if sign == "<=" else value >= bound


@cache
def sentences(key: str) -> tuple[Sentence, ...]:
    """Those of a condition, in the order of the file."""
    return tuple(
        Sentence(int(row["low"]), int(row["high"]), int(row["part"]), _when(row["when"]), row["text"])
        for row in tables.rows("follow-up")
        if row["key"] == key
    )


def _when(text: str) -> tuple[tuple[str, str, float], ...]:
    found = []
    for part in filter(None, text.split("&")):
        sign = next(one for one in _SIGNS if one in part)
        name, bound = part.split(sign)
        found.append((name, sign, float(bound)))
    return tuple(found)


def line(key: str, age: int, figures: Mapping[str, float], words: Mapping[str, str], turn: int) -> str:
    """What is said of it at a visit; `turn` moves on by one at each, so that two visits running differ."""
    fitting = [one for one in sentences(key) if one.fits(age, figures)]
    measured = [one.text for one in fitting if one.part == FIGURES]
    states = [one.text for one in fitting if one.part == STATE]
    said = measured[:1] + ([states[turn % len(states)]] if states else [])
    return " ".join(said).format_map(words)
