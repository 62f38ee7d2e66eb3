"""What an official example puts into the index, a query that names it finds: every parameter, every kind."""

from __future__ import annotations

import pytest
from tests.fhir.search.asking import examples, questions
from tests.fhir.search.small import SmallWorld

from dsn.fhir.search import extract, matches, parse
from dsn.fhir.search.parameters import of_type

NOBODY = SmallWorld()
PARTS = 6


@pytest.mark.parametrize("part", range(PARTS))
def test_every_example_is_found_by_what_it_says(part: int) -> None:
    """Each index row, said again as a query of its parameter, finds its resource."""
    asked = 0
    for resource in examples(part, PARTS):
        name = type(resource).__name__
        rows = extract(resource)
        for parameter in of_type(name).values():
            for value in {question for question in questions(parameter, rows) if question}:
                query = parse(name, [(parameter.code, value)])
                assert matches(resource, query, NOBODY), (name, resource.id, parameter.code, value)
                asked += 1
    assert asked > 1000
