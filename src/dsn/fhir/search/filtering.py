"""`_filter`: `code eq http://loinc.org|1234-5 and subject.name co "peter"` (R4, search_filter.html).

"Expressions are evaluated left to right, and there is no precedence between the and and or operators." A filter inside
a path (`related[type eq x].target`) is refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search.clauses import Clauses
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.tree import (
    Any,
    Clause,
    DateValue,
    Every,
    MissingValue,
    Not,
    Parameter,
    ParamKind,
    Test,
    Value,
)

_TOKEN = re.compile(r'\s*(?:([()])|("(?:[^"\\]|\\.)*")|([^\s()\]\["]+)|(\[))')
_PATH = re.compile(
    r"[A-Za-z_][\w.:\-]*", re.ASCII
)  # `subject:Patient.name` too: R4 has no other way to say it
_OPERATOR = re.compile("[a-z]{2}")
_ORDERED: tuple[ParamKind, ...] = ("date", "number", "quantity")
_MODIFIERS: dict[ParamKind, dict[str, str | None]] = {
    "string": {"eq": "equals", "ne": "unequal", "co": "contains", "sw": None, "ew": "ends"},
    "token": {"eq": None, "ne": "unequal", "in": "in", "ni": "not-in", "ss": "below", "sb": "above"},
    "reference": {"eq": None, "ne": "unequal", "re": None},
    "uri": {"eq": None, "ne": "unequal", "sw": "below"},
    "composite": {"eq": None},
    "special": {"eq": None},
}
_DEEPEST = 40
_MOST = 100


@dataclass(frozen=True, slots=True)
class Filtered(Clauses):
    """Clauses whose last modifier is an operator of `_filter`."""

    def _test(self, parameter: Parameter, modifier: str | None, value: str) -> Clause:
        operator = modifier or ""
        if operator == "pr":
            if value not in ("true", "false"):
                raise self.reading.refuse("search.missing-invalid", value)
            return Test(parameter, "missing", (MissingValue(value == "false"),), self.reading.source)
        if parameter.kind in _ORDERED:
            return Test(parameter, None, (self._ordered(parameter, operator, value),), self.reading.source)
        known = _MODIFIERS.get(parameter.kind, {})
        if operator not in known or parameter.code in ("_text", "_content"):
            raise Unsupported(
                "search.operator-unknown", name=parameter.code, operator=operator, source=self.reading.source
            )
        kept = known[operator]
        return Test(parameter, kept, (self._read(parameter, kept, value),), self.reading.source)

    def _ordered(self, parameter: Parameter, operator: str, value: str) -> Value:
        if operator == "po" and parameter.kind == "date":
            period = self._read(parameter, None, value)
            assert isinstance(period, DateValue)
            return replace(period, prefix="ap")
        return self._read(parameter, None, operator + value)

    def _read(self, parameter: Parameter, modifier: str | None, value: str) -> Value:
        """`|` keeps its meaning; the other separators have none here."""
        written = re.sub(r"[\\,$]", r"\\\g<0>", value)
        return PARAMETER_TYPES[parameter.kind].parse(written, parameter, modifier, self.reading)

    def _check_modifier(self, parameter: Parameter, modifier: str | None) -> None:
        """Operators are checked where they are used."""


def _joined(how: type[Every] | type[Any], left: Clause, right: Clause) -> Clause:
    """`a and b and c` as one list, so that a long filter is no deep one."""
    return how((*left.clauses, right)) if isinstance(left, how) else how((left, right))


class _Reader:
    """Reads one filter from its tokens, by descent."""

    def __init__(self, text: str, clauses: Clauses) -> None:
        self._text = text
        self._tokens = self._cut(text)
        self._at = 0
        self._depth = 0
        self._count = 0
        self._clauses = Filtered(clauses.types, clauses.reading, clauses.depth)

    def whole(self) -> Clause:
        """All of the text."""
        clause = self._logical()
        if self._at < len(self._tokens):
            raise self._refused()
        return clause

    def _cut(self, text: str) -> list[tuple[str, int]]:
        tokens, at = [], 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if not found:
                position = at + len(text[at:]) - len(text[at:].lstrip())
                raise Invalid("search.filter-invalid", value=text, position=position)
            if found[4]:
                raise Unsupported("search.filter-in-path", value=text, position=found.start(4))
            tokens.append((found[0].strip(), found.end() - len(found[0].strip())))
            at = found.end()
        return tokens

    def _refused(self) -> Invalid:
        position = self._tokens[self._at][1] if self._at < len(self._tokens) else len(self._text)
        return Invalid("search.filter-invalid", value=self._text, position=position)

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise self._refused()
        self._at += 1
        return token

    def _logical(self) -> Clause:
        left = self._single()
        while self._peek() in ("and", "or"):
            joined = self._next()
            right = self._single()
            left = _joined(Every if joined == "and" else Any, left, right)
        return left

    def _single(self) -> Clause:
        if self._peek() == "not":
            self._next()
            if self._peek() != "(":
                raise self._refused()
            return Not(self._bracketed())
        if self._peek() == "(":
            return self._bracketed()
        return self._comparison()

    def _bracketed(self) -> Clause:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refused()
        self._next()
        inner = self._logical()
        if self._peek() != ")":
            raise self._refused()
        self._next()
        self._depth -= 1
        return inner

    def _comparison(self) -> Clause:
        path, operator, value = self._next(), self._next(), self._next()
        self._count += 1
        if self._count > _MOST:
            raise self._refused()
        for back, part, shape in ((3, path, _PATH), (2, operator, _OPERATOR)):
            if not shape.fullmatch(part):
                self._at -= back
                raise self._refused()
        return self._clauses.clause(f"{path}:{operator}", self._plain(value))

    def _plain(self, value: str) -> str:
        if not value.startswith('"'):
            return value
        try:
            text = json.loads(value)
        except ValueError:
            self._at -= 1
            raise self._refused() from None
        assert isinstance(text, str)
        return text


def read_filter(text: str, clauses: Clauses) -> Clause:
    """The clause a filter stands for. Invalid says at which position it cannot be read."""
    return _Reader(text, clauses).whole()
