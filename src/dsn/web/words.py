"""What people read, in their language. Message ids are our French sentences; English is a catalogue held at 100 %.

`_` in templates and `words._` in Python are the calls the catalogue is gathered from; `N_` marks a sentence that is
kept in a constant and said later. Values go in braces: `_("Depuis {date}", date=…)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

from babel.messages.pofile import read_po

from dsn.base.errors import DsnError
from dsn.base.sentences import say_error
from dsn.web import figures

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
Catalogue = Mapping[str, str | tuple[str, ...]]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for « say it later »
    """The sentence itself, marked for the catalogue."""
    return message


class Words(figures.Figures):
    """One language, ready to speak: sentences here, dates and numbers in `Figures`."""

    def __init__(self, language: Language, catalogue: Catalogue) -> None:
        super().__init__(language)
        self._catalogue = catalogue

    def _(self, message: str, /, **values: object) -> str:
        """`message` in this language. One the catalogue lacks is said in French: half a page beats none."""
        said = self._catalogue.get(message, message)
        text = said if isinstance(said, str) else said[0]
        return text.format_map(values) if values else text

    def n_(self, one: str, many: str, count: int, /, **values: object) -> str:
        """`one` or `many` by `count`, which may be used as `{count}`. French says 0 and 1 alike, English does not."""
        said = self._catalogue.get(one)
        singular = count == 1 if self.language == "en" else abs(count) < 2
        forms = said if isinstance(said, tuple) else (one, many)
        return forms[0 if singular else 1].format_map({"count": count, **values})

    def error(self, error: DsnError) -> str:
        """What went wrong, for the person who met it."""
        return say_error(error, self.language)


@cache
def words(language: Language) -> Words:
    """The words of a language; loaded once."""
    return Words(language, {} if language == "fr" else _read_catalogue(language))


def choose(cookie: str | None, accepted: str | None) -> Language:
    """The language of an asker: their own choice, else the first of Accept-Language that we speak, else French."""
    if cookie in LANGUAGES:
        return cookie
    return next((tag for tag in _preferred(accepted or "") if tag in LANGUAGES), "fr")


def _preferred(header: str) -> Iterable[str]:
    weighed = []
    for place, part in enumerate(header.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        weighed.append((-_quality(quality), place, tag.split("-")[0].lower()))
    return [tag for weight, _, tag in sorted(weighed) if weight < 0]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _read_catalogue(language: Language) -> Catalogue:
    source = files("dsn").joinpath("locale", language, "LC_MESSAGES", "dsn.po").read_bytes()
    said: dict[str, str | tuple[str, ...]] = {}
    for message in read_po(BytesIO(source), locale=language):
        if message.id and message.string:
            key = message.id if isinstance(message.id, str) else message.id[0]
            said[key] = message.string if isinstance(message.string, str) else tuple(message.string)
    return said
