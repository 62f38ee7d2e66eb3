"""Turning "no" into a `Refused` that says why."""

from __future__ import annotations

import re
from typing import Final

from dsn.base.errors import DsnError, Invalid, Refused
from dsn.fhir.json import explain

_BIG: Final = 4_000_000  # bytes; above, a fault that msgspec can name is not looked for a second time
_AT: Final = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_MESSAGES: Final = (
    (re.compile(r"Expected `str` of length <= (?P<expected>\d+)"), "fhir-string-too-long"),
    (re.compile(r"Expected `\w+` of length >= 1"), "fhir-empty"),
    (re.compile(r"Object contains unknown field `(?P<value>[^`]*)`"), "fhir-element-unknown"),
    (re.compile(r"Object missing required field `(?P<expected>[^`]*)`"), "fhir-element-missing"),
    (re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<value>[^`]*)`"), "fhir-kind-wrong"),
)


def of(data: bytes | str, error: Exception) -> Refused:
    """The refusal of `data`, on which `fast` raised `error`."""
    if len(data) > _BIG and (named := _named_by_msgspec(str(error))):
        return Refused([named])
    if isinstance(data, str):
        text = data
    else:
        try:
            text = bytes(data).decode()
        except UnicodeDecodeError as wrong:
            return Refused([Invalid("fhir-json-not-utf8", position=wrong.start)])
    # An empty list would be a disagreement between the two readers: still a refusal, and a test's concern.
    return Refused(explain.issues(text) or [Invalid("fhir-refused", value=str(error))])


def unexpected(found: str, expected: str) -> Refused:
    return Refused([Invalid("fhir-type-unexpected", path="resourceType", value=found, expected=expected)])


def _named_by_msgspec(message: str) -> DsnError | None:
    split = _AT.match(message)
    for pattern, code in _MESSAGES:
        if split and (match := pattern.search(split["what"])):
            return Invalid(code, path=split["path"], **match.groupdict())
    return None
