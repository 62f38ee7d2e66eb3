"""What a note says of a problem: sentences of `follow-up.tsv`, chosen by age, by the figures of the day and in turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dsn.synth import tables

FIGURES, STATE = 1, 2
_SIGNS = ("<=", ">=", "<", ">")
_LATELY = 8
"""Sentences of one problem that are not said again at once: those of about four visits."""


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
        Sentence(int(row["low"]), int(row["high"]), int(row["part"]), conditions(row["when"]), row["text"])
        for row in tables.rows("follow-up")
        if row["key"] == key
    )


def conditions(text: str) -> tuple[tuple[str, str, float], ...]:
    """« a1c>7.5&treated>=1 » as (figure, sign, bound); () for an empty text."""
    found = []
    for part in filter(None, text.split("&")):
        sign = next(one for one in _SIGNS if one in part)
        name, bound = part.split(sign)
        found.append((name, sign, float(bound)))
    return tuple(found)


def line(
    key: str,
    age: int,
    figures: Mapping[str, float],
    words: Mapping[str, str],
    turn: int,
    said: list[str] | None = None,
) -> str:
    """What is said of it at a visit; `turn` moves on by one at each, so that two visits running differ.

    `said`: what was said of it before, oldest first. None of the last few is said again while there is another;
    what is said now is added."""
    before = [] if said is None else said
    fitting = [one for one in sentences(key) if one.fits(age, figures)]
    told = []
    for part in (FIGURES, STATE):
        texts = [one.text for one in fitting if one.part == part]
        if texts:
            told.append(_fresh(texts, turn, before))
    before += told
    return " ".join(told).format_map(words)


def _fresh(texts: list[str], turn: int, before: list[str]) -> str:
    """The one whose turn it is, or the next that was not said of late; when all were, the one said longest ago."""
    last = before[-_LATELY:]
    for at in range(len(texts)):
        text = texts[(turn + at) % len(texts)]
        if text not in last:
            return text
    return min(texts, key=lambda text: max(at for at, one in enumerate(last) if one == text))


def decided(subject: str, kind: str, turn: int, said: list[str]) -> str:
    """What a visit decides about a treatment, with its places still open: a sentence of `decisions.tsv`."""
    texts = [
        row["text"] for row in tables.rows("decisions") if (row["subject"], row["kind"]) == (subject, kind)
    ]
    text = _fresh(texts, turn, said)
    said.append(text)
    return text
