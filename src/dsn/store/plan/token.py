"""Token parameters: a code in a system is one seek of `ix_token`."""

from __future__ import annotations

from collections.abc import Collection

from dsn.base.errors import Unsupported
from dsn.fhir.search.tree import Test, TokenValue, UriValue, Value
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import Sql, any_of, piece
from dsn.store.plan.string import starts, string_value

NEGATED = frozenset({"not", "not-in"})


def rows(test: Test, frame: Frame) -> Rows:
    """What a token test asks; for `not` and `not-in`, what must not be there."""
    if test.modifier == "text":
        return _texts(test, frame)
    number = test.parameter.also.get(test.modifier or "")
    alternatives = tuple(_alternatives(test, frame))
    unique = "identifier" in test.parameter.code or number is not None
    whole = all(isinstance(v, TokenValue) and v.code is not None for v in test.values)
    reach = Reach.FEW if unique and whole else Reach.CODED
    return Rows("ix_token", number or test.parameter.number, alternatives, keyed=False, reach=reach)


def _alternatives(test: Test, frame: Frame) -> list[Sql]:
    if test.modifier in ("in", "not-in", "above", "below"):
        return [one for value in test.values for one in _expanded(test, value, frame)]
    values = [value for value in test.values if isinstance(value, TokenValue)]
    if len(values) != len(test.values):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    systems = dict.fromkeys(value.system for value in values)
    return [one for system in systems for one in _of_system(system, values, frame)]


def _of_system(system: str | None, values: Collection[TokenValue], frame: Frame) -> list[Sql]:
    """The values of one system (None: of any); several codes are one list."""
    codes = list(dict.fromkeys(value.code for value in values if value.system == system))
    written = [code for code in codes if code is not None]
    if len(written) < 2:
        return [token(TokenValue(system, code)) for code in codes]
    listed = coded(written, frame)
    found = [listed if system is None else piece("{} AND @.system = {}", listed, symbol(system))]
    return found if None not in codes else [*found, token(TokenValue(system, None))]


def coded(codes: Collection[str], frame: Frame) -> Sql:
    """A condition on `@.`: one of these codes."""
    among = frame.dialect.among("@.code", "text").replace("?", "{}")
    return piece(among, frame.dialect.listed(codes))


def token(value: TokenValue) -> Sql:
    """A condition on `@.` of `ix_token`. `|code` = a code without a system, `system|` = any code of it."""
    if value.system is None:
        return piece("@.code = {}", value.code)
    if value.code is None:
        return piece("@.system = {}", symbol(value.system))
    return piece("@.code = {} AND @.system = {}", value.code, symbol(value.system))


def symbol(text: str) -> Sql:
    """The number of a name; of one that was never stored, nothing equals it."""
    return piece("coalesce((SELECT number FROM symbol WHERE text = {}), -1)", text) if text else Sql("0")


def _expanded(test: Test, value: Value, frame: Frame) -> list[Sql]:
    if test.parameter.fold == "mime" and isinstance(value, TokenValue):
        return [] if value.code is None else [_media_type(test, value.code, frame)]
    return _listed(pairs(test, value, frame), frame)


def pairs(test: Test, value: Value, frame: Frame) -> Collection[tuple[str, str]]:
    """(system, code) of what a value set or a place in a hierarchy stands for. Raises Unsupported for neither."""
    if isinstance(value, UriValue):
        return frame.terms.expand(value.uri)
    if not isinstance(value, TokenValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    ask = frame.terms.subsumed_by if test.modifier == "below" else frame.terms.subsuming
    return ask(value.system, value.code or "")


def _listed(pairs: Collection[tuple[str, str]], frame: Frame) -> list[Sql]:
    """One condition for each system, however many codes."""
    codes: dict[str, list[str]] = {}
    for system, code in sorted(pairs):
        codes.setdefault(system, []).append(code)
    return [
        piece("{} AND @.system = {}", coded(listed, frame), symbol(system))
        for system, listed in codes.items()
    ]


def _media_type(test: Test, code: str, frame: Frame) -> Sql:
    """`text/plain` is above `text/plain;charset=utf-8`."""
    if test.modifier == "below":
        return any_of([piece("@.code = {}", code), starts("@.code", code + ";")])
    ends = [at for at, letter in enumerate(code) if letter == ";"]
    return any_of(piece("@.code = {}", code[:end]) for end in (*ends, len(code)))


def _texts(test: Test, frame: Frame) -> Rows:
    """`:text`: the words stand at the start of some word of a display."""
    alternatives = tuple(
        piece(
            "@.display IN (SELECT number FROM symbol WHERE {})",
            frame.holds("' ' || text", f" {string_value(value, test).folded}"),
        )
        for value in test.values
    )
    return Rows("ix_display", test.parameter.number, alternatives, keyed=False, reach=Reach.NAMED)
