"""Functions and operators, by the examples of the specification and at their edges."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Invalid
from dsn.fhir.path import FhirDate, FhirDateTime, FhirTime, Quantity, TypeInfo, compile
from dsn.fhir.path.functions import FUNCTIONS


def found(expression: str) -> list[Any]:
    return compile(expression)(None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'abcdefg'.substring(7, 1)", []),
        ("'abcdefg'.substring(6, 2)", ["g"]),
        ("'abc'.substring(-1)", []),
        ("'abc'.replace('', 'x')", ["xaxbxcx"]),
        (
            "'11/30/1972'.replaceMatches('\\\\b(?<month>\\\\d{1,2})/(?<day>\\\\d{1,2})/(?<year>\\\\d{2,4})\\\\b',"
            " '${day}-${month}-${year}')",
            ["30-11-1972"],
        ),
        ("'aB'.replaceMatches('b', '$0', 'i')", ["aB"]),
        ("'aBb'.matches('BB', 'i')", [True]),
        ("'N8000123123'.matchesFull('N[0-9]{8}')", [False]),
        ("'a b a'.lastIndexOf('a')", [4]),
        ("'A,,C'.split(',')", ["A", "", "C"]),
        ("{}.join(',')", []),
        ("('a' | 'b').join()", ["ab"]),
        ("'é!'.encode('ascii')", ["?!"]),
        ("'ff'.decode('hex')", []),
        ("'zz'.decode('rot13')", []),
        ("'\\u00e9'.encode('base64').decode('base64')", ["é"]),
        ("'<a>'.escape('html').unescape('html')", ["<a>"]),
        ("'a\"b\\nc'.escape('json')", ['a\\"b\\nc']),
        ("'\\uD83D\\uDD25'.length()", [1]),
        ("'abc'.toChars().count()", [3]),
    ],
)
def test_strings(expression: str, expected: list[Any]) -> None:
    """String functions give what the specification's examples give."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("5.5 div 0.7", [7]),
        ("-5 div 2", [-2]),
        ("5.5 mod 0.7", [Decimal("0.6")]),
        ("-7 mod 3", [-1]),
        ("1 / 0", []),
        ("2147483647 + 1", []),
        ("-2147483648 - 1", []),
        ("0.1 + 0.2", [Decimal("0.3")]),
        ("2.5.power(2)", [Decimal("6.25")]),
        ("2.power(-1)", [Decimal("0.5")]),
        ("(-1).power(0.5)", []),
        ("(-1).sqrt()", []),
        ("0.ln()", []),
        ("100.0.log(10.0) = 2.0", [True]),
        ("(-0.5).round()", [Decimal(-1)]),
        ("2.5.round()", [Decimal(3)]),
        ("1.4 'mg'.ceiling()", [Quantity(Decimal(2), "mg")]),
        ("(5.5 | 4.7 | 4.8).avg()", [Decimal(5)]),
        ("(1 | 2 | 3).sum()", [6]),
        ("{}.sum()", []),
        ("(@2012-12-31 | @2012-01-01).min()", [FhirDate((2012, 1, 1))]),
        ("('b' | 'a').max()", ["b"]),
    ],
)
def test_numbers(expression: str, expected: list[Any]) -> None:
    """Arithmetic is decimal, overflows to nothing, and divides by nought to nothing."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 year = 12 months", [True]),
        ("1 year = 1 'a'", []),
        ("1 year ~ 1 'a'", [True]),
        ("1 hour = 3600 's'", [True]),
        ("6 months > 1 year", [False]),
        ("1 year > 1 'a'", []),
        ("21 'mm' ~ 2 'cm'", [True]),
        ("37 'Cel' = 98.6 '[degF]'", [True]),
        ("1 'nosuch' = 2 'mg'", []),
        ("3 'cm' + 3 'm' = 303 'cm'", [True]),
        ("1 'mg' + 1", []),
        ("1 'mg' + 1 's'", []),
        # "The unit of the result will be the most granular unit of either input" (N1, Math)
        ("3 'm' + 3 'cm'", [Quantity(Decimal(303), "cm")]),
        ("3 'm' - 3 'cm'", [Quantity(Decimal(297), "cm")]),
        ("3 'min' + 20 's'", [Quantity(Decimal(200), "s")]),
        ("3 minutes + 20 seconds", [Quantity(Decimal(200), "second", True)]),
        ("1 year + 12 months", [Quantity(Decimal(24), "month", True)]),
        ("1 year + 1 'a'", []),
        ("1 year + 1 day", []),
        ("12 'cm' * 3 'cm'", [Quantity(Decimal(36), "cm2")]),
        ("3 'cm' * 12 'cm2'", [Quantity(Decimal(36), "cm3")]),
        ("12 'cm2' / 3 'cm'", [Quantity(Decimal(4), "cm")]),
        ("12 'cm' / 3 'cm'", [Quantity(Decimal(4), "1")]),
        ("2 'cm' * 3 'm' = 600 'cm2'", [True]),
        # "The duration of a year is 365 days, and the duration of a month is 30 days" (N1, Equals)
        ("1 year = 365 days", [True]),
        ("1 month = 4 weeks", [False]),
        ("2 months > 8 weeks", [True]),
        ("(1 year).toQuantity('days')", [Quantity(Decimal(365), "day", True)]),
        ("(60 days).toQuantity('months')", [Quantity(Decimal(2), "month", True)]),
        ("2 * 3 'cm' = 6 'cm'", [True]),
        ("60 's' / 2", [Quantity(Decimal(30), "s")]),
        ("10 'm/s' * 10 's' = 100 'm'", [True]),
        ("12 days * 45 'm'", []),
        ("1 'g' / 0 'g'", []),
        ("23 = 23 '1'", [True]),
        ("1 'kg'.toQuantity('g')", [Quantity(Decimal(1000), "g")]),
        ("1 'kg'.toQuantity('m')", []),
        ("'4 days'.toQuantity()", [Quantity(Decimal(4), "day", True)]),
        ("'4 moons'.toQuantity()", []),
        ("1.5 'mg'.toString()", ["1.5 'mg'"]),
    ],
)
def test_quantities(expression: str, expected: list[Any]) -> None:
    """Quantities compare and combine by UCUM; calendar years and months only among themselves."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(1 | 2 | 2.0).count()", [2]),
        ("(1.combine(1)).distinct()", [1]),
        ("(1 | 2) = (2 | 1)", [False]),
        ("(1 | 2) ~ (2 | 1)", [True]),
        ("'A  b' ~ 'a B'", [True]),
        ("true = 1", [False]),
        ("'1' = 1", [False]),
        ("@2012-01 = @2012", []),
        ("@2012-01 ~ @2012", [False]),
        ("(3 | 1 | 2).sort($this desc)", [3, 2, 1]),
        ("('b' | 'a').sort($this asc)", ["a", "b"]),
        ("(1 | 2 | 3).repeat(iif($this < 5, $this + 1))", [2, 3, 4, 5]),
        ("1.repeatAll(iif($this < 3, $this + 1))", [2, 3]),
        ("(1 | 2 | 3).aggregate(iif($total.empty(), $this, $this * $total))", [6]),
        ("(5 | 6).select($index)", [0, 1]),
        ("coalesce({}, 2, 1 / 0)", [2]),
        ("iif({}, 1)", []),
        ("{}.iif($this.empty(), 'vide', 'plein')", ["vide"]),
        ("1.defineVariable('x').select(%x + 1)", [2]),
        ("(1 | 2 | 3).skip(-1).take(2)", [1, 2]),
        ("(1 | 2).subsetOf(1 | 2 | 3)", [True]),
        ("({} | true).allTrue()", [True]),
        ("{}.anyTrue()", [False]),
        ("{}.allFalse()", [True]),
        ("1 in {}", [False]),
        ("{} in 1", []),
        ("'john' as String", ["john"]),
        ("1.type()", [TypeInfo("System", "Integer")]),
        ("1 is System.Quantity", [False]),
    ],
)
def test_collections(expression: str, expected: list[Any]) -> None:
    """Collections keep order and repeats where the specification says so."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'T'.toBoolean()", [True]),
        ("2.toBoolean()", []),
        ("'12345678901'.toInteger()", []),
        ("'+7'.toInteger()", [7]),
        ("'٧'.toInteger()", []),
        ("'1e3'.toDecimal()", []),
        ("1.10.toString()", ["1.10"]),
        ("'2015-02-04T10:00'.toDate()", []),
        ("@2015-02-04T10:00.toDate()", [FhirDate((2015, 2, 4))]),
        ("@2015-02.toDateTime()", [FhirDateTime((2015, 2))]),
        ("'T14:34'.toTime()", [FhirTime((14, 34))]),
        ("'2015-02-31'.convertsToDate()", [False]),
        ("@2014-01-05T10:30:12.000.secondOf()", [12]),
        ("@2012.monthOf()", []),
        ("@T10:30.hourOf()", [10]),
        ("'x'.yearOf()", []),
    ],
)
def test_conversions(expression: str, expected: list[Any]) -> None:
    """A conversion gives the value or nothing, and never guesses."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "(1 | 2).toString()",
        "1.upper()",
        "'a' + 1",
        "'a' * 2",
        "true > false",
        "(1 | 'a').sort()",
        "('a' | 1).allTrue()",
        "1 + @2015",
        "@2015-01-31 + 1 'mo'",
        "@T10:00 + 1 day",
        "@9999-12-31 + 1 day",
        "1.defineVariable('x').defineVariable('x')",
        "1.repeatAll($this)",
        "1.sort($this, 2 desc + 1)",
        "'a'.decode('hex')",
        "(1 | 2) and true",
        "'abc'.substring('1')",
        "(1 | 2).sort($this | 3)",
    ],
)
def test_what_does_not_fit_is_refused(expression: str) -> None:
    """A value of the wrong kind or number is refused, never converted by guess."""
    with pytest.raises(Invalid):
        found(expression)


