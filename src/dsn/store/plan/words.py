"""`_text` and `_content`: resources that say every word of one of the values; the rows of `dsn.store.words`."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.base.errors import Unsupported
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.tree import StringValue, Test, Value
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import TRUE, Sql, all_of, any_of, piece


def condition(test: Test, frame: Frame, spot: Spot) -> Sql:
    """The resource at `spot` says all words of one of the values."""
    return any_of(
        all_of(_says(word, test, frame, spot) for word in _words(value, test)) for value in test.values
    )


def sources(test: Test, frame: Frame) -> tuple[tuple[Sql, str], ...]:
    """FROM and WHERE that start at the longest word, which is likely the rarest, one for each value."""
    return tuple(_sources(test, frame))


def _sources(test: Test, frame: Frame) -> Iterator[tuple[Sql, str]]:
    for value in test.values:
        first, *others = sorted(_words(value, test), key=len, reverse=True)
        alias = frame.alias("d")
        spot = Spot(f"{alias}.key", f"{alias}.bucket", None)
        asked = all_of(_says(word, test, frame, spot) for word in others)
        yield piece(f"ix_word {alias} WHERE {{}} AND {{}}", _row(first, test, frame, alias), asked), alias


def _says(word: str, test: Test, frame: Frame, spot: Spot) -> Sql:
    alias = frame.alias("w")
    return piece(
        f"EXISTS (SELECT 1 FROM ix_word {alias} WHERE {alias}.key = {spot.key} AND {{}} AND {{}}{frame.fence})",
        frame.bucket(alias, spot),
        _row(word, test, frame, alias),
    )


def _row(word: str, test: Test, frame: Frame, alias: str) -> Sql:
    told = Sql(f"{alias}.said = 1") if test.parameter.code == "_text" else TRUE
    return all_of([piece(f"{alias}.word = {{}}", word), told, frame.live(alias)])


def _words(value: Value, test: Test) -> list[str]:
    if not isinstance(value, StringValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return list(dict.fromkeys(map(bounded, value.folded.split())))
