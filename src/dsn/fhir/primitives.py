"""The lexical rules of R4's primitive types (datatypes.html#primitive): is this text one?

`CHECKS[code](text)` answers, by truth. Texts that recur (codes, systems, dates) are remembered, which makes the usual
answer one set lookup; `REMEMBERED[code]` is that set, for code that inlines the lookup.
"""

from __future__ import annotations

import binascii
import re
from calendar import monthrange
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final

from dsn.fhir.narrative import is_xhtml

_YEAR = r"(?!0000)[0-9]{4}"
_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]++)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"

_PATTERNS: Final = {
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "uri": r"\S+",
    "oid": r"urn:oid:[0-2]\.[0-9.]*[0-9]",
    "uuid": r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "date": rf"{_YEAR}(?:-(?:0[1-9]|1[0-2])|-{_DAY})?",
    "dateTime": rf"{_YEAR}(?:-(?:0[1-9]|1[0-2])|-{_DAY}(?:T{_CLOCK}{_ZONE})?)?",
    "instant": rf"{_YEAR}-{_DAY}T{_CLOCK}{_ZONE}",
    "time": _CLOCK,
    "decimal": r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?",
    "integer": r"-?(?:0|[1-9][0-9]*)",
}
_COMPILED = {code: re.compile(pattern, re.ASCII) for code, pattern in _PATTERNS.items()}
# Unicode's white space, unlike the others: a no-break space may not end a code or stand in an address either.
_COMPILED["uri"] = re.compile(_PATTERNS["uri"])
# A search for what may not be: a pattern that repeats a group remembers each time round, in memory.
_SPACED_WRONGLY = re.compile(r"\A\s|\s\s|\s\Z")
_ARC_WRONG = re.compile(r"\.\.|\.0[0-9]")

LONGEST_STRING: Final = 1024 * 1024  # characters; "strings SHALL NOT exceed 1MB", datatypes.html#string
_KEPT: Final = 20_000  # texts remembered per type; then begun anew, which costs a few milliseconds
_KEPT_LENGTH: Final = 120
_SLICE: Final = 1 << 20

REMEMBERED: Final[dict[str, set[str]]] = {
    code: set() for code in ("code", "uri", "date", "dateTime", "instant", "time")
}

# Larger exponents are no measurement of anything, and cost gigabytes when made whole (1e999999999).
LARGEST_EXPONENT: Final = 1000
MOST_DIGITS: Final = 1000


def is_day(text: str) -> bool:
    """Is the day of a well-formed date one of its month? `text` begins with YYYY-MM-DD or is shorter."""
    return (
        len(text) < 10 or text[8:10] < "29" or int(text[8:10]) <= monthrange(int(text[:4]), int(text[5:7]))[1]
    )


def is_base64(text: str) -> bool:
    """RFC 4648: groups of four, with white space between as R4 allows. Read in slices: attachments are long."""
    rest, groups = "", 0
    for start in range(0, len(text), _SLICE):
        rest += "".join(text[start : start + _SLICE].split())
        whole = _unpadded(rest)
        if len(rest) > whole + 4 or not _is_base64_run(rest[:whole]):
            return False
        rest, groups = rest[whole:], groups + whole
    return groups + len(rest) > 0 and _is_base64_run(rest)


def _unpadded(text: str) -> int:
    """How much of `text` is whole groups of four before the first padding, which only the last group may have."""
    padding = text.find("=")
    return (padding if padding >= 0 else len(text)) // 4 * 4


def _is_base64_run(text: str) -> bool:
    try:
        binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        return False
    return True


def is_sane_decimal(number: Decimal) -> bool:
    """Finite, and small enough to calculate with."""
    return (
        -LARGEST_EXPONENT <= number.adjusted() <= LARGEST_EXPONENT
        and number.is_finite()
        and len(str(number)) <= MOST_DIGITS
    )


def _is_code(text: str) -> bool:
    """Something, with single white space within and none at the ends."""
    return bool(text) and _SPACED_WRONGLY.search(text) is None


def _is_oid(text: str) -> bool:
    """Arcs without leading zeros."""
    return _COMPILED["oid"].fullmatch(text) is not None and _ARC_WRONG.search(text) is None


def _remembering(code: str, matches: Callable[[str], object]) -> Callable[[str], bool]:
    kept = REMEMBERED[code]

    def check(text: str) -> bool:
        if text in kept:
            return True
        if not matches(text):
            return False
        if len(text) <= _KEPT_LENGTH:
            _keep(kept, text)
        return True

    return check


def _keep(kept: set[str], text: str) -> None:
    if len(kept) >= _KEPT:
        kept.clear()
    kept.add(text)


_known_days: Final[set[str]] = set()
_known_clocks: Final[set[str]] = set()


def _is_moment(code: str) -> Callable[[str], bool]:
    """Is this a dateTime or instant? Moments seldom recur, but their days do, and their times of day with the zone."""
    matches = _COMPILED[code].fullmatch

    def check(text: str) -> bool:
        day, clock = text[:10], text[10:]
        if day in _known_days and clock in _known_clocks:
            return True
        if matches(text) is None or not is_day(text):
            return False
        if clock and len(clock) <= _KEPT_LENGTH:
            _keep(_known_days, day)
            _keep(_known_clocks, clock)
        return True

    return check


def _is_date(text: str) -> bool:
    return _COMPILED["date"].fullmatch(text) is not None and is_day(text)


_uri = _remembering("uri", _COMPILED["uri"].fullmatch)

CHECKS: Final[dict[str, Callable[[str], object]]] = {
    "code": _remembering("code", _is_code),
    "id": _COMPILED["id"].fullmatch,
    "uri": _uri,
    "url": _uri,
    "canonical": _uri,
    "@uri": _uri,
    "oid": _is_oid,
    "uuid": _COMPILED["uuid"].fullmatch,
    "date": _remembering("date", _is_date),
    "dateTime": _remembering("dateTime", _is_moment("dateTime")),
    "instant": _remembering("instant", _is_moment("instant")),
    "time": _remembering("time", _COMPILED["time"].fullmatch),
    "base64Binary": is_base64,
    "xhtml": is_xhtml,
}
"""Primitives whose text has a rule beyond that of strings, checked at every decode. The answer is true or false."""


RANGES: Final = {
    "integer": (-(2**31), 2**31 - 1),
    "unsignedInt": (0, 2**31 - 1),
    "positiveInt": (1, 2**31 - 1),
}


def is_integer(text: str) -> bool:
    """Is it written as a whole number, without point or exponent? The range is another question: `RANGES`."""
    return _COMPILED["integer"].fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """Is it a decimal number that `is_sane_decimal` would take?"""
    if len(text) > 2 * MOST_DIGITS or _COMPILED["decimal"].fullmatch(text) is None:
        return False
    try:
        return is_sane_decimal(Decimal(text))
    except InvalidOperation:  # an exponent beyond what Decimal itself can hold
        return False
