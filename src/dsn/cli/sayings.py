"""What the demonstration says of its filling, in the terminal and on the pages."""

from __future__ import annotations

from dsn.web.words import Words

_GIGA = 1e9


def count(words: Words, number: int) -> str:
    """A whole number as one reads it: « 2 000 », « 2,000 » in English."""
    grouped = f"{number:,}"
    return grouped if words.language == "en" else grouped.replace(",", "\u202f")


def size(words: Words, bytes_: float) -> str:
    """In gigabytes."""
    return words.number(round(bytes_ / _GIGA, 2 if bytes_ < _GIGA else 1))


def beginning(words: Words, people: int, first: int, bytes_: float) -> str:
    """Before anything is there."""
    return words._(
        "Une province de {people} personnes se prépare, environ {size} Go sur le disque : la porte s’ouvre aux"
        " {first} premières, le reste suit pendant que vous regardez.",
        people=count(words, people),
        size=size(words, bytes_),
        first=count(words, first),
    )


def progress(words: Words, done: int, people: int) -> str:
    """On the way."""
    return words._(
        "La province se remplit : {done} sur {all} personnes",
        done=count(words, done),
        all=count(words, people),
    )


def places(words: Words) -> str:
    """The last part."""
    return words._("La province se remplit : lieux et lits")


def complete(words: Words, people: int, filed: int, seconds: float, bytes_: int) -> str:
    """All is there. `bytes_`: 0 where one cannot know."""
    line = words._(
        "La province est complète : {people} personnes, {filed} ressources écrites en {minutes} min {seconds} s.",
        people=count(words, people),
        filed=count(words, filed),
        minutes=int(seconds // 60),
        seconds=int(seconds % 60),
    )
    disk = words._("Sur le disque : {size} Go.", size=size(words, bytes_)) if bytes_ else ""
    return f"{line} {disk}".strip()


def no_room(words: Words, done: int, free: float, needed: float) -> str:
    """The disk is too small for the rest."""
    return words._(
        "La province reste à {done} personnes : il reste {free} Go sur le disque, il en faut {needed}."
        " Libérez de l’espace, puis relancez.",
        done=count(words, done),
        free=size(words, free),
        needed=size(words, needed),
    )
