"""Ids of the synthetic province: of our own form, so that they carry the bucket and need no directory.

Their time part lies in the years 2000 to 2009 of `dsn.base.ids`, which no clock will show again: an id minted here
never meets one minted by a running system. 11 bits of seed, 24 of person, 12 of count (4,096 resources a person).
"""

from __future__ import annotations

from dsn.base import ids
from dsn.base.errors import Invalid
from dsn.synth.stream import number_of

MOST_PEOPLE = 1 << 24
MOST_EACH = 1 << 12


class Ids:
    """The ids of one person's record: the first is the person's own."""

    __slots__ = ("_base", "_count")

    def __init__(self, seed: int, number: int) -> None:
        """`number`: below 2**24, else Invalid `synth-too-many`."""
        if not 0 <= number < MOST_PEOPLE:
            raise Invalid("synth-too-many", most=MOST_PEOPLE)
        bucket = number_of(seed, "bucket", number) % ids.BUCKETS
        local = (number_of(seed, "ids") & 0x7FF) << 36 | number << 12
        self._base = ids.first_key(bucket) | local
        self._count = 0

    def __next__(self) -> str:
        if self._count >= MOST_EACH:
            raise Invalid("synth-too-many", most=MOST_EACH)
        self._count += 1
        return ids.to_text(self._base | (self._count - 1))

    def of(self, count: int) -> str:
        """The id number `count` (0: the person's)."""
        return ids.to_text(self._base | count)


def person_id(seed: int, number: int) -> str:
    """The id of person `number`, without making the person."""
    return Ids(seed, number).of(0)
