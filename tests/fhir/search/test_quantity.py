"""quantity: numbers with units, UCUM conversion, comparators, ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid
from dsn.fhir.search import extract, parse
from dsn.fhir.search.rows import QuantityRow

UCUM = "http://unitsofmeasure.org"


def of(value: str, code: str = "mg", **more: Any) -> dict[str, Any]:
    return {"value": Decimal(value), "unit": code, "system": UCUM, "code": code, **more}


def is_found(query: str, quantity: dict[str, Any], element: str = "valueQuantity") -> bool:
    observation = made("Observation", "it", **{element: quantity})
    return finds(f"Observation?value-quantity={query}", observation) == ["it"]


@pytest.mark.parametrize(
    ("query", "quantity", "found"),
    [
        (f"5.4|{UCUM}|mg", of("5.44"), True),
        (f"5.4|{UCUM}|mg", of("5.45"), False),
        (f"5.40e-3|{UCUM}|g", of("5.4"), True),
        (f"5.40e-3|{UCUM}|g", of("5.406"), False),
        ("5.4||mg", of("5.4"), True),
        ("5.4||mg", {"value": Decimal("5.4"), "unit": "mg"}, True),
        ("5.4||g", of("5.4"), False),
        ("5.4", of("5.4", "km"), True),
        (f"le5.4|{UCUM}|mg", of("5.4"), True),
        (f"lt5.4|{UCUM}|mg", of("5.4"), False),
        (f"ap5.4|{UCUM}|mg", of("5.9"), True),
        (f"ap5.4|{UCUM}|mg", of("6"), False),
        (f"5.4|{UCUM}|mg", of("5.4", "mL"), False),
        (f"5.4|{UCUM}|mg", {"value": Decimal("5.4"), "unit": "mg"}, False),
        ("5.4|http://autre.example|mg", of("5.4"), False),
        (f"gt1|{UCUM}|g", of("1001"), True),
        (f"gt1|{UCUM}|g", of("1000"), False),
    ],
)
def test_units_count_as_the_page_says(query: str, quantity: dict[str, Any], found: bool) -> None:
    """With system and code the unit is understood and converted; with `||` it is only compared; without, ignored."""
    assert is_found(query, quantity) is found


@pytest.mark.parametrize(
    ("comparator", "query", "found"),
    [
        ("<", "lt5", True),
        ("<", "5", False),
        ("<", "ge5", False),
        ("<", "eb5", True),
        ("<=", "ge5", True),
        ("<=", "eb5", False),
        ("<", "lt4", True),
        (">", "gt5", True),
        (">", "gt100", True),
        (">", "le5", False),
        (">=", "le5", True),
        (">", "lt5", False),
    ],
)
def test_a_comparator_is_the_range_it_means(comparator: str, query: str, found: bool) -> None:
    """A result of `< 5` is somewhere below 5, and is found as such."""
    assert is_found(query, of("5", comparator=comparator)) is found


def test_a_range_of_ages_is_found_where_it_reaches() -> None:
    """A Range is its own range; an end that is not given is open."""
    onset = {"low": of("40", "a"), "high": of("50", "a")}
    condition = made("Condition", "it", onsetRange=onset)
    assert finds("Condition?onset-age=gt45", condition) == ["it"]
    assert finds("Condition?onset-age=sa45", condition) == []
    assert finds("Condition?onset-age=45", condition) == []
    assert finds("Condition?onset-age=gt900", made("Condition", "it", onsetRange={"low": of("40", "a")})) == [
        "it"
    ]


@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.sampled_from(["gt", "lt", "ge", "le", "ap", "eq"]),
    st.integers(1, 90),
)
def test_a_range_is_found_alike_whichever_end_is_written_first(
    one: int, other: int, prefix: str, asked: int
) -> None:
    """Ends in the wrong order are the range between them: no end written is lost to the search."""
    forth, back = (
        made("Condition", "it", onsetRange={"low": of(str(low), "a"), "high": of(str(high), "a")})
        for low, high in ((one, other), (other, one))
    )
    query = f"Condition?onset-age={prefix}{asked}"
    assert finds(query, forth) == finds(query, back)


def test_samples_reach_from_the_least_to_the_greatest() -> None:
    """SampledData is the range of its samples, of its limits where a sample lies outside."""
    data = {"origin": of("10", "mV"), "period": Decimal(1), "dimensions": 1, "factor": Decimal(2)}
    known = {**data, "data": "-5 0 E 5"}
    assert is_found("ge20", known, "valueSampledData")
    assert not is_found("gt20", known, "valueSampledData")
    assert is_found("le0", known, "valueSampledData")
    assert is_found("gt1000", {**data, "data": "1 U"}, "valueSampledData")


def test_what_has_no_value_has_no_row() -> None:
    """A quantity that only says why it has no value counts as missing."""
    silent = made("Observation", "it", valueQuantity={"unit": "mg"})
    assert finds("Observation?value-quantity:missing=true", silent) == ["it"]


def test_money_is_in_its_currency() -> None:
    """Money's currency is its unit."""
    invoice = made("Invoice", "it", status="issued", totalNet={"value": Decimal("12.5"), "currency": "CAD"})
    assert finds("Invoice?totalnet=12.5|urn:iso:std:iso:4217|CAD", invoice) == ["it"]
    assert finds("Invoice?totalnet=12.5||USD", invoice) == []


def test_what_ucum_does_not_know_is_compared_as_written() -> None:
    """An unknown unit has no canonical form, and is still found by its own code."""
    row = next(
        r for r in extract(made("Observation", valueQuantity=of("3", "zork"))) if isinstance(r, QuantityRow)
    )
    assert row.canonical_code is None
    assert is_found(f"3|{UCUM}|zork", of("3", "zork"))


@pytest.mark.parametrize("text", ["mg", "5|mg", f"5|{UCUM}", "5|a|b|c", f"5|{UCUM}|", "|", "xx5"])
def test_other_forms_are_refused(text: str) -> None:
    """Neither half a unit nor a unit without a number is read as something else."""
    with pytest.raises(Invalid):
        parse("Observation", [("value-quantity", text)])
