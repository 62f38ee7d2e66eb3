"""What npm `fhirpath` finds, beside what we find."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.path.expressions import Expressions
from tests.fhir.path.inputs import plain
from tests.fhir.path.opinion import agree, opinions, ours

# Expression, what we find (None: refused), the page that says why.
DISAGREEMENTS: list[tuple[str, list[Any] | None, str]] = [
    ("2.5 'mg' = 2.5 'cm'", [], "quantities-of-other-dimensions"),
    ("1 'h' != 1 'g'", [], "quantities-of-other-dimensions"),
    ("@2015-02-04 + 18 hours", None, "a-date-has-no-hours"),
    ("birthDate - 500 milliseconds", None, "a-date-has-no-hours"),
    ("@2015-02-04T14:34 <= @2015-02-04T14:34:28.123+02:00", [], "moments-without-a-zone"),
    ("birthDate.length()", None, "string-functions-take-strings"),
    ("telecom.repeat($this).count()", [4], "repeat-adds-only-what-is-new"),
    ("Patient.id is string", [True], "the-type-of-an-id"),
]


def _disagreeing(seed: int, count: int) -> list[str]:
    drawn = Expressions(seed)
    expressions: dict[str, None] = {}
    while len(expressions) < count:
        expressions[drawn.draw()] = None
    resource = plain("patient-example.xml")
    answers = opinions(resource, list(expressions))
    return [
        f"{expression}: we find {ours(resource, expression)}, npm {answer}"
        for expression, answer in zip(expressions, answers, strict=True)
        if not agree(ours(resource, expression), answer)
    ]


def test_a_hundred_generated_expressions_find_the_same() -> None:
    """A hundred expressions drawn from a fixed seed find what npm fhirpath finds."""
    assert _disagreeing(2026, 100) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_two_thousand_generated_expressions_find_the_same(seed: int) -> None:
    """Ten times two thousand generated expressions find what npm fhirpath finds."""
    assert _disagreeing(seed, 2000) == []


@pytest.mark.parametrize(("expression", "found", "page"), DISAGREEMENTS)
def test_a_disagreement_has_its_page(expression: str, found: list[Any] | None, page: str) -> None:
    """Where npm fhirpath says something else, a page quotes the sentence that decides."""
    from tests.fhir.path.test_official_suite import PAGES

    resource = plain("patient-example.xml")
    assert ours(resource, expression) == found
    assert not agree(found, opinions(resource, [expression])[0])
    assert (PAGES / f"{page}.md").exists()


def test_disagreements_stay_few() -> None:
    """At most ten pages of clarification, all of them in use."""
    from tests.fhir.path.test_official_suite import CLARIFIED, PAGES

    used = {page for _, _, page in DISAGREEMENTS} | set(CLARIFIED.values()) | {"join-of-nothing"}
    pages = {page.stem for page in PAGES.glob("*.md") if not page.stem.startswith(("search-", "validation-"))}
    assert pages == used
    assert len(used) <= 10
