"""Turning "no" into a `Refused` that says why."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from dsn.base.errors import DsnError, Invalid, Refused, Value
from dsn.fhir.json import explain, large
from dsn.fhir.json.checks import DEEPEST
from dsn.fhir.json.fast import Unacceptable, is_fine
from dsn.fhir.json.primitive import shown

_BIG: Final = 4_000_000  # bytes; above, a fault that msgspec can name is not looked for a second time
_MALFORMED: Final = re.compile(r"JSON is malformed: .* \(byte (\d+)\)$")
_READ: Final = 200  # characters of its message, which may hold a key of any length
_AT: Final = " - at `$"
_MESSAGES: Final = (
    (re.compile(r"Expected `str` of length <= (?P<expected>\d+)"), "fhir-string-too-long"),
    (re.compile(r"Expected `\w+` of length >= 1"), "fhir-empty"),
    (re.compile(r"Object contains unknown field `(?P<value>[^`]*)"), "fhir-element-unknown"),
    (re.compile(r"Object missing required field `(?P<expected>[^`]*)`"), "fhir-element-missing"),
    (re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<value>[^`]*)`"), "fhir-kind-wrong"),
)


def of(data: bytes | str, error: Exception) -> Refused:
    """The refusal of `data`, on which `fast` raised `error`."""
    if isinstance(error, Unacceptable) and error.issues:
        return Refused(error.issues)
    if len(data) > large.LARGE and (found := _of_large(data, error)):
        return Refused(found)
    if isinstance(data, str):
        text = data
    else:
        try:
            text = bytes(data).decode()
        except UnicodeDecodeError as wrong:
            return not_utf8(wrong.start)
    # An empty list would be a disagreement between the two readers: still a refusal, and a test's concern.
    return Refused(explain.issues(text) or [Invalid("fhir-refused", value=str(error))])


def _of_large(data: bytes | str, error: Exception) -> list[DsnError]:
    """What can be told without reading everything again; nothing where msgspec has not even got through."""
    if isinstance(error, RecursionError):
        return [Invalid("fhir-too-deep", expected=DEEPEST)]
    if len(data) > _BIG and (named := _named_by_msgspec(str(error))):
        return [named]
    raw = data.encode() if isinstance(data, str) else bytes(data)
    if place := _MALFORMED.match(str(error)):
        before = raw[: int(place[1])]
        return [
            Invalid(
                "fhir-json-malformed",
                line=before.count(b"\n") + 1,
                column=len(before) - before.rfind(b"\n"),
            )
        ]
    if not isinstance(error, (Unacceptable, msgspec.ValidationError)):
        return []
    return large.issues(msgspec.json.format(raw, indent=-1), is_fine) or []


def not_utf8(position: int) -> Refused:
    return Refused([Invalid("fhir-json-not-utf8", position=position)])


def unexpected(found: str, expected: str) -> Refused:
    return Refused([Invalid("fhir-type-unexpected", path="resourceType", value=found, expected=expected)])


def _named_by_msgspec(message: str) -> DsnError | None:
    what, at, path = message.rpartition(_AT)
    shortened = (what if at else message)[:_READ]
    for pattern, code in _MESSAGES:
        if match := pattern.match(shortened):
            values: dict[str, Value] = {"value": "…", "expected": "…"}
            values |= {name: shown(text) for name, text in match.groupdict().items()}
            return Invalid(code, path=shown(path.strip(".`")) if at else None, **values)
    return None
