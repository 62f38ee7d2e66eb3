"""The table of parameters: complete, pinned, and made by its generator."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from tests.fhir.search.small import made
from tools.generate_search_parameters import text

from dsn.fhir.search import extract
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.parameters import entries, of_type, parameter
from dsn.fhir.search.rows import SHARED
from dsn.fhir.search.straight import Writer
from dsn.fhir.types import meta

PACKAGE = Path(__file__).resolve().parents[3] / "node_modules" / "hl7.fhir.r4.examples"
PINNED = {
    "Resource._id": 2,
    "Resource._lastUpdated": 3,
    "Resource._tag": 8,
    "Observation.code": 307,
    "Observation.code-value-quantity": 332,
    "Observation.patient": 1609,
    "Patient.birthdate": 235,
    "Patient.identifier": 1193,
    "Patient.name": 1454,
    "Observation.value-quantity": 2431,
}
"""Numbers that stand in stores already written: these never change."""


def test_the_generator_gives_the_committed_table() -> None:
    """Nobody edits the table; its numbers are those it already had."""
    committed = (resources.files("dsn.fhir.search") / "parameters.jsonl").read_text(encoding="utf-8")
    assert text(PACKAGE) == committed


def test_every_official_parameter_is_there() -> None:
    """Each search parameter of R4, for each of its base types, with its kind."""
    bundle = json.loads((PACKAGE / "Bundle-searchParams.json").read_text())
    for each in (entry["resource"] for entry in bundle["entry"]):
        for base in each["base"]:
            name = "Resource" if base == "DomainResource" else base
            found = parameter(name, each["code"])
            assert found is not None, (base, each["code"])
            assert found.kind == each["type"]


def test_numbers_are_never_shared_by_two_meanings() -> None:
    """Parameters, parts of composites and rows behind modifiers each have a number of their own."""
    numbers: Counter[int] = Counter()
    for name in ("Resource", *sorted(meta.RESOURCE_NAMES)):
        for entry in entries(name):
            if name == "Resource" or entry.type != "Resource":
                numbers.update(
                    [entry.number, *entry.also.values(), *(part.number for part in entry.components)]
                )
    assert [number for number, count in numbers.items() if count > 1] == []


@pytest.mark.parametrize(("name", "number"), PINNED.items())
def test_numbers_stay(name: str, number: int) -> None:
    """A number that a store may hold stays what it is."""
    type_name, code = name.split(".")
    found = parameter(type_name, code)
    assert found is not None
    assert found.number == number


def test_parameters_of_all_types_keep_one_number() -> None:
    """`_tag` is one number for all types, bound to the type that was asked for."""
    of_patient, of_all = parameter("Patient", "_tag"), parameter("Resource", "_tag")
    assert of_patient is not None
    assert of_all is not None
    assert of_patient.number == of_all.number < SHARED
    assert (of_patient.type, of_all.type) == ("Patient", "Resource")


def test_an_unknown_type_has_no_parameters() -> None:
    """A name that is no resource type is not taken for one without parameters."""
    with pytest.raises(KeyError):
        of_type("Patients")
    assert parameter("Patient", "couleur") is None


@pytest.mark.parametrize("type_name", sorted(meta.RESOURCE_NAMES))
def test_every_type_has_an_extraction(type_name: str) -> None:
    """The written function compiles, and names each parameter that has rows."""
    writer = Writer(type_name)
    assert callable(writer.compiled())
    for entry in entries(type_name):
        assert (not entry.leaves) or f"({entry.number}, 0, *t)" in writer.source()


def test_a_row_stands_once_whatever_repeats() -> None:
    """Two equal codings give one row."""
    coding = {"system": "s", "code": "c"}
    rows = extract(made("Observation", code={"coding": [coding, coding]}))
    assert len(rows) == len(set(rows))
    assert {row.param for row in rows} >= {307}


def test_rows_are_of_the_kind_s_class() -> None:
    """A parameter's rows are what its kind says they are."""
    rows = extract(made("Patient", name=[{"family": "Roy"}], birthDate="1980", active=True))
    kinds = {each.number: each.kind for each in of_type("Patient").values()}
    assert {type(row) is PARAMETER_TYPES[kinds[row.param]].row for row in rows} == {True}
