"""Pieces of SQL with their values. Every value is bound; text comes only from constants of this room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from dsn.sql.dialect import Value


class Sql(NamedTuple):
    """Text with `?` for each of `values`, in order. A tuple, because a plan makes a hundred of them."""

    text: str
    values: tuple[Value, ...] = ()


TRUE = Sql("1 = 1")
FALSE = Sql("1 = 0")


def piece(text: str, *parts: Sql | Value) -> Sql:
    """`text` with each `{}` replaced: by another piece as it stands, by any other value bound.

    Raises ValueError when the number of `{}` and of parts differ.
    """
    values: list[Value] = []
    marks: list[str] = []
    for part in parts:
        if type(part) is Sql:
            marks.append(part.text)
            values += part.values
        else:
            marks.append("?")
            values.append(part)  # type: ignore[arg-type]  # a Value, since it is no Sql
    return Sql(_filled(text, *marks), tuple(values))


@lru_cache(maxsize=2048)
def _filled(text: str, *marks: str) -> str:
    """Plans of one shape have the same texts; only their values differ."""
    parts = text.split("{}")
    return "".join([word for pair in zip(parts, [*marks, ""], strict=True) for word in pair])


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """The pieces one after the other with `separator` between them."""
    pieces = tuple(pieces)
    return Sql(separator.join(p.text for p in pieces), tuple(v for p in pieces for v in p.values))


def all_of(conditions: Iterable[Sql]) -> Sql:
    """AND, without what is always true; false as soon as one is always false."""
    real = [c for c in conditions if c != TRUE]
    if FALSE in real:
        return FALSE
    return joined(" AND ", real) if real else TRUE


def any_of(conditions: Iterable[Sql]) -> Sql:
    """OR in parentheses, without what is never true; true as soon as one is always true."""
    real = [c for c in conditions if c != FALSE]
    if TRUE in real:
        return TRUE
    if len(real) < 2:
        return real[0] if real else FALSE
    return piece("({})", joined(" OR ", [piece("({})", c) for c in real]))


def none_of(condition: Sql) -> Sql:
    """NOT. The conditions of this room are never unknown (NULL), so it is the complement."""
    if condition == TRUE:
        return FALSE
    return TRUE if condition == FALSE else piece("NOT ({})", condition)


def aliased(condition: Sql, alias: str) -> Sql:
    """A condition on the columns of some row, written `@.column`, said of the row called `alias`."""
    return Sql(condition.text.replace("@.", alias + "."), condition.values)