systems = st.sampled_from(
    "1 | 1.0 | 2.5 | 1 '1' | 100 '%' | 1 'g' | 1000 'mg' | 1 day | 24 'h' | 1 year | 12 months | 1 'a' | true | 'true'"
    " | 'a' | @2015 | @2015-01 | @2015-01-01 | @2015-01-01T00:00Z | @2014-12-31T19:00-05:00 | @2015-01-01T00:00"
    " | @T10 | @T10:00:00 | @T10:00:00.000 | '1'".split(" | ")
)


@given(systems, systems)
def test_two_values_are_one_exactly_when_they_are_equal(one: str, other: str) -> None:
    """Distinct, union and `in` tell values apart as `=` does."""
    same = found(f"{one} = {other}") == [True]
    assert (found(f"({one}).combine({other}).distinct().count()") == [1]) == same
    assert (found(f"{one} in ({other})") == [True]) == same


@given(systems, systems)
def test_equality_looks_the_same_from_both_sides(one: str, other: str) -> None:
    """`=` and `~` do not depend on which side is which, and `!=` is the converse of `=`."""
    for sign in ("=", "~", "!="):
        assert found(f"{one} {sign} {other}") == found(f"{other} {sign} {one}")
    assert found(f"{one} != {other}") == found(f"({one} = {other}).not()")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1.defineVariable('x', 5).select(%x)", [5]),
        ("(1.defineVariable('x').select(%x)) | (2.defineVariable('x').select(%x + 1))", [1, 3]),
        ("(1 | 2).select($this.defineVariable('y').select(%y * 2))", [2, 4]),
    ],
)
def test_a_variable_is_seen_where_it_was_made(expression: str, expected: list[Any]) -> None:
    """`defineVariable` names a value for what follows it, and for nothing beside it."""
    assert found(expression) == expected


