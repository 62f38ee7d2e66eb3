"""FHIRPath N1, section "String Manipulation", with the additions of the later editions (trim, split, join, encode…)."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeVar

import regex

from dsn.base.errors import Invalid
from dsn.fhir.path.functions.collections import whole_number
from dsn.fhir.path.functions.table import Function, Table, eager
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.operators import LONGEST, boxed, value_of
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.walk import system

_SECONDS: Final = 0.25
"""For one match. Patterns of profiles take microseconds."""
_JSON_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})')


def text_of(items: Items) -> str | None:
    """The one String, None when empty. Raises `Invalid` for anything else."""
    value = value_of(items)
    if value is not None and not isinstance(value, str):
        raise Invalid("fhirpath-wrong-type", found=type(value).__name__)
    return value


def _on_text(act: Callable[..., Any], least: int = 0, most: int | None = None) -> Function:
    """A function of one text and text arguments; empty when any of them is."""

    def run(scope: Scope, focus: Items, *args: Items) -> Items:
        text = text_of(focus)
        given = [text_of(arg) for arg in args]
        if text is None or None in given:
            return []
        found = act(text, *given)
        return found if isinstance(found, list) else boxed(found)

    return eager(run, least, most)


def _substring(scope: Scope, focus: Items, start: Items, length: Items | None = None) -> Items:
    text, first = text_of(focus), whole_number(start)
    if text is None or first is None or not 0 <= first < len(text):
        return []
    size = None if length is None else whole_number(length)
    return [text[first:] if size is None else text[first : first + max(0, size)]]


@lru_cache(maxsize=512)
def _pattern(text: str, flags: str = "") -> regex.Pattern[str]:
    letters = (regex.IGNORECASE if "i" in flags else 0) | (regex.MULTILINE if "m" in flags else 0)
    try:
        return regex.compile(text, regex.DOTALL | letters)
    except regex.error as error:
        raise Invalid("fhirpath-bad-pattern", pattern=text) from error


T = TypeVar("T")


def _in_time(pattern: str, act: Callable[..., T], *args: str) -> T:
    """`act`, which matches `pattern`. One that would try for ever is refused: profiles come from outside."""
    try:
        return act(*args, timeout=_SECONDS)
    except TimeoutError:
        raise Invalid("fhirpath-pattern-too-slow", pattern=pattern) from None


def _matches(text: str, pattern: str, flags: str = "") -> bool:
    return _in_time(pattern, _pattern(pattern, flags).search, text) is not None


def _matches_full(text: str, pattern: str, flags: str = "") -> bool:
    return _in_time(pattern, _pattern(pattern, flags).fullmatch, text) is not None


def _replace(text: str, old: str, new: str) -> str:
    if len(text) + (text.count(old) * (len(new) - len(old))) > LONGEST:
        raise Invalid("fhirpath-too-large", size=LONGEST)
    return text.replace(old, new)


def _replace_matches(text: str, pattern: str, substitute: str, flags: str = "") -> str:
    if not pattern:
        return text
    # `$1` and `${name}` in the substitute are groups; Python spells them \g<1>.
    template = re.sub(r"\$(\d+)|\$\{(\w+)\}", r"\\g<\1\2>", substitute.replace("\\", "\\\\"))
    compiled = _pattern(pattern, flags)
    found = len(_in_time(pattern, compiled.findall, text)) if len(substitute) > 1 else 0
    if len(text) * (1 + substitute.count("$")) + found * len(substitute) > LONGEST:
        raise Invalid("fhirpath-too-large", size=LONGEST)
    try:
        return str(_in_time(pattern, compiled.sub, template, text))
    except (regex.error, IndexError) as error:  # a group that the pattern has not
        raise Invalid("fhirpath-bad-pattern", pattern=substitute) from error


def join(scope: Scope, focus: Items, separator: Items | None = None) -> Items:
    """`join()`: the texts as one; nothing for nothing."""
    glue = "" if separator is None else (text_of(separator) or "")
    texts = [system(item) for item in focus]
    for text in texts:
        if text is not None and not isinstance(text, str):
            raise Invalid("fhirpath-wrong-type", found=type(text).__name__)
    return [glue.join(str(text) for text in texts if text is not None)] if focus else []


def _encode(text: str, form: str) -> str | None:
    if form == "ascii":
        return text.encode("ascii", "replace").decode()
    data = text.encode()
    coders: dict[str, Callable[[bytes], bytes]] = {
        "hex": binascii.hexlify,
        "base64": base64.b64encode,
        "urlbase64": base64.urlsafe_b64encode,
    }
    return coders[form](data).decode() if form in coders else None


def _decode(text: str, form: str) -> str | None:
    coders: dict[str, Callable[[bytes], bytes]] = {
        "hex": binascii.unhexlify,
        "base64": lambda data: base64.b64decode(data, validate=True),
        "urlbase64": base64.urlsafe_b64decode,
    }
    try:
        data = coders[form](text.encode()) if form in coders else None
    except ValueError as error:
        raise Invalid("fhirpath-not-decodable", form=form) from error
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def _escape(text: str, form: str) -> str | None:
    if form == "html":
        return html.escape(text)
    return json.dumps(text, ensure_ascii=False)[1:-1] if form == "json" else None


def _unescape(text: str, form: str) -> str | None:
    if form == "html":
        return html.unescape(text)
    return (
        _JSON_ESCAPE.sub(lambda escape: str(json.loads(f'"{escape.group()}"')), text)
        if form == "json"
        else None
    )


TABLE: Table = {
    "indexOf": _on_text(lambda text, part: text.find(part), 1),
    "lastIndexOf": _on_text(lambda text, part: text.rfind(part), 1),
    "substring": eager(_substring, 1, 2),
    "startsWith": _on_text(lambda text, part: text.startswith(part), 1),
    "endsWith": _on_text(lambda text, part: text.endswith(part), 1),
    "contains": _on_text(lambda text, part: part in text, 1),
    "upper": _on_text(lambda text: text.upper()),
    "lower": _on_text(lambda text: text.lower()),
    "replace": _on_text(_replace, 2),
    "matches": _on_text(_matches, 1, 2),
    "matchesFull": _on_text(_matches_full, 1, 2),
    "replaceMatches": _on_text(_replace_matches, 2, 3),
    "length": _on_text(lambda text: len(text)),
    "toChars": _on_text(lambda text: list(text)),
    "trim": _on_text(lambda text: text.strip()),
    "split": _on_text(lambda text, separator: text.split(separator) if separator else list(text), 1),
    "join": eager(join, 0, 1),
    "encode": _on_text(_encode, 1),
    "decode": _on_text(_decode, 1),
    "escape": _on_text(_escape, 1),
    "unescape": _on_text(_unescape, 1),
}
