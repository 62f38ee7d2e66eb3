"""`python -m tools.contract [SOURCE]`: prints each forbidden arrow; exit code 1 when there is one."""

from __future__ import annotations

import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

from tools.contract.python import imports
from tools.contract.rooms import room_of, why_not
from tools.contract.templates import takes

SOURCE = Path(__file__).resolve().parents[2] / "src"


def broken_arrows(source: Path) -> list[str]:
    """One line for each import that goes the wrong way, and for each module that stands in no room."""
    found = []
    for importer, imported, line in chain(imports(source), takes(source)):
        reason = why_not(importer, imported)
        if reason:
            found.append(f"{importer}:{line} takes {imported}: {reason}")
    found += [f"{name}: stands in no room of tools/contract/rooms.py" for name in strays(source)]
    return found + rings(source)


def rings(source: Path) -> list[str]:
    """A ring of modules that import each other, when there is one. A package and what it holds are one thing here."""
    arrows: dict[str, set[str]] = defaultdict(set)
    for importer, imported, _ in imports(source):
        if not importer.startswith(f"{imported}.") and not imported.startswith(f"{importer}."):
            arrows[importer].add(imported)
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as ring:
        return [f"import ring: {' → '.join(reversed(ring.args[1]))}"]
    return []


def strays(source: Path) -> list[str]:
    packages = {
        ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for file in source.rglob("*.py")
    }
    return sorted(
        name for name in packages if name not in ("dsn", "dsn.care", "dsn.__main__") and not room_of(name)
    )


def main() -> int:
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    broken = broken_arrows(source)
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
