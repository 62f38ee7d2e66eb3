"""number: significant digits, prefixes, exact arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid
from dsn.fhir.search import parse
from dsn.fhir.search.kinds.number import PREFIXES, ranged
from dsn.fhir.search.tree import Prefix


def is_found(query: str, probability: str) -> bool:
    risk = made("RiskAssessment", "it", prediction=[{"probabilityDecimal": Decimal(probability)}])
    return finds(f"RiskAssessment?probability={query}", risk) == ["it"]


@pytest.mark.parametrize(
    ("query", "value", "found"),
    [
        ("100", "99.5", True),
        ("100", "100.49", True),
        ("100", "100.5", False),
        ("100", "99.49", False),
        ("100.00", "99.995", True),
        ("100.00", "100.005", False),
        ("100.00", "100", True),
        ("1.00e2", "100.4", True),
        ("1e2", "149", True),
        ("1e2", "150", False),
        ("lt100", "99.999999999999999999", True),
        ("lt100", "100", False),
        ("le100", "100", True),
        ("gt100", "100.0", False),
        ("gt100", "100.000000000000000001", True),
        ("ge100", "100", True),
        ("ne100", "100.2", False),
        ("ne100", "101", True),
        ("sa100", "100.1", True),
        ("eb100", "100", False),
        ("ap100", "91", True),
        ("ap100", "89", False),
        ("gt0.8", "0.9", True),
        ("gt8e-1", "0.9", True),
        ("-5", "-5.4", True),
        ("-5", "-4.4", False),
    ],
)
def test_numbers_are_found_as_the_page_says(query: str, value: str, found: bool) -> None:
    """The range of a search without comparison is half a unit of its last digit; comparisons are exact."""
    assert is_found(query, value) is found


def test_an_integer_is_found_by_itself_alone() -> None:
    """ "Searching is based on exact matches": 2 finds 2 and not 3; 2.3 finds no integer."""
    sequences = [
        made("MolecularSequence", str(start), coordinateSystem=0, variant=[{"start": start}])
        for start in (1, 2, 3)
    ]
    assert finds("MolecularSequence?variant-start=2", *sequences) == ["2"]
    assert finds("MolecularSequence?variant-start=2.3", *sequences) == []


@pytest.mark.parametrize("text", ["", "abc", "1,5x", "0x10", "1e", "NaN", "Infinity", "1_000", "１"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Only decimals are numbers, with or without exponent."""
    with pytest.raises(Invalid):
        parse("RiskAssessment", [("probability", text)])


decimals = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9)


@given(decimals, decimals, decimals)
def test_ranges_and_exact_comparisons_agree_with_arithmetic(
    one: Decimal, two: Decimal, exact: Decimal
) -> None:
    """Each prefix holds for a range of rows exactly when the words of R4 do."""
    low, high = min(one, two), max(one, two)
    answer = {name: judge(low, high, ranged(_prefix(name), exact)) for name, judge in PREFIXES.items()}
    assert answer["gt"] is (high > exact)
    assert answer["lt"] is (low < exact)
    assert answer["ge"] is (high >= exact)
    assert answer["le"] is (low <= exact)
    assert answer["sa"] is (low > exact)
    assert answer["eb"] is (high < exact)
    assert answer["eq"] is not answer["ne"]


def _prefix(name: str) -> Prefix:
    return name  # type: ignore[return-value]


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_lies_in_its_own_range(exact: Decimal) -> None:
    """Whatever its digits, a number is found by itself, and its range is as wide as its last digit."""
    value = ranged("eq", exact)
    assert PREFIXES["eq"](exact, exact, value)
    assert value.low < exact < value.high
