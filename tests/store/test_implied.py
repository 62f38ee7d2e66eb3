"""Rows that are left out of the index are told by those that stay."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dsn.fhir.json import decode
from dsn.fhir.search import extract
from dsn.fhir.search.parameters import of_type
from dsn.fhir.search.rows import IndexRow
from dsn.store import implied

_LOINC = {"system": "http://loinc.org", "code": "85354-9", "display": "BP"}
_QUANTITY = {"value": 7.5, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}
_SAMPLED = {"origin": {"value": 0}, "period": 10, "dimensions": 1, "data": "1 2 3"}
_VALUES: dict[str, dict[str, Any]] = {
    "no value": {},
    "quantity": {"valueQuantity": _QUANTITY},
    "bounded quantity": {"valueQuantity": {**_QUANTITY, "comparator": "<"}},
    "samples": {"valueSampledData": _SAMPLED},
    "text": {"valueString": "clair"},
}
_PARTS = [{"code": {"coding": [{"code": "a"}, {"code": "b"}]}, **value} for value in _VALUES.values()]
_CODES: dict[str, dict[str, Any]] = {
    "coded": {"coding": [_LOINC, {"code": "x"}]},
    "in words": {"text": "glucose"},
}


def _rows(value: str, code: str, parts: list[dict[str, Any]]) -> list[IndexRow]:
    plain = {"resourceType": "Observation", "status": "final", "code": _CODES[code], **_VALUES[value]}
    return list(extract(decode_of(plain | ({"component": parts} if parts else {}))))


def decode_of(plain: dict[str, Any]) -> Any:
    """The resource of some JSON values."""
    return decode(msgspec.json.encode(plain))


def _said(rows: list[IndexRow], numbers: tuple[int, ...]) -> set[tuple[Any, ...]]:
    return {tuple(row[2:]) for row in rows if row[0] in numbers}


@pytest.mark.parametrize("parts", [[], _PARTS, _PARTS[:1]], ids=["alone", "components", "a component"])
@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("value", _VALUES)
def test_what_is_left_out_stands_under_its_answers(
    value: str, code: str, parts: list[dict[str, Any]]
) -> None:
    """A parameter that stands for others has exactly their values, whatever the Observation holds."""
    rows = _rows(value, code, parts)
    for left_out, answers in ((341, implied.ANSWERED_BY[341]), (350, implied.ANSWERED_BY[350])):
        assert _said(rows, (left_out,)) == _said(rows, answers)


@pytest.mark.parametrize("parts", [[], _PARTS], ids=["alone", "components"])
@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("value", _VALUES)
def test_composites_meet_as_before(value: str, code: str, parts: list[dict[str, Any]]) -> None:
    """Pairs of code and value that share a group are the same in the stored rows as in all of them."""
    rows = _rows(value, code, parts)
    kept = list(implied.stored(rows))
    for pair in ((333, 334), (346, 347)):
        assert _pairs(rows, *((number,) for number in pair)) == _pairs(kept, *map(implied.numbers, pair))


def _pairs(rows: list[IndexRow], codes: tuple[int, ...], values: tuple[int, ...]) -> set[tuple[Any, ...]]:
    return {
        (tuple(code[2:]), tuple(value[2:]))
        for code in rows
        for value in rows
        if code[0] in codes and value[0] in values and code[1] == value[1]
    }


def test_samples_are_found_by_value_alone() -> None:
    """A value that is no Quantity keeps its rows, in a group of its own."""
    kept = implied.stored(_rows("samples", "coded", []))
    assert {row[1] for row in kept if row[0] == implied.VALUE} == {implied.APART}


def test_what_implies_nothing_is_stored_whole() -> None:
    """Rows of other types pass as they are."""
    rows = extract(decode_of({"resourceType": "Patient", "gender": "male", "birthDate": "1999-01-02"}))
    assert implied.stored(rows) is rows


def test_the_numbers_are_those_of_the_table() -> None:
    """Numbers are pinned in the generated table; here they stand by their names."""
    own = of_type("Observation")

    def parts(code: str) -> list[int]:
        return [component.number for component in own[code].components]

    whole, combo, component = (
        parts("code-value-quantity"),
        parts("combo-code-value-quantity"),
        parts("component-code-value-quantity"),
    )
    assert {
        own["combo-code"].number: (own["code"].number, own["component-code"].number),
        own["combo-value-quantity"].number: (
            own["value-quantity"].number,
            own["component-value-quantity"].number,
        ),
        whole[0]: (own["code"].number,),
        whole[1]: (own["value-quantity"].number,),
        combo[0]: (own["code"].number, component[0]),
        combo[1]: (own["value-quantity"].number, component[1]),
    } == implied.ANSWERED_BY