def test_a_variable_is_not_seen_beside_where_it_was_made() -> None:
    """A name made on one side of an operator is unknown on the other."""
    with pytest.raises(Invalid, match="fhirpath-variable-unknown"):
        found("1.defineVariable('x').select(%x) + %x")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("%vs-administrative-gender", ["http://hl7.org/fhir/ValueSet/administrative-gender"]),
        ("%ext-patient-birthTime", ["http://hl7.org/fhir/StructureDefinition/patient-birthTime"]),
        ("%`ext-a.b`", ["http://hl7.org/fhir/StructureDefinition/a.b"]),
        ("%sct | %loinc", ["http://snomed.info/sct", "http://loinc.org"]),
    ],
)
def test_the_names_of_r4(expression: str, expected: list[Any]) -> None:
    """R4's own variables are known, with quotes and without."""
    assert found(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "'aaaaaaaa'" + ".replace('a', 'aaaaaaaa')" * 20,
        "'aaaaaaaa'" + ".select($this & $this)" * 40,
    ],
)
def test_a_text_does_not_grow_without_end(expression: str) -> None:
    """An expression that doubles its text again and again is refused before memory is short."""
    with pytest.raises(Invalid, match="fhirpath-too-large"):
        found(expression)


@pytest.mark.parametrize(
    "expression", ["10.power(999999).floor()", "10.0.power(500000).round()", "2.power(100000).abs()"]
)
def test_numbers_do_not_grow_without_end(expression: str) -> None:
    """A number past the largest Decimal of the specification gives nothing."""
    assert found(expression) == []


