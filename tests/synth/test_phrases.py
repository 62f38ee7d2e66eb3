"""Which sentence of a problem may be said: by age, and by the figures of the day."""

from __future__ import annotations

import pytest

from dsn.synth import phrases
from dsn.synth.phrases import STATE, Sentence


def _sentence(when: str, low: int = 0, high: int = 200) -> Sentence:
    return Sentence(low, high, STATE, phrases.conditions(when), "…")


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ("a1c<7", (6.9,)),
        ("a1c<=7", (6.9, 7.0)),
        ("a1c>7", (7.1,)),
        ("a1c>=7", (7.0, 7.1)),
        ("a1c>6.9&a1c<7.1", (7.0,)),
        ("", (6.9, 7.0, 7.1)),
    ],
)
def test_a_sentence_holds_within_its_bounds(when: str, fits: tuple[float, ...]) -> None:
    """Below, at and above each bound; all conditions of a sentence must hold."""
    sentence = _sentence(when)
    assert tuple(value for value in (6.9, 7.0, 7.1) if sentence.fits(60, {"a1c": value})) == fits


def test_what_was_not_measured_holds_nothing() -> None:
    """Neither above nor below."""
    assert not _sentence("a1c<7").fits(60, {})
    assert not _sentence("a1c>=7").fits(60, {"sys": 130.0})


def test_a_sentence_has_its_ages() -> None:
    """Both ends are within."""
    assert [age for age in (17, 18, 57, 58) if _sentence("", 18, 57).fits(age, {})] == [18, 57]
