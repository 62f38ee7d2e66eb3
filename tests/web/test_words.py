"""What people read: French sentences, their English, and figures as people here write them."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools import generate_words

from dsn.web.figures import age
from dsn.web.words import choose, words

FR, EN = words("fr"), words("en")


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_has_its_english() -> None:
    """What pages say stands in the catalogue, translated, and nothing stands there that no page says."""
    kept = generate_words.read()
    assert generate_words.written(generate_words.gather(kept)) == generate_words.CATALOGUE.read_bytes()
    assert [one.id for one in kept if one.id and not generate_words.is_said(one.string)] == []


def test_both_languages_fill_the_same_blanks() -> None:
    """A translation has the blanks of its sentence, no more and no less."""
    for message in generate_words.read():
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            said = [message.string] if isinstance(message.string, str) else list(message.string or ())
            assert {name for one in said for name in blanks(one)} == {n for one in ids for n in blanks(one)}


def test_a_catalogue_that_lacks_a_sentence_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check above bites: a sentence said somewhere new changes the catalogue."""
    monkeypatch.setattr(generate_words, "said", lambda: iter([("Une phrase de plus", "web/x.html")]))
    fresh = generate_words.gather(generate_words.read())
    assert [one.id for one in fresh if one.id and not generate_words.is_said(one.string)] == [
        "Une phrase de plus"
    ]


def test_a_sentence_without_english_is_said_in_french() -> None:
    """Half a page in French beats no page."""
    assert EN._("Une phrase que personne n’a traduite") == "Une phrase que personne n’a traduite"


def test_values_fill_a_sentence_and_braces_in_values_stay() -> None:
    """What a person typed is shown as typed."""
    assert (
        FR._("Aucune personne ne correspond à « {asked} ».", asked="{x}")
        == "Aucune personne ne correspond à « {x} »."
    )


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 personne", "0 people"), (1, "1 personne", "1 person"), (2, "2 personnes", "2 people")],
)
def test_none_is_singular_in_french_and_plural_in_english(count: int, french: str, english: str) -> None:
    """« 0 personne », “0 people”."""
    assert FR.n_("{count} personne", "{count} personnes", count) == french
    assert EN.n_("{count} personne", "{count} personnes", count) == english


@pytest.mark.parametrize(
    ("cookie", "header", "chosen"),
    [
        (None, None, "fr"),
        (None, "en-CA,en;q=0.9,fr;q=0.8", "en"),
        (None, "de, en;q=0.5, fr;q=0.7", "fr"),
        (None, "en;q=0, fr;q=0.1", "fr"),
        (None, "en;q=rubbish", "fr"),
        ("en", "fr-CA", "en"),
        ("de", "en", "en"),
    ],
)
def test_the_language_is_the_persons_own_choice_then_the_browsers_then_french(
    cookie: str | None, header: str | None, chosen: str
) -> None:
    """A cookie of ours goes first, then Accept-Language by weight, then French."""
    assert choose(cookie, header) == chosen


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5.40", "5,40"),
        ("158.92935710371492", "158,93"),
        ("0.00123456", "1,23e-3"),
        ("0.123456", "0,123"),
        ("12", "12"),
    ],
)
def test_numbers_keep_their_digits_and_have_a_decimal_comma(value: str, shown: str) -> None:
    """Digits that someone wrote stay; those of a machine are cut to what one can read."""
    assert FR.number(Decimal(value)) == shown
    assert EN.number(Decimal(value)) == shown.replace(",", ".")


def test_equal_numbers_keep_their_own_digits() -> None:
    """5 and 5.0 are equal and are not written alike, whichever was shown first."""
    assert [FR.number(Decimal(text)) for text in ("5", "5.0", "5", "5.00")] == ["5", "5,0", "5", "5,00"]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-10_000, max_value=10_000, places=3))
def test_three_decimals_are_never_rounded(value: Decimal) -> None:
    """A law: what has at most three decimals reads back as the same number."""
    assert Decimal(EN.number(value)) == value


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("2026-05-09T04:00:00Z", "2026-05-09", "2026-05-09 00:00"),
        ("2026-01-01T03:30:00+00:00", "2025-12-31", "2025-12-31 22:30"),
        ("2026-05", "2026-05", "2026-05"),
        ("1958", "1958", "1958"),
        (None, "", ""),
    ],
)
def test_dates_are_local_and_only_as_exact_as_known(text: str | None, day: str, moment: str) -> None:
    """AAAA-MM-JJ, 24 hours, on the wards' clock; an unknown month stays unknown."""
    assert (FR.day(text), FR.moment(text)) == (day, moment)


@pytest.mark.parametrize(
    ("birth", "at", "shown"),
    [
        ("2026-11-20", "2026-11-21", (1, "days")),
        ("2026-10-22", "2026-11-21", (30, "days")),
        ("2026-10-21", "2026-11-21", (1, "months")),
        ("2024-11-22", "2026-11-21", (23, "months")),
        ("2024-11-21", "2026-11-21", (2, "years")),
        ("1941", "2026-11-21", (85, "years")),
    ],
)
def test_an_age_is_in_days_then_months_then_years(birth: str, at: str, shown: tuple[int, str]) -> None:
    """Days under a month, months under two years, completed years from then on."""
    assert age(birth, date.fromisoformat(at)) == shown


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(1900, 1, 1), date(2030, 1, 1)))
def test_an_age_is_never_negative_and_grows(birth: date, at: date) -> None:
    """A law: no day makes anyone younger than nothing."""
    count, unit = age(birth.isoformat(), at)
    assert count >= 0
    if at < birth:
        assert (count, unit) == (0, "days")
