"""`python -m tools.make_synth_pyramid`: how many invented people of each sex and age there are, for `pyramid.tsv`.

The heights of the curves of `dsn.synth.conditions` are set against this table: make it again when households change.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from dsn.synth.output import REFERENCE_DAY
from dsn.synth.people import people

PEOPLE = 100_000
SEEDS = (1, 2, 3, 4, 5, 6)
OUT = Path("src/dsn/synth/data/pyramid.tsv")


def main() -> None:
    """Counts the living by sex and year of age, per thousand people."""
    found = Counter(
        (one.sex, one.age(REFERENCE_DAY))
        for seed in SEEDS
        for one in people(seed, PEOPLE, REFERENCE_DAY)
        if one.death is None
    )
    lines = ["age\tF\tM"]
    for age in range(max(age for _, age in found) + 1):
        shares = (found[sex, age] * 1000 / found.total() for sex in "FM")
        lines.append("\t".join((str(age), *(f"{share:.3f}" for share in shares))))
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
