"""Which rows of the domain a test holds. `make docs` gathers them into docs/reference/coverage.md."""

from __future__ import annotations

import re

import pytest

ROW = re.compile(r"(F|R-|P|L)\d{1,3}[a-z]?")


def covers(*rows: str) -> pytest.MarkDecorator:
    """Marks a test, or a whole module by `pytestmark = covers(…)`, as holding these rows, such as "F58" or "R-12".

    Raises ValueError for what is no row, so that a slip does not vanish from the table.
    """
    wrong = [row for row in rows if not ROW.fullmatch(row)]
    if wrong or not rows:
        raise ValueError(f"not a row of the domain: {', '.join(wrong) or '(none given)'}")
    return pytest.mark.covers(*rows)
