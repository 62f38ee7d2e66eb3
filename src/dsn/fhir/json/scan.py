"""Reading JSON with nothing lost: keys in order with their repeats, numbers as written."""

from __future__ import annotations

import json
import re
from typing import Any, Final

# What XML 1.0 cannot hold either (2.2): what is accepted here can always be written there.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Number(str):
    """The text of a number."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """The members of an object as they stand, repeats included."""

    __slots__ = ()


def _no_constant(text: str) -> Any:
    raise ValueError(text)  # NaN and Infinity, which Python's reader takes and JSON has not


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_float=Number, parse_int=Number, parse_constant=_no_constant
)


def read(text: str) -> Any:
    """Raises `ValueError` when it is not JSON, `RecursionError` when it is too deep for the stack."""
    return _DECODER.decode(text)


has_control: Final = _CONTROL.search
"""The same as a quick test, by truth."""


def control_character(text: str) -> str | None:
    """The first character that R4 (and XML) allow in no string, lone surrogates included."""
    found = _CONTROL.search(text)
    return found[0] if found else None
