"""How rich records are: of which types, how many a person, how they spread over ages; measured on any records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dsn.synth.plain import Plain

AGES = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 120))


@dataclass(frozen=True, slots=True)
class Spread:
    """Of one group of people: how many there are, resources a record on average, and its tenth, half, nine tenths."""

    people: int
    mean: float
    tenth: int
    half: int
    most: int


@dataclass(frozen=True, slots=True)
class Richness:
    """`types`: resources of each type a person, most first; `ages`: by `AGES`, by age on the day or at death."""

    types: dict[str, float]
    ages: dict[tuple[int, int], Spread]
    all: Spread


def measured(records: Iterable[Sequence[Plain]], today: date) -> Richness:
    """Of records, each with a Patient among its resources. A group of ages without anybody is left out."""
    counts: Counter[str] = Counter()
    sizes: dict[tuple[int, int], list[int]] = {ages: [] for ages in AGES}
    for record in records:
        counts.update(one["resourceType"] for one in record)
        patient = next(one for one in record if one["resourceType"] == "Patient")
        sizes[_group(patient, today)].append(len(record))
    people = sum(len(found) for found in sizes.values())
    return Richness(
        {name: count / people for name, count in counts.most_common()},
        {ages: _spread(found) for ages, found in sizes.items() if found},
        _spread([size for found in sizes.values() for size in found]),
    )


def _group(patient: Plain, today: date) -> tuple[int, int]:
    end = patient.get("deceasedDateTime", today.isoformat())[:10]
    age = max(0, (date.fromisoformat(end) - date.fromisoformat(patient["birthDate"])).days // 365)
    return next(ages for ages in AGES if age <= ages[1])


def _spread(sizes: list[int]) -> Spread:
    ordered = sorted(sizes)

    def at(part: float) -> int:
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]

    return Spread(len(ordered), sum(ordered) / len(ordered), at(0.1), at(0.5), at(0.9))


def rows(name: str, found: Richness) -> list[list[str]]:
    """Rows of `richness.tsv`: source, what, people, mean, tenth, half, nine tenths."""
    spreads = [("all", found.all), *((f"{low}-{high}", one) for (low, high), one in found.ages.items())]
    lines = [
        [name, what, str(one.people), f"{one.mean:.1f}", str(one.tenth), str(one.half), str(one.most)]
        for what, one in spreads
    ]
    return lines + [[name, type_, "", f"{mean:.2f}", "", "", ""] for type_, mean in found.types.items()]
