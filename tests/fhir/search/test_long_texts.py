"""Long texts: index rows are bounded, and what is asked is answered as if they were not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import SmallWorld, finds, made

from dsn.base.errors import Invalid
from dsn.fhir.search import extract, matches, parse
from dsn.fhir.search.folding import LONGEST, LONGEST_ASKED, bounded, fold
from dsn.fhir.search.rows import StringRow, TokenRow

WORDS = st.lists(
    st.sampled_from(["fièvre", "de", "loin", "a", "abcdef", "dead", "b1"]), min_size=60, max_size=250
)


@given(WORDS, st.data())
def test_a_long_text_is_searched_as_a_whole(words: list[str], data: st.DataObject) -> None:
    """Beginning, anywhere, any word's beginning, end and all of it: as the words of R4 say of the whole text."""
    text = " ".join(words)
    folded = fold(text)
    at = data.draw(st.integers(0, len(folded) - 1))
    asked = fold(folded[at : at + data.draw(st.integers(1, LONGEST_ASKED))])
    if not asked or len(asked) > LONGEST_ASKED:
        return
    assert judged(text, "", asked) is folded.startswith(asked)
    assert judged(text, ":contains", asked) is True
    assert judged(text, ":contains", asked + "zz") is False
    assert judged(text, ":text", asked) is (f" {asked}" in f" {folded}")
    assert judged(text, ":exact", text) is True
    assert judged(text, ":exact", text + "x") is False
    ends = matches(
        observed(text), parse("Observation", [("_filter", f'value-string ew "{asked}"')]), SmallWorld()
    )
    assert ends is folded.endswith(asked)


def observed(text: str) -> object:
    return made("Observation", "it", valueString=text)


def judged(text: str, modifier: str, asked: str) -> bool:
    if len(asked) > LONGEST_ASKED and modifier != ":exact":
        return False
    return matches(observed(text), parse("Observation", [(f"value-string{modifier}", asked)]), SmallWorld())


def test_no_row_is_wider_than_an_index_can_take() -> None:
    """A megabyte of text gives rows of a few hundred letters, names no more starts than a name has."""
    long = "mot " * 100_000
    observation = made("Observation", valueString=long, code={"text": long, "coding": [{"code": "x" * 3000}]})
    person = made(
        "Patient", name=[{"family": long}], identifier=[{"system": "s" * 3000, "value": "v" * 3000}]
    )
    widths = [
        len(part)
        for row in [*extract(observation), *extract(person)]
        if isinstance(row, StringRow | TokenRow)
        for part in row
        if isinstance(part, str)
    ]
    assert max(widths) <= LONGEST + 32


def test_long_codes_and_addresses_are_found_by_all_of_them() -> None:
    """Two long values that differ at the very end stay two."""
    one, other = "v" * 3000 + "1", "v" * 3000 + "2"
    people = [
        made("Patient", name, identifier=[{"value": value}]) for name, value in (("a", one), ("b", other))
    ]
    assert finds(f"Patient?identifier={one}", *people) == ["a"]
    sets = [made("ValueSet", name, url=f"http://x/{value}") for name, value in (("a", one), ("b", other))]
    assert finds(f"ValueSet?url=http://x/{other}", *sets) == ["b"]


def test_a_long_display_is_searched_too() -> None:
    """`:text` finds a word at the end of a long description."""
    said = "douleur " * 100 + "thoracique"
    assert finds("Condition?code:text=thoracique", made("Condition", "it", code={"text": said})) == ["it"]


def test_more_than_can_be_asked_is_refused() -> None:
    """A longer query is refused rather than answered from a part of it."""
    with pytest.raises(Invalid, match="text-too-long"):
        parse("Observation", [("value-string:contains", "a" * (LONGEST_ASKED + 1))])


@given(st.text(), st.text())
def test_bounding_keeps_texts_apart(one: str, other: str) -> None:
    """Equal when equal, different when different, long or short."""
    tail = "a" * LONGEST
    for left, right in ((one, other), (tail + one, tail + other)):
        assert (bounded(left) == bounded(right)) is (left == right)
