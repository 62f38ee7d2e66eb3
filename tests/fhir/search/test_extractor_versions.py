"""A store knows its rows by the number of the extractor that made them: rows never change under the same number."""

from __future__ import annotations

from tests.fhir.search.asking import examples
from tools.pin_extractors import Pins, pins, read, unsaid

from dsn.fhir.search import versions
from dsn.fhir.search.parameters import entries
from dsn.fhir.types import meta


def test_rows_that_change_have_another_number() -> None:
    """Over every official example: raise the number in `dsn.fhir.search.versions`, then pin anew."""
    before, after = read(), pins(examples(0, 1))
    assert unsaid(before, after) == []
    assert {name: pin[0] for name, pin in after.items()} == {name: pin[0] for name, pin in before.items()}
    assert len(before) > 900


def test_a_change_under_the_same_number_is_told() -> None:
    """Another digest is; another number, or a parameter that came new, is not."""
    before: Pins = {"A.a": [1, "x"], "A.b": [1, "x"], "A.c": [1, "x"]}
    after: Pins = {"A.a": [1, "y"], "A.b": [2, "y"], "A.c": [1, "x"], "A.d": [1, "z"]}
    assert unsaid(before, after) == ["A.a"]


def test_every_parameter_has_a_number_and_the_rows_it_owns() -> None:
    """The short reading of the table and the long one agree; no row belongs to two parameters."""
    lines = versions.lines()
    assert min(line.version for line in lines.values()) >= 1
    owned = [row for line in lines.values() for row in line.rows]
    assert len(owned) == len(set(owned))
    for name in ("Resource", *sorted(meta.RESOURCE_NAMES)):
        for entry in entries(name):
            line = lines[entry.number]
            assert (line.code, line.kind) == (entry.code, entry.kind)
            parts = {part.number for part in entry.components} | set(entry.also.values())
            assert set(line.rows) == {entry.number} | parts
