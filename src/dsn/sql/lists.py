"""Lists on their way to PostgreSQL: numbers, which nearly all are, go as `bigint[]` in one go.

psycopg asks each element for its type and each dumper for its bytes: a hundred microseconds for the people of one
search, a tenth of what it costs us.
"""

from __future__ import annotations

from struct import Struct
from typing import Any

from psycopg.abc import DumperKey, PyFormat
from psycopg.types.array import BaseListDumper, ListBinaryDumper

INT8, INT8_ARRAY = 20, 1016
"""Numbers of the types in every server's catalogue."""
_HEAD = Struct(">iiIii").pack  # dimensions, any null, type of the elements, how many, number of the first
_EACH = Struct(">iq").pack  # length in bytes, number
_NULL = Struct(">i").pack(-1)


class _IntsDumper(ListBinaryDumper):
    """A list of numbers, some of which may be None, as a binary array of one dimension."""

    oid = INT8_ARRAY

    def dump(self, obj: list[Any]) -> bytes:
        if None in obj:
            each = [_NULL if one is None else _EACH(8, one) for one in obj]
            return b"".join((_HEAD(1, 1, INT8, len(obj), 1), *each))
        return b"".join((_HEAD(1, 0, INT8, len(obj), 1), *[_EACH(8, one) for one in obj]))


class ListDumper(ListBinaryDumper):
    """Any list; one that begins with a number holds numbers and None alone."""

    def get_key(self, obj: list[Any], format: PyFormat) -> DumperKey:
        return (list, int) if _is_of_numbers(obj) else super().get_key(obj, format)

    def upgrade(self, obj: list[Any], format: PyFormat) -> BaseListDumper:
        return _IntsDumper(list, self._tx) if _is_of_numbers(obj) else super().upgrade(obj, format)


def _is_of_numbers(obj: list[Any]) -> bool:
    return bool(obj) and type(obj[0]) is int
