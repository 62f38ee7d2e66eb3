"""A test as a question to one index table: the common form in which every parameter type hands in its part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from dsn.store import implied
from dsn.store.plan.frame import Frame, Spot
from dsn.store.plan.sql import Sql, aliased, any_of, piece


class Reach(IntEnum):
    """How much of the store a question is expected to find: the plan starts from the smallest."""

    ONE = 0  # ids named in the query
    FEW = 1  # an identifier, an address
    PERSON = 2  # what refers to a person who is named
    LINKED = 3  # what refers to another resource that is named
    PEOPLE = 4  # the people of the scope
    NAMED = 5  # a name, a word
    CODED = 6  # a code
    RANGED = 7  # a range
    FAR = 8  # what refers to, or is referred to by, whatever has a code
    TYPE = 9  # everything of a type


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of `table` under parameter `param` that fulfil one of `alternatives` (conditions on `@.`).

    `keyed`: the table is clustered by (param, key): asked of one resource, the alternatives are one look-up.
    `reach` None: cannot be where a plan starts from. `starts`: the same rows again, cut so that each piece walks an
    index, for a plan that starts here; the alternatives themselves where they already do.
    """

    table: str
    param: int
    alternatives: tuple[Sql, ...]
    keyed: bool
    reach: Reach | None = None
    starts: tuple[Sql, ...] = ()

    def of(self, frame: Frame, spot: Spot) -> Sql:
        """Some such row belongs to the resource at `spot`."""
        asked = (any_of(self.alternatives),) if self.keyed else self.alternatives
        return any_of(self._exists(frame, spot, alternative) for alternative in asked)

    def _exists(self, frame: Frame, spot: Spot, alternative: Sql) -> Sql:
        alias = frame.alias("x")
        return piece(
            f"EXISTS (SELECT 1 FROM {self.table} {alias} WHERE {{}}"
            f" AND {alias}.key = {spot.key} AND {{}} AND {{}} AND {{}}{frame.fence})",
            of_parameter(alias, self.param),
            frame.bucket(alias, spot),
            aliased(alternative, alias),
            frame.live(alias),
        )

    def sources(self, frame: Frame) -> tuple[tuple[Sql, str], ...]:
        """For each alternative: FROM and WHERE that find its resources, and the name of the rows in it."""
        found = []
        for number, alternative in product(implied.numbers(self.param), self.starts or self.alternatives):
            alias = frame.alias("d")
            text = f"{self.table} {alias} WHERE {alias}.param = {{}} AND {{}} AND {{}}"
            found.append((piece(text, number, aliased(alternative, alias), frame.live(alias)), alias))
        return tuple(found)


def of_parameter(alias: str, number: int) -> Sql:
    """The row called `alias` is of this parameter, or of those that answer for it."""
    numbers = implied.numbers(number)
    if len(numbers) == 1:
        return piece(f"{alias}.param = {{}}", numbers[0])
    return Sql(f"{alias}.param IN ({', '.join(map(str, numbers))})")
