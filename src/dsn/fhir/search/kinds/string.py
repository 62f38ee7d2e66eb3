"""string: text that a person typed, without case, accents or punctuation (R4 search, string)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from dsn.fhir.search.escapes import plain
from dsn.fhir.search.folding import LONGEST, bounded, fold, sound, starts, windows
from dsn.fhir.search.kinds.shape import Convert, ParameterType, Reading, Tail, World
from dsn.fhir.search.kinds.token import words_value
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import StringRow
from dsn.fhir.search.tree import Parameter, StringValue

PHONETIC = "phonetic"
_NAMES = ("name", "family", "given", PHONETIC)


def is_name(code: str) -> bool:
    """Whether a search may begin at any word: "servers should search the parts of a family name independently"."""
    return code in _NAMES or code.startswith("address")


def _string(extra: LeafExtra, code: str, _how: Fold) -> Convert:
    if code == PHONETIC:
        return lambda value, _resource: _sounds([value])
    if extra.names or is_name(code):
        return lambda value, _resource: _tails([value])
    return lambda value, _resource: _whole(value)


def _whole(value: str) -> list[Tail]:
    """The text, and the further pieces of a long one."""
    folded = fold(value)
    if len(value) <= LONGEST and len(folded) <= LONGEST:
        return [(folded, value)]
    return [(bounded(folded), bounded(value)), *((piece, "") for piece in windows(folded))]


def _tails(parts: Iterable[str], further: Iterable[str] = ()) -> Collection[Tail]:
    """Each part as written, then each further start that no part already is."""
    parts = list(parts)
    found: dict[str, str] = {}
    tails = [tail for part in parts for tail in _whole(part)]
    for folded, text in tails:
        found.setdefault(folded, text)
    for text in (*parts, *further):
        for start in starts(text):
            start = bounded(start)
            if start not in found:
                found[start] = ""
                tails.append((start, ""))
    return tails


def _sounds(parts: Iterable[str]) -> Collection[Tail]:
    return [
        (bounded(sound(start)), "" if further else bounded(part))
        for part in parts
        for further, start in enumerate(starts(part))
    ]


def _human_name(_extra: LeafExtra, code: str, _how: Fold) -> Convert:
    """Each part, and the whole both ways round: `Marie Tremblay`, `Tremblay Marie`."""

    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        given = [part for part in value.given if part]
        parts = [part for part in (value.text, value.family, *given, *value.prefix, *value.suffix) if part]
        if code == PHONETIC:
            return _sounds(parts)
        whole = [" ".join([*given, value.family])] if given and value.family else []
        tails = list(_tails(parts, whole))
        if whole:
            tails.append((bounded(fold(" ".join([value.family, *given]))), ""))
        return tails

    return convert


def _address(_extra: LeafExtra, _code: str, _how: Fold) -> Convert:
    """Its strings, not its `use` and `period`."""

    def convert(value: Any, _resource: Any) -> Collection[Tail]:
        area = (value.city, value.district, value.state, value.postalCode, value.country)
        return _tails(part for part in (value.text, *value.line, *area) if part)

    return convert


def parse(text: str, parameter: Parameter, modifier: str | None, reading: Reading) -> StringValue:
    """Any text; refused when nothing is left of it after folding, but for `:exact`."""
    if modifier == "exact":
        written = plain(text, reading)
        return StringValue(bounded(written), bounded(fold(written)))
    value = words_value(text, reading)
    if parameter.code == PHONETIC:
        return StringValue(value.text, sound(value.text))
    return value


def matches(row: StringRow, value: StringValue, modifier: str | None, _world: World) -> bool:
    """By default the beginning, anywhere with `:contains`, all of it as written with `:exact`.

    `:text` asks for the beginning of any word. `equals` and `ends` come from `_filter` and ask folded text.
    """
    if modifier is None:
        return row.folded.startswith(value.folded)
    if modifier == "exact":
        return row.text == value.text
    if modifier == "contains":
        return value.folded in row.folded
    if modifier == "text":
        return f" {value.folded}" in f" {row.folded}"
    if modifier == "ends":
        return row.folded.endswith(value.folded)
    return bool(row.text) and row.folded == value.folded


def order(row: StringRow) -> str | None:
    """By folded text, of what was written as such."""
    return row.folded if row.text else None


STRING = ParameterType(
    modifiers=frozenset(("missing", "exact", "contains", "text")),
    row=StringRow,
    tails={"string": _string, "markdown": _string, "HumanName": _human_name, "Address": _address},
    parse=parse,
    matches=matches,
    order=order,
)
