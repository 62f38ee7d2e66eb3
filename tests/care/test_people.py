"""What someone means who types into the one box, and how a card reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsn.care.people.rules import LONGEST, asked_for
from dsn.care.reading import nam
from dsn.fhir.search import parse


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("tremblay", [("name", "tremblay")]),
        ("  Tremblay,  Amélie ", [("name", "Tremblay"), ("name", "Amélie")]),
        ("ZZDY 4153 1810", [("identifier", "ZZDY41531810")]),
        ("zzdy41531810", [("identifier", "ZZDY41531810")]),
        ("1946-08-15", [("birthdate", "1946-08-15")]),
        ("19460815", [("birthdate", "1946-08-15")]),
        ("1946/08", [("birthdate", "1946-08")]),
        ("tremblay 1954", [("name", "tremblay"), ("birthdate", "1954")]),
        ("1946-02-31", [("identifier", "1946-02-31")]),
        ("999-55-1234", [("identifier", "999-55-1234")]),
        ("O’Connor", [("name", "O’Connor")]),
        ("a|b$c", [("name", "a\\|b\\$c")]),
        ("", []),
        (" ,; ", []),
    ],
)
def test_a_text_means_a_card_a_date_a_number_or_names(text: str, means: list[tuple[str, str]]) -> None:
    """Words begin names, digits are numbers unless they are a day there was."""
    assert asked_for(text) == means


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_searched(text: str) -> None:
    """A law: no text typed into the box is refused by the search."""
    assert parse("Patient", asked_for(text)).type == "Patient"


def test_a_pasted_page_is_cut() -> None:
    """No more is read than a name can hold."""
    assert sum(len(value) for _, value in asked_for("a " * 5_000)) <= LONGEST


@pytest.mark.parametrize(
    ("written", "shown"),
    [("TEST54122816", "TEST 5412 2816"), ("test 5412-2816", "TEST 5412 2816"), ("12345", "12345"), ("", "")],
)
def test_a_card_is_shown_in_three_groups(written: str, shown: str) -> None:
    """`AAAA 9999 9999`; what is no card is shown as it is."""
    assert nam.spaced(written) == shown


def test_invented_cards_are_told_from_real_ones() -> None:
    """ZZ begins no family name."""
    assert nam.is_fictional("zzdy 4153 1810")
    assert not nam.is_fictional("TEST54122816")


@given(st.from_regex(r"[A-Za-z]{4}[0-9]{8}", fullmatch=True))
def test_spacing_a_card_loses_nothing(card: str) -> None:
    """A law: compact(spaced(card)) is the card in capitals."""
    assert nam.compact(nam.spaced(card)) == card.upper()


@pytest.mark.parametrize(
    ("name", "letters"), [("Œllet", "OELLET"), ("Côté-Dubé", "COTEDUBE"), ("O’Connor", "OCONNOR")]
)
def test_letters_of_a_card_have_no_accents(name: str, letters: str) -> None:
    """Nor hyphens, nor apostrophes; Œ counts two."""
    assert nam.letters(name) == letters
