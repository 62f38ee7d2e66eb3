"""`python -m tools.synth_richness [FOLDER]`: measures a thousand invented records and writes `richness.tsv`.

With the FOLDER of Synthea's bundles (`*.json.gz`, the ones of https://github.com/smart-on-fhir/generated-sample-data or
the like) theirs are measured beside; without it their lines of before are kept. The table is printed.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dsn.synth import richness, tables
from dsn.synth.lives import lives
from dsn.synth.output import REFERENCE_DAY
from dsn.synth.plain import Plain

OUT = Path("src/dsn/synth/data/richness.tsv")
PEOPLE, SEED = 1000, 1
SYNTHEA_DAY = date(2019, 6, 1)
HEAD = ("source", "what", "people", "mean", "tenth", "half", "most")


def main(folders: list[str]) -> None:
    """Measures, writes, prints."""
    found = richness.rows("dsn", richness.measured(lives(SEED, PEOPLE, REFERENCE_DAY), REFERENCE_DAY))
    if folders:
        found += richness.rows("synthea", richness.measured(_bundles(Path(folders[0])), SYNTHEA_DAY))
    elif OUT.exists():
        found += [list(row.values()) for row in tables.rows("richness") if row["source"] == "synthea"]
    text = "\n".join("\t".join(line) for line in [list(HEAD), *found]) + "\n"
    OUT.write_text(text, encoding="utf-8")
    print(text)


def _bundles(folder: Path) -> Iterator[list[Plain]]:
    """The resources of each bundle that holds a person."""
    for file in sorted(folder.glob("*.json.gz")):
        with gzip.open(file) as lines:
            entries = json.load(lines)["entry"]
        resources = [one["resource"] for one in entries]
        if any(one["resourceType"] == "Patient" for one in resources):
            yield resources


if __name__ == "__main__":
    main(sys.argv[1:])
