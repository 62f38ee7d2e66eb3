"""Every code has both languages, and telling of an error never raises another."""

import string

import pytest

from dsn.base.errors import NotFound
from dsn.base.sentences import ROOMS, SENTENCES, say, say_error


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_both_languages_name_the_same_values(code: str) -> None:
    """French and English are both there and fill the same blanks."""
    french, english = SENTENCES[code]
    blanks = [
        {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french, english)
    ]
    assert french
    assert english
    assert blanks[0] == blanks[1]


def test_french_comes_first() -> None:
    """Any language but English reads French."""
    assert say("fault", {"request": "r1"}, "fr").startswith("Une erreur")
    assert say("fault", {"request": "r1"}, "de").startswith("Une erreur")
    assert say("fault", {"request": "r1"}, "en").startswith("Something")


def test_a_missing_value_or_code_still_tells_something() -> None:
    """An unknown code shows itself; a blank that was not filled shows its name."""
    assert "{request}" in say("fault", {}, "fr")
    assert "no-such-code" in say_error(NotFound("no-such-code", id="x"), "fr")


def test_a_code_has_its_sentence_in_one_room() -> None:
    """The same code in two files would be said as whichever comes last."""
    assert sum(len(room.SENTENCES) for room in ROOMS) == len(SENTENCES)
