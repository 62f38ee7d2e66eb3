"""The NAM (numéro d'assurance maladie): shape, display, and the prefix no real card bears.

Twelve characters: three letters of the family name, one of the given name, year, month (+50 for women), day, two
assigned by the RAMQ (https://documentation.clicsante.ca/fhir/base/nam.html: « TEST54122816 »). No check digit is
public: only the shape is judged, and care is never refused for it.
"""

from __future__ import annotations

import re
import unicodedata

SYSTEM = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-qc-patient-healthcare-id"
ALIASES = frozenset({SYSTEM, "http://documentation.clicsante.ca/fhir/base/nam"})
FICTIONAL = "ZZ"
"""Our own people's cards begin so: no family name does, and nobody can take one for real."""

_SHAPE = re.compile(r"[A-Z]{4}[0-9]{8}")
_BETWEEN = re.compile(r"[\s\u00a0.-]")


def compact(text: str) -> str:
    """Capital letters without blanks, hyphens or points: the form that is kept in the record."""
    return _BETWEEN.sub("", text).upper()


def is_nam(text: str) -> bool:
    """Does the text, blanks and hyphens aside, have the shape of a NAM?"""
    return _SHAPE.fullmatch(compact(text)) is not None


def spaced(nam: str) -> str:
    """`AAAA 9999 9999`; a value of another shape comes back as it is."""
    plain = compact(nam)
    return f"{plain[:4]} {plain[4:8]} {plain[8:]}" if is_nam(plain) else nam


def is_fictional(nam: str) -> bool:
    """Is it the card of an invented person?"""
    return compact(nam).startswith(FICTIONAL)


def letters(name: str) -> str:
    """The capital letters of a name as a card shows them: no accents, no hyphens, Œ in two letters."""
    plain = unicodedata.normalize("NFD", name.upper().replace("Œ", "OE").replace("Æ", "AE"))
    return "".join(letter for letter in plain if "A" <= letter <= "Z")
