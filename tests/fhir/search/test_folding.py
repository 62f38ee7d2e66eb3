"""The tokenizer: what people write differently and mean alike; and order-preserving bytes of decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.fhir.search.folding import fold, sound, starts, words
from dsn.fhir.search.ordering import decode, encode


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Éloïse", "ELOISE"),
        ("Ève", "eve"),
        ("François", "Francois"),
        ("Lecœur", "LECOEUR"),
        ("Ælis", "aelis"),
        ("Jean-Pierre", "jean pierre"),
        ("Jean\u2011Pierre", "Jean–Pierre"),
        ("L'Heureux", "L’Heureux"),
        ("O'Brien", "OBrien"),
        ("Saint-Jean", "St-Jean"),
        ("St. Jean", "SAINT JEAN"),
        ("Sainte-Foy", "Ste-Foy"),
        ("  deux\t mots ", "deux mots"),
        ("Cafe\u0301", "Café"),
        ("ﬁn", "fin"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_is_meant_alike_folds_alike(one: str, other: str) -> None:
    """Case, accents, ligatures, hyphens, apostrophes and Saint make no difference."""
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Ste-Foy", "St-Foy"), ("Stephen", "Saint"), ("roux", "roue")])
def test_what_is_meant_differently_stays_apart(one: str, other: str) -> None:
    """Folding does not go further than that."""
    assert fold(one) != fold(other)


def test_each_later_word_is_a_start() -> None:
    """A name can be found from each of its words on, also from behind an elision."""
    assert starts("De L'Heureux-Roy") == [
        "de lheureux roy",
        "lheureux roy",
        "roy",
        "l heureux roy",
        "heureux roy",
    ]


def test_words_of_running_text_part_at_apostrophes() -> None:
    """`l'hôpital` holds the word `hopital`."""
    assert words("À l’hôpital, aujourd'hui !") == ["a", "l", "hopital", "aujourd", "hui"]


def test_names_that_sound_alike_have_one_key() -> None:
    """`phonetic` takes common spellings of one sound together, and keeps others apart."""
    assert sound("Gauthier") == sound("Gotier")
    assert sound("Beaulieu") == sound("Bolieu")
    assert sound("Philippe") == sound("Filipe")
    assert sound("Gagnon") != sound("Tremblay")


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    """What is folded is in its final form."""
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_is_words_and_single_spaces(text: str) -> None:
    """No capital letter, no punctuation, no space at the ends nor two together."""
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded == folded.lower() or not folded.isascii()
    assert all(letter.isalnum() or letter == " " for letter in folded if letter.isascii())


@given(st.text(alphabet="abcéÉ -'’"))
def test_a_text_is_found_from_its_own_beginning(text: str) -> None:
    """The first start is the whole text folded; every other reaches to its end."""
    first, *later = starts(text)
    assert first == fold(text)
    assert all(first.replace(" ", "").endswith(each.replace(" ", "")) for each in later)


numbers = st.one_of(
    st.decimals(allow_nan=False),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.integers(-1000, 1000).map(Decimal),
)


@given(numbers, numbers)
def test_the_order_of_the_bytes_is_the_order_of_the_numbers(one: Decimal, other: Decimal) -> None:
    """Smaller, equal and greater agree, infinities included."""
    assert (encode(one) < encode(other)) is (one < other)
    assert (encode(one) == encode(other)) is (one == other)


@given(numbers)
def test_bytes_give_the_number_back(number: Decimal) -> None:
    """Decoding loses nothing but the trailing zeros."""
    assert decode(encode(number)) == number


def test_what_is_no_number_has_no_place() -> None:
    """NaN is refused: it has no order."""
    with pytest.raises(ValueError, match="not a number"):
        encode(Decimal("NaN"))