def test_narratives_are_checked_by_their_rules() -> None:
    """`htmlChecks()` answers whether a narrative keeps to R4's rules."""
    whole = {
        "resourceType": "Patient",
        "text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>"},
    }
    run = compile("text.`div`.htmlChecks()")
    assert run(whole) == [True]
    script = "<div xmlns='http://www.w3.org/1999/xhtml'><script>x</script></div>"
    assert run({**whole, "text": {"status": "generated", "div": script}}) == [False]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_takes_the_arguments_it_declares(name: str) -> None:
    """Each function can be called with the least and the most arguments that it says it takes."""
    function = FUNCTIONS[name]
    for count in (function.least, function.most):
        inspect.signature(function.run).bind(None, [], *[[] for _ in range(count)])
    for count in {max(function.least - 1, 0), function.most + 1} - {function.least, function.most}:
        with pytest.raises(Invalid, match="fhirpath-argument-count"):
            found(f"{name}({', '.join(['1'] * count)})")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'Éa'.matches('^\\\\p{L}+$')", [True]),
        ("'É1'.matches('^\\\\p{L}+$')", [False]),
        ("'ab'.replaceMatches('(a)(b)', '$2$1')", ["ba"]),
        ("'ab'.replaceMatches('b', '$5')", "fhirpath-bad-pattern"),
        ("'ab'.matches('(')", "fhirpath-bad-pattern"),
        (f"'{'a' * 200}'.matches('^(a|aa)+b$')", "fhirpath-pattern-too-slow"),
        (f"'{'a' * 200}'.replaceMatches('(a|aa)+b', 'x')", "fhirpath-pattern-too-slow"),
        (f"'{'a' * 5000}'.replaceMatches('a', '{'b' * 5000}')", "fhirpath-too-large"),
    ],
)
def test_regular_expressions(expression: str, expected: Any) -> None:
    """Unicode's classes as in XML Schema; one that is wrong, without end or without measure is refused."""
    if isinstance(expected, str):
        with pytest.raises(Invalid) as refusal:
            found(expression)
        assert refusal.value.code == expected
    else:
        assert found(expression) == expected
