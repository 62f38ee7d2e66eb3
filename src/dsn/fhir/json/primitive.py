"""What is wrong with one primitive value of a JSON text, as `explain` reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from dsn.base.errors import DsnError, Invalid
from dsn.fhir.json.scan import Number, Pairs, control_character, has_control
from dsn.fhir.json.source import all_codes
from dsn.fhir.primitives import CHECKS, LONGEST_STRING, RANGES, is_decimal, is_integer

LONGEST: Final = dict.fromkeys(("string", "markdown", "code", "@string"), LONGEST_STRING) | {"id": 64}
_SHOWN: Final = 100


def kind(value: Any) -> str:
    """The JSON kind of a value read by `scan`."""
    for name, types in (
        ("object", Pairs),
        ("array", list),
        ("number", Number),
        ("string", str),
        ("boolean", bool),
    ):
        if isinstance(value, types):
            return name
    return "null"


def shown(text: str) -> str:
    """Short enough for a message, and safe to write down: no control characters, no lone surrogates."""
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)


def fine(code: str, value_set: str | None) -> Callable[[Any], bool]:
    """A quick test of one value read by `scan`: false wherever `faults` would find something."""
    if code == "boolean":
        return lambda v: v is True or v is False
    if code == "decimal":
        return lambda v: type(v) is Number and is_decimal(v)
    if code in RANGES:
        return lambda v: type(v) is Number and not any(_number(code, v, ""))
    if value_set and code == "code":
        codes = all_codes(value_set)
        return lambda v: type(v) is str and v in codes
    longest, check = LONGEST.get(code, sys.maxsize), CHECKS.get(code, bool)
    return lambda v: type(v) is str and 0 < len(v) <= longest and not has_control(v) and bool(check(v))


def faults(code: str, value: Any, path: str, value_set: str | None) -> Iterator[DsnError]:
    """The faults of `value` as an R4 primitive of type `code`; none when it is one."""
    expected = (
        "boolean" if code == "boolean" else "number" if code in RANGES or code == "decimal" else "string"
    )
    if value is None:
        yield Invalid("fhir-null", path=path)
    elif kind(value) != expected:
        yield Invalid("fhir-kind-wrong", path=path, value=kind(value), expected=expected)
    elif expected == "number":
        yield from _number(code, value, path)
    elif expected == "string":
        yield from _string(code, value, path, value_set)


def _number(code: str, text: str, path: str) -> Iterator[DsnError]:
    if code == "decimal":
        if not is_decimal(text):
            yield Invalid("fhir-number-too-large", path=path, value=shown(text))
    elif not is_integer(text):
        yield Invalid("fhir-primitive-malformed", path=path, value=shown(text), expected=code)
    else:
        least, most = RANGES[code]
        # Length first: Python refuses to read a number of thousands of digits.
        if len(text) > 11 or not least <= int(text) <= most:
            yield Invalid(
                "fhir-number-out-of-range", path=path, value=shown(text), expected=f"{least}..{most}"
            )


def _string(code: str, text: str, path: str, value_set: str | None) -> Iterator[DsnError]:
    control = control_character(text)
    longest = LONGEST.get(code)
    if not text:
        yield Invalid("fhir-empty", path=path, value='""')
    elif longest is not None and len(text) > longest:
        yield Invalid("fhir-string-too-long", path=path, value=len(text), expected=longest)
    elif control is not None:
        yield Invalid("fhir-string-control", path=path, value=f"U+{ord(control):04X}")
    elif value_set and code == "code":
        if text not in all_codes(value_set):
            yield Invalid("fhir-code-unknown", path=path, value=shown(text), expected=value_set)
    elif code in CHECKS and not CHECKS[code](text):
        yield Invalid("fhir-primitive-malformed", path=path, value=shown(text), expected=code.strip("@"))
