"""What each template takes from another: `extends`, `include`, `import`, `from … import`, when named literally.

A name held in a variable is data that a room was given, and no arrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TAKES = re.compile(r"""\{%-?\+?\s*(?:extends|include|import|from)\s+(["'])(?P<name>.+?)\1""")
SUFFIXES = (".html", ".xml", ".txt", ".css", ".js", ".typ")


def takes(source: Path) -> Iterator[tuple[str, str, int]]:
    """(module of the template, module of the template it takes, line). A name found nowhere, or twice, says so."""
    templates = {
        file: _name(source, file)
        for file in sorted(source.rglob("templates/**/*"))
        if file.suffix in SUFFIXES
    }
    for file, name in templates.items():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for match in TAKES.finditer(line):
                yield _module(name), _target(match["name"], name, list(templates.values())), number


def _name(source: Path, file: Path) -> str:
    """`dsn/care/people/templates/card.html` is called `care/people/card.html`."""
    parts = [part for part in file.relative_to(source / "dsn").parts if part != "templates"]
    return "/".join(parts)


def _module(name: str) -> str:
    return "dsn." + name.rpartition("/")[0].replace("/", ".")


def _target(wanted: str, asker: str, names: list[str]) -> str:
    found = [name for name in names if name == wanted]
    found = found or [name for name in names if name.endswith(f"/{wanted}")]
    own = [name for name in found if name.rpartition("/")[0] == asker.rpartition("/")[0]]
    found = own or found
    return _module(found[0]) if len(found) == 1 else f"dsn.template:{wanted}"
