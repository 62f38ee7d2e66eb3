"""What people have: each condition a curve of prevalence by age and sex, set to a figure somebody published.

The shape by age is ours; its height is the source's (`conditions.jsonl`: address and quotation beside each figure).
Who falls under the curve is drawn in `cohort`; what that makes of a life, in `course`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

from dsn.synth import tables

OLDEST = 110
PASSING = frozenset(
    "depression anxiete phobie-sociale alcool cannabis asthme eczema migraine tdah lombalgie vitamine-d".split()
)
"""What may end; the rest is for life."""
SHARED = 0.35
"""How often a condition of a cluster is drawn from the cluster's own number: what comes together, comes together."""


@dataclass(frozen=True, slots=True)
class Target:
    """A published figure: `percent` of people of `sex` ("" for both) aged `low` to `high`, both included."""

    sex: str
    low: int
    high: int
    percent: float


@dataclass(frozen=True, slots=True)
class Condition:
    """`kind`: chronic, allergy, acute (a yearly incidence), surgical (likewise). `share`: by sex, then age, 0 to 1.

    `drugs`: (key of `drugs.tsv`, share of those treated). `article`: of the French name (le, la, l’), "" for allergies.
    """

    key: str
    code: str
    name: str
    article: str
    kind: str
    cluster: str
    share: dict[str, tuple[float, ...]]
    targets: tuple[Target, ...]
    drugs: tuple[tuple[str, float], ...]
    tests: tuple[str, ...]
    visits: float
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class Held:
    """A condition in one life; `end` is None while it lasts."""

    condition: Condition
    onset: date
    end: date | None = None

    def on(self, day: date) -> bool:
        return self.onset <= day and (self.end is None or day < self.end)


@cache
def conditions() -> tuple[Condition, ...]:
    """All of them, in the order of the file."""
    return tuple(_condition(line) for line in tables.lines("conditions"))


@cache
def by_key() -> dict[str, Condition]:
    return {one.key: one for one in conditions()}


def _condition(line: dict[str, Any]) -> Condition:
    targets = tuple(Target(*one) for one in line["targets"])
    return Condition(
        share=_calibrated(line, targets),
        targets=targets,
        drugs=tuple((key, share) for key, share in line["drugs"]),
        tests=tuple(line["tests"]),
        **{
            name: line[name]
            for name in ("key", "code", "name", "article", "kind", "cluster", "visits", "url", "quote")
        },
    )


@cache
def pyramid() -> dict[str, tuple[float, ...]]:
    """How many of each sex and age there are among our people, per thousand (`tools.make_synth_pyramid`)."""
    found = {"F": [0.0] * (OLDEST + 1), "M": [0.0] * (OLDEST + 1)}
    for row in tables.rows("pyramid"):
        for sex in ("F", "M"):
            found[sex][int(row["age"])] = float(row[sex])
    return {sex: tuple(counts) for sex, counts in found.items()}


def _calibrated(line: dict[str, Any], targets: tuple[Target, ...]) -> dict[str, tuple[float, ...]]:
    shape = [_on_line(line["shape"], age + 0.5) for age in range(OLDEST + 1)]
    ratio = {"F": line["female"], "M": line["male"]}
    weighted = {sex: [one * (1 if ratio[sex] is None else ratio[sex]) for one in shape] for sex in ("F", "M")}
    heights = [(target, _height(weighted, target)) for target in targets]
    found = {}
    for sex, shares in weighted.items():
        here = [(target, height) for target, height in heights if target.sex in ("", sex)]
        found[sex] = tuple(
            min(0.97, share * _nearest(here, age) / 100) if here else 0.0 for age, share in enumerate(shares)
        )
    return found


def _height(weighted: dict[str, list[float]], target: Target) -> float:
    """By how much the shape is to be raised to give the target among our people."""
    counts, people, cases = pyramid(), 0.0, 0.0
    for sex in target.sex or "FM":
        for age in range(target.low, min(target.high, OLDEST) + 1):
            people += counts[sex][age]
            cases += counts[sex][age] * weighted[sex][age]
    return target.percent * people / cases if cases else 0.0


def _nearest(heights: list[tuple[Target, float]], age: int) -> float:
    return min(heights, key=lambda one: max(one[0].low - age, age - one[0].high, 0))[1]


def _on_line(points: list[list[float]], age: float) -> float:
    """The value at `age` of the broken line through `points` (age, value): nothing before, flat after."""
    if age < points[0][0]:
        return 0.0
    for (left, low), (right, high) in pairwise(points):
        if age <= right:
            return low + (high - low) * (age - left) / (right - left)
    return points[-1][1]


def treated(condition: Condition, random: Random) -> list[str]:
    """The keys of the drugs of this person, for this condition."""
    return [key for key, share in condition.drugs if random.random() < share]
