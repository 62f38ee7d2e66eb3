"""The documentation says what the code says, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.house.tree import ROOT, kept_files
from tools.docs.coverage import coverage
from tools.docs.pages import pages

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
LATER = {  # written from the running product
    "docs/images/dossier.png",
    "docs/how-to/add-a-search-type.md",
    "docs/how-to/add-a-section.md",
    "docs/how-to/add-a-page.md",
}


@pytest.mark.parametrize("name", sorted(pages()))
def test_reference_pages_follow_the_code(name: str) -> None:
    """`make docs` would change nothing."""
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == pages()[name]()


def test_links_lead_somewhere() -> None:
    """Each relative link of a Markdown page names a file of the tree."""
    broken = [
        f"{page} → {target}"
        for page in kept_files()
        if page.suffix == ".md" and "data" not in page.parts
        for target in LINK.findall((ROOT / page).read_text(encoding="utf-8"))
        if "://" not in target and not leads(page, target)
    ]
    assert broken == []


def leads(page: Path, target: str) -> bool:
    place = (ROOT / page.parent / target).resolve()
    return place.exists() or place.relative_to(ROOT).as_posix() in LATER


def test_marks_are_read_from_functions_and_modules(tmp_path: Path) -> None:
    """A mark on a function, in a class, and on a whole module each count."""
    (tmp_path / "test_a.py").write_text(
        '@covers("F1")\ndef test_x(): ...\nclass TestY:\n    @covers("R-02")\n    def test_z(self): ...\n'
    )
    (tmp_path / "test_b.py").write_text('pytestmark = covers("F1", "F2")\n')
    assert coverage(tmp_path) == {
        "F1": ["test_a.py::test_x", "test_b.py"],
        "R-02": ["test_a.py::test_z"],
        "F2": ["test_b.py"],
    }
