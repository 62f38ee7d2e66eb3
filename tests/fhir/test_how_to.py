"""What the how-to page shows is true."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-fhir-resources.md"


def test_the_examples_of_the_page_run() -> None:
    """Its blocks of Python, one after another, hold what they assert."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 4
    exec("\n".join(blocks), {})
