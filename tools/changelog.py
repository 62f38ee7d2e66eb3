"""`python -m tools.changelog [VERSION]`: gathers changes/*.md under one heading of CHANGELOG.md and removes them.

A change brings one file, `changes/<what>.<reader>.md`, whose paragraph is written for that reader.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READERS = {
    "clinician": "Pour les cliniciens · For clinicians",
    "citizen": "Pour les citoyens · For citizens",
    "integrator": "Pour les intégrateurs · For integrators",
    "operator": "Pour les exploitants · For operators",
    "developer": "Pour les développeurs · For developers",
}


def gather(root: Path, version: str) -> str:
    """The new text of CHANGELOG.md. Raises ValueError when a paragraph names no reader we know, or is empty."""
    paragraphs: dict[str, list[str]] = {reader: [] for reader in READERS}
    for file in files(root):
        reader = file.name.removesuffix(".md").rpartition(".")[2]
        text = file.read_text(encoding="utf-8").strip()
        if reader not in READERS or not text:
            raise ValueError(
                f"{file.name}: named <what>.<reader>.md, reader one of {', '.join(READERS)}, not empty"
            )
        paragraphs[reader].append(f"- {text}")
    new = [f"### {READERS[reader]}\n\n" + "\n".join(found) for reader, found in paragraphs.items() if found]
    head, mark, rest = (root / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## ")
    return head.rstrip() + f"\n\n## {version}\n\n" + "\n\n".join(new) + "\n" + (mark + rest if mark else "")


def files(root: Path) -> list[Path]:
    """The paragraphs that wait for the next release."""
    return sorted(file for file in (root / "changes").glob("*.md") if file.name != "README.md")


def main(arguments: list[str]) -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = files(ROOT)
    if not waiting:
        print("changes/ is empty")
        return 1
    (ROOT / "CHANGELOG.md").write_text(gather(ROOT, (arguments or [project["version"]])[0]), encoding="utf-8")
    for file in waiting:
        file.unlink()
    print(f"{len(waiting)} paragraphs gathered")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
