"""String parameters: a start of folded text is a range of `ix_string`."""

from __future__ import annotations

from dsn.base.errors import Unsupported
from dsn.fhir.search.kinds.string import PHONETIC
from dsn.fhir.search.tree import StringValue, Test, Value
from dsn.store.plan.frame import Frame
from dsn.store.plan.rows import Reach, Rows
from dsn.store.plan.sql import TRUE, Sql, piece

AFTER = "\U0010ffff"
"""After a text: above everything that starts with it, in the byte order of UTF-8."""


def rows(test: Test, frame: Frame) -> Rows:
    """What a string test asks."""
    alternatives = tuple(_alternative(test, string_value(value, test), frame) for value in test.values)
    reach = None if test.modifier in ("contains", "ends", "text") else Reach.NAMED
    return Rows("ix_string", test.parameter.number, alternatives, keyed=False, reach=reach)


def _alternative(test: Test, value: StringValue, frame: Frame) -> Sql:
    match test.modifier:
        case None:
            return starts("@.folded", value.folded)
        case "exact":
            return piece("@.text = {} AND {}", value.text, _same_fold(test, value))
        case "contains":
            return frame.holds("@.folded", value.folded)
        case "text":
            return frame.holds("' ' || @.folded", f" {value.folded}")
        case "equals":
            return piece("@.folded = {} AND @.text <> ''", value.folded)
        case "ends":
            length = len(value.folded)
            return piece(f"substr(@.folded, {_from_end(length)}) = {{}}", value.folded)
    raise Unsupported(
        "search.modifier-unknown", name=test.parameter.code, modifier=test.modifier, source=test.source
    )


def _same_fold(test: Test, value: StringValue) -> Sql:
    """What equal texts imply, said so that the index is of use; sounds are folded another way."""
    return TRUE if test.parameter.code == PHONETIC else piece("@.folded = {}", value.folded)


def _from_end(length: int) -> str:
    """Where the last `length` letters begin; past the end of a text that is shorter, so that nothing equals them."""
    start = f"length(@.folded) - {length - 1}"
    return f"CASE WHEN {start} < 1 THEN length(@.folded) + 1 ELSE {start} END"


def starts(column: str, text: str) -> Sql:
    """The column starts with `text`, as a range an index can walk."""
    return piece(f"{column} >= {{}} AND {column} < {{}}", text, text + AFTER)


def string_value(value: Value, test: Test) -> StringValue:
    """The value as text. Raises Unsupported for any other."""
    if not isinstance(value, StringValue):
        raise Unsupported("search.value-unsupported", name=test.parameter.code, source=test.source)
    return value
