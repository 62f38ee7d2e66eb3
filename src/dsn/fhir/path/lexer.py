"""An expression cut into tokens (FHIRPath N1, section "Lexical Elements")."""

from __future__ import annotations

import re
from typing import NamedTuple

from dsn.base.errors import Invalid

_PATTERNS = (
    ("skip", r"\s+|//[^\r\n]*|/\*.*?\*/"),
    ("open_comment", r"/\*"),
    ("time", r"@T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?"),
    (
        "datetime",
        r"@\d{4}(?:-\d\d(?:-\d\d)?)?T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?)?",
    ),
    ("date", r"@\d{4}(?:-\d\d(?:-\d\d)?)?"),
    ("number", r"\d+(?:\.\d+)?"),
    ("string", r"'(?:[^'\\]|\\.)*'"),
    ("quoted", r"`(?:[^`\\]|\\.)*`"),
    ("name", r"[A-Za-z_][A-Za-z0-9_]*"),
    ("special", r"\$(?:this|index|total)\b"),
    ("op", r"<=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}%]"),
)
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PATTERNS), re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "/": "/", "\\": "\\", "'": "'", '"': '"', "`": "`"}


class Token(NamedTuple):
    """`text` is what the token means: without quotes or escapes, and without the `@` of a date."""

    kind: str
    text: str
    at: int
    end: int


def tokens(expression: str) -> list[Token]:
    """The tokens of an expression, closed by one of kind `end`. Raises `Invalid` at the first odd character."""
    found: list[Token] = []
    at = 0
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None or match.lastgroup == "open_comment":
            raise syntax_error(expression, at)
        if match.lastgroup != "skip":
            found.append(_token(expression, match))
        at = match.end()
    found.append(Token("end", "", at, at))
    return found


def syntax_error(expression: str, at: int) -> Invalid:
    """The refusal of an expression that cannot be read, from character `at` on."""
    return Invalid("fhirpath-syntax", expression=expression, position=at, found=expression[at : at + 12])


def _token(expression: str, match: re.Match[str]) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if kind in ("string", "quoted"):
        text = _ESCAPE.sub(lambda escape: _unescape(expression, match.start(), escape), text[1:-1])
        if _SURROGATE.search(text):
            text = _joined(expression, match.start(), text)
    elif kind in ("date", "datetime", "time"):
        text = text[2:] if kind == "time" else text[1:]
    return Token(kind, text, match.start(), match.end())


def _joined(expression: str, at: int, text: str) -> str:
    """The text with each pair of surrogates as the character it means; a lone one is refused."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise syntax_error(expression, at) from None


def _unescape(expression: str, at: int, escape: re.Match[str]) -> str:
    what = escape.group(1)
    if len(what) > 1:
        return chr(int(what[1:], 16))
    if what not in _ESCAPES:
        raise syntax_error(expression, at + 1 + escape.start())
    return _ESCAPES[what]
