"""Pins what the extractors of search give: `python -m tools.pin_extractors`, after raising the numbers it names.

For each parameter a digest of the rows it has over the official examples, beside the number of its extractor
(`dsn.fhir.search.versions`). A digest that changes under the same number is refused: a store could not know it.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from dsn.fhir.search import extract
from dsn.fhir.search.versions import lines
from dsn.fhir.types import Resource

PINNED = Path(__file__).parents[1] / "tests" / "data" / "extractors" / "digests.json"
Pins = dict[str, list[int | str]]
"""`Type.code` → the number of its extractor, and the digest of its rows."""


def pins(resources: Iterable[Resource]) -> Pins:
    """Of every parameter that has rows in these resources."""
    owner = {row: line for line in lines().values() for row in line.rows}
    totals: dict[int, int] = {}
    for resource in resources:
        for row in extract(resource):
            told = f"{resource.resourceType}/{resource.id} {row!r}".encode()
            number = owner[row.param].number
            part = int.from_bytes(blake2b(told, digest_size=8).digest(), "big")
            totals[number] = (totals.get(number, 0) + part) & (1 << 64) - 1  # in any order
    return {
        f"{lines()[number].type}.{lines()[number].code}": [lines()[number].version, f"{total:016x}"]
        for number, total in sorted(totals.items())
    }


def unsaid(before: Pins, after: Pins) -> list[str]:
    """The parameters whose rows changed and whose number did not."""
    return [
        name
        for name, (version, digest) in after.items()
        if name in before and before[name][0] == version and before[name][1] != digest
    ]


def read() -> Pins:
    """What is pinned; nothing before the first time."""
    found: Pins = json.loads(PINNED.read_text(encoding="utf-8")) if PINNED.exists() else {}
    return found


def main() -> int:
    examples = importlib.import_module("tests.fhir.search.asking").examples
    after = pins(examples(0, 1))
    changed = unsaid(read(), after)
    if changed:
        sys.stdout.write(f"raise their numbers in dsn.fhir.search.versions first: {', '.join(changed)}\n")
        return 1
    PINNED.parent.mkdir(parents=True, exist_ok=True)
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(pin)}" for name, pin in after.items())
    PINNED.write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
    sys.stdout.write(f"{len(after)} parameters pinned\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
