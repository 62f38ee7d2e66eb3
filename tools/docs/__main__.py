"""`python -m tools.docs`: writes docs/reference from the code, and removes what the code no longer has."""

from __future__ import annotations

import sys

from tools.docs.pages import PRODUCED, pages
from tools.setup.places import ROOT

REFERENCE = ROOT / "docs" / "reference"


def main() -> int:
    written = {name: write() for name, write in pages().items()}
    for name, text in written.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    for file in REFERENCE.glob("*.md"):
        if file.name not in written and file.read_text(encoding="utf-8").startswith(PRODUCED):
            file.unlink()
    print(f"{len(written)} pages written to docs/reference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
