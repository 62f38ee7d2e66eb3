"""What someone means who types into the one box: a card, a birth date, another number, or a name."""

from __future__ import annotations

import re
from datetime import date

from dsn.care.reading import nam
from dsn.fhir.search.folding import fold

Pairs = list[tuple[str, str]]
LONGEST = 200
"""Letters of a question that are read; names are shorter, and a pasted page is no name."""

_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.](\d{2})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPECIAL = re.compile(r"([\\,$|])")


def asked_for(text: str) -> Pairs:
    """The search of Patient that `text` means; empty for a text that asks nothing.

    A NAM (spaces or not) or a word with digits is an identifier; a plausible date (or year, or month) a birth date;
    every other word begins some name of the person. All must hold: « tremblay 1954 » is a Tremblay born in 1954.
    """
    text = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST]).strip()
    if nam.is_nam(text):
        return [("identifier", nam.compact(text))]
    return [pair for word in re.split(r"[\s;,]+", text) for pair in _word(word)]


def _word(word: str) -> Pairs:
    """What one word asks; nothing for a word of which no letter or digit is left."""
    if not fold(word):
        return []
    if day := _birth(word):
        return [("birthdate", day)]
    if any(letter.isdigit() for letter in word):
        return [("identifier", _escape(nam.compact(word) if nam.is_nam(word) else word))]
    return [("name", _escape(word))]


def _birth(word: str) -> str:
    if found := _DAY.fullmatch(word):
        return _if_date("-".join(found.groups()))
    if found := _MONTH.fullmatch(word):
        return "-".join(found.groups()) if _if_date("-".join(found.groups()) + "-01") else ""
    return word if _YEAR.fullmatch(word) else ""


def _if_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return ""
    return text


def _escape(word: str) -> str:
    """FHIR search gives `, | $ \\` a meaning; typed into a box they have none."""
    return _SPECIAL.sub(r"\\\1", word)
