"""`_filter`: the grammar of search_filter.html, judged on small resources."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.search.small import SmallWorld, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import matches, parse


def observation(id: str, code: str, **more: Any) -> Any:
    return made("Observation", id, code={"coding": [{"system": "http://loinc.org", "code": code}]}, **more)


PETER = made("Patient", "peter", name=[{"given": ["Peter"], "family": "Roy"}], birthDate="1980-05-05")
ONE = observation("1", "1234-5", subject={"reference": "Patient/peter"}, effectiveDateTime="2014-05-10")
TWO = observation("2", "9999-9", effectivePeriod={"start": "2014-05-01", "end": "2014-06-01"})
THREE = observation("3", "1234-5", valueString="Bénin")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("code eq http://loinc.org|1234-5", ["1", "3"]),
        ('code eq http://loinc.org|1234-5 and subject:Patient.name co "ete"', ["1"]),
        ('code eq 1234-5 and subject.name co "ete"', ["1"]),
        ("code ne 1234-5", ["2"]),
        ("code eq 9999-9 or date ge 2014-05-10", ["1", "2"]),
        ("not (code eq 1234-5)", ["2"]),
        ("date po 2014-05-20", ["2"]),
        ("date eq 2014-05", ["1"]),
        ("date pr false", ["3"]),
        ("subject pr true", ["1"]),
        ("subject re Patient/peter", ["1"]),
        ('value-string sw "bén"', ["3"]),
        ('value-string ew "NIN"', ["3"]),
        ('value-string eq "benin"', ["3"]),
        ('value-string eq "ben"', []),
        ('value-string ne "ben"', ["3"]),
        ("(code eq 1234-5 and date pr false) or (code eq 9999-9)", ["2", "3"]),
        ("code eq 1234-5 or code eq 9999-9 and date pr false", ["3"]),
        ("code in http://acme/vs", ["2"]),
        ("code ni http://acme/vs", ["1", "3"]),
    ],
)
def test_filters_are_judged(text: str, ids: list[str]) -> None:
    """Operators by the kind of parameter; `and` and `or` from left to right, without precedence."""
    world = SmallWorld([ONE, TWO, THREE, PETER], {"http://acme/vs": [("http://loinc.org", "9999-9")]})
    query = parse("Observation", [("_filter", text)])
    assert [each.id for each in (ONE, TWO, THREE) if matches(each, query, world)] == ids


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("code eq", 7),
        ("code", 4),
        ("(code eq 1", 10),
        ("code eq 1)", 9),
        ("code eq 1 xor code eq 2", 10),
        ("not code eq 1", 4),
        ('code eq "1', 8),
        ("code equal 1", 5),
        ("and", 3),
    ],
)
def test_a_filter_that_cannot_be_read_says_where(text: str, position: int) -> None:
    """The position of the first character that does not fit."""
    with pytest.raises(Invalid, match="filter-invalid") as refusal:
        parse("Observation", [("_filter", text)])
    assert refusal.value.values["position"] == position


def test_filters_inside_paths_are_refused() -> None:
    """`related[type eq x].target` is not offered, and is not read as something else."""
    with pytest.raises(Unsupported, match="filter-in-path"):
        parse("Observation", [("_filter", "component[code eq x].value pr true")])


def test_operators_that_a_kind_does_not_have_are_refused() -> None:
    """A code does not contain, a string has no value sets."""
    for text in ("code co x", 'value-string in "x"', "date co 2020", "subject gt 1"):
        with pytest.raises((Unsupported, Invalid)):
            parse("Observation", [("_filter", text)])


@pytest.mark.parametrize("joined", [" and ", " or ", " and code eq 2 or "])
def test_filters_do_not_go_on_without_end(joined: str) -> None:
    """A hundred comparisons are read, more are refused at the place where they begin to be too many."""
    query = parse("Observation", [("_filter", joined.join(["code eq 1"] * 50))])
    assert hash(query.where) == hash(query.where)
    with pytest.raises(Invalid, match="filter-invalid"):
        parse("Observation", [("_filter", joined.join(["code eq 1"] * 300))])


def test_parentheses_do_not_nest_without_end() -> None:
    """A filter of a thousand parentheses is refused, not run out of stack on."""
    with pytest.raises(Invalid, match="filter-invalid"):
        parse("Observation", [("_filter", "(" * 1000 + "code eq 1" + ")" * 1000)])
