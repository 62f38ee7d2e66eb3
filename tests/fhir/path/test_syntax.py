"""Reading an expression: what binds tighter, what is refused and where."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.base.errors import Invalid
from dsn.fhir.path import compile


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("1 + 2 * 3", [7]),
        ("(1 + 2) * 3", [9]),
        ("-2.power(2)", [-4]),
        ("(-2).power(2)", [4]),
        ("true or false and false", [True]),
        ("false implies false implies false", [False]),
        ("1 | 2 = 2", [False]),
        ("3 > 2 is Boolean", None),
        ("2 'mg' + 1 'mg' > 2.5 'mg'", [True]),
        ("'it\\'s'", ["it's"]),
        ("'\\u00e9\\n'", ["é\n"]),
        ("1 /* so */ + // and so\n 1", [2]),
        ("`1`", []),
        ("{}", []),
        ("iif(true, 'as', 'is')", ["as"]),
    ],
)
def test_precedence_and_literals(expression: str, found: list[object] | None) -> None:
    """Operators bind as the table of the specification says; None marks what is refused."""
    if found is None:
        with pytest.raises(Invalid):
            compile(expression)(None)
    else:
        assert compile(expression)(None) == found


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("", "fhirpath-syntax", 0),
        ("1 +", "fhirpath-syntax", 3),
        ("name.", "fhirpath-syntax", 5),
        ("name..given", "fhirpath-syntax", 5),
        ("name.where(use = 'x'", "fhirpath-syntax", 20),
        ("'open", "fhirpath-syntax", 0),
        ("'\\ud83d'", "fhirpath-syntax", 0),
        ("1 /* open", "fhirpath-syntax", 2),
        ("a # b", "fhirpath-syntax", 2),
        ("'\\q'", "fhirpath-syntax", 1),
        ("@2015-02-31", "fhirpath-syntax", 0),
        ("@T25:00", "fhirpath-syntax", 0),
        ("name given", "fhirpath-syntax", 5),
        ("name.nosuch()", "fhirpath-function-unknown", 5),
        ("name.first(1)", "fhirpath-argument-count", 5),
        ("name.where()", "fhirpath-argument-count", 5),
        ("name is NoSuch", "fhirpath-type-unknown", 8),
        ("name.ofType(System.Patient)", "fhirpath-type-unknown", 12),
        ("(" * 300 + "1" + ")" * 300, "fhirpath-too-deep", 60),
        ("1" + " + 1" * 5000, "fhirpath-too-deep", 19998),
        ("name" + ".name" * 5000, "fhirpath-too-deep", 25000),
        ("-" * 5000 + "1", "fhirpath-too-deep", 60),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_goes_wrong(
    expression: str, code: str, position: int
) -> None:
    """A refusal names the character at which the expression goes wrong."""
    with pytest.raises(Invalid) as refusal:
        compile(expression)
    assert (refusal.value.code, refusal.value.values["position"]) == (code, position)


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("1 + (2 + true)", "fhirpath-no-operation", 7),
        ("(1 | 2).single()", "fhirpath-not-single", 8),
        ("1 < 'a'", "fhirpath-no-order", 2),
        ("%unheard", "fhirpath-variable-unknown", 0),
        ("'a'.matches('(')", "fhirpath-bad-pattern", 4),
        ("1.round(-1)", "fhirpath-negative-precision", 2),
    ],
)
def test_what_cannot_be_computed_is_refused_where_it_goes_wrong(
    expression: str, code: str, position: int
) -> None:
    """An error of evaluation names the character of the call or operator at fault."""
    with pytest.raises(Invalid) as refusal:
        compile(expression)(None)
    assert (refusal.value.code, refusal.value.values["position"]) == (code, position)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise than by a refusal."""
    with contextlib.suppress(Invalid):
        assert repr(compile(text))


@given(
    st.lists(
        st.sampled_from("name . given ( ) [ ] 'a' 1 + - | and is Patient $this , { } % * @2015 where".split())
    )
)
def test_any_row_of_tokens_is_read_or_refused(tokens: list[str]) -> None:
    """No row of valid tokens makes the reader fail otherwise than by a refusal."""
    with contextlib.suppress(Invalid):
        assert repr(compile(" ".join(tokens)))
