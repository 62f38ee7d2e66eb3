"""SQL on FHIR: the official tests of ViewDefinition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dsn.base.errors import Invalid
from dsn.fhir.json import from_plain
from dsn.fhir.views import prepare

DATA = Path(__file__).parents[2] / "data" / "sql-on-fhir"
FILES = sorted(DATA.glob("*.json"))
SUITES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_bytes(), parse_float=Decimal) for path in FILES
}
CASES = [(name, at) for name, suite in SUITES.items() for at in range(len(suite["tests"]))]


def _rows(rows: Iterable[dict[str, Any]]) -> list[str]:
    """Rows to compare without regard to their order; 1.0 is 1."""
    return sorted(json.dumps(_loose(row), sort_keys=True) for row in rows)


def _loose(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _loose(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_loose(one) for one in value]
    return float(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


@pytest.mark.parametrize(("name", "at"), CASES, ids=lambda one: str(one))
def test_the_official_suite(name: str, at: int) -> None:
    """Each official view gives its rows, or is refused."""
    suite, case = SUITES[name], SUITES[name]["tests"][at]
    if case.get("expectError"):
        with pytest.raises(Invalid):
            list(prepare(case["view"]).rows(suite["resources"]))
        return
    view = prepare(case["view"])
    rows = list(view.rows(suite["resources"]))
    assert _rows(rows) == _rows(case["expect"])
    columns = [column.name for column in view.columns]
    assert all(list(row) == columns for row in rows)
    assert columns == case.get("expectColumns", columns)


def test_the_suite_is_whole() -> None:
    """All 85 cases of the 22 files are run."""
    assert (len(FILES), len(CASES)) == (22, 85)


def test_structs_give_the_same_rows() -> None:
    """Decoded resources give the rows that their JSON gives."""
    patients: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "a", "name": [{"family": "Tremblay", "given": ["Léa", "Zoé"]}]},
        {"resourceType": "Patient", "id": "b", "birthDate": "1970-01-01"},
    ]
    view = prepare(
        {
            "resource": "Patient",
            "select": [
                {
                    "column": [
                        {"name": "key", "path": "getResourceKey()"},
                        {"name": "born", "path": "birthDate"},
                    ]
                },
                {"forEachOrNull": "name.given", "column": [{"name": "given", "path": "$this"}]},
            ],
        }
    )
    rows = list(view.rows(map(from_plain, patients)))
    assert rows == list(view.rows(patients))
    assert rows == [
        {"key": "Patient/a", "born": None, "given": "Léa"},
        {"key": "Patient/a", "born": None, "given": "Zoé"},
        {"key": "Patient/b", "born": "1970-01-01", "given": None},
    ]


@pytest.mark.parametrize(
    ("select", "code", "path"),
    [
        ([], "view-bad-part", "select"),
        ([{"column": [{"name": "1a", "path": "id"}]}], "view-bad-part", "select[0].column[0].name"),
        ([{"column": [{"name": "a"}]}], "view-bad-part", "select[0].column[0].path"),
        ([{"forEach": "name", "repeat": ["name"]}], "view-bad-part", "select[0].repeat"),
        ([{"columns": []}], "view-bad-part", "select[0].columns"),
        (
            [{"column": [{"name": "a", "path": "id", "colection": True}]}],
            "view-bad-part",
            "select[0].column[0].colection",
        ),
        (
            [{"column": [{"name": "a", "path": "id"}, {"name": "a", "path": "id"}]}],
            "view-column-twice",
            "select",
        ),
        ([{"column": [{"name": "a", "path": "id +"}]}], "fhirpath-syntax", "select[0].column[0].path"),
        (
            [{"column": [{"name": "a", "path": "%typo"}]}],
            "fhirpath-variable-unknown",
            "select[0].column[0].path",
        ),
    ],
)
def test_what_is_no_view_is_refused_where_it_goes_wrong(select: Any, code: str, path: str) -> None:
    """A view that is malformed is refused before any resource is read, with the path of the fault."""
    with pytest.raises(Invalid) as refusal:
        prepare({"resource": "Patient", "select": select})
    assert (refusal.value.code, refusal.value.path) == (code, path)


@pytest.mark.parametrize(
    ("constants", "path"),
    [
        ([{"name": "a", "valueInteger": 1}], None),
        ([{"name": "a", "valueDate": "2020-01-01"}, {"name": "b", "valueBoolean": True}], None),
        ([{"name": "a", "valueInteger": "1"}], "constant[0].valueInteger"),
        ([{"name": "a", "valueBoolean": 1}], "constant[0].valueBoolean"),
        ([{"name": "a", "valueString": True}], "constant[0].valueString"),
        ([{"name": "a", "valueInteger": 1, "valueString": "1"}], "constant[0]"),
        ([{"name": "a"}], "constant[0]"),
        ([{"name": "a", "value": 1}], "constant[0].value"),
        ([{"name": "a", "valueInteger": 1}, {"name": "a", "valueInteger": 2}], "constant[1].name"),
        ([{"name": "a b", "valueInteger": 1}], "constant[0].name"),
    ],
)
def test_constants_have_a_name_and_one_value_of_its_type(
    constants: list[dict[str, Any]], path: str | None
) -> None:
    """What is none is refused, where it stands."""
    view = {
        "resource": "Patient",
        "constant": constants,
        "select": [{"column": [{"name": "n", "path": "%a"}]}],
    }
    if path is None:
        assert len(list(prepare(view).rows([{"resourceType": "Patient"}]))) == 1
        return
    with pytest.raises(Invalid) as refusal:
        prepare(view)
    assert (refusal.value.code, refusal.value.path) == ("view-bad-part", path)
