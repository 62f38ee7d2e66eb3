"""The fixed shape of a search-parameter type: how its values are read, indexed, matched and ordered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from dsn.base import clock
from dsn.base.errors import Invalid
from dsn.fhir.search.parameters import Fold, LeafExtra
from dsn.fhir.search.rows import IndexRow
from dsn.fhir.search.tree import Parameter, Value

Tail = tuple[Any, ...]
"""What follows `param` and `group` in an index row."""

Convert = Callable[[Any, Any], Collection[Tail]]
"""(value of a FHIR type, the resource it stands in, or what contains that one) → the tails of its rows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a value needs to know beside the value: own addresses, the time for `ap`, where it was sent."""

    source: str = ""
    base_urls: tuple[str, ...] = ()
    now: Callable[[], int] = field(default=lambda: clock.now() * 1000)

    def refuse(self, code: str, value: str) -> Invalid:
        """The refusal of `value`, told with the pair it came in."""
        return Invalid(code, value=value, source=self.source)


class World(Protocol):
    """What lies beyond one resource, as the searcher may see it. Instants in microseconds."""

    def resolve(self, type_name: str, id: str) -> Any | None:
        """The current resource, or None when there is none or the searcher may not see it."""

    def everything(self, type_name: str) -> Collection[Any]:
        """Every current resource of a type that the searcher may see (`_has`)."""

    def aliases(self, type_name: str, id: str) -> Collection[str]:
        """The ids that stand for the same person, `id` itself included (merged people)."""

    def expand(self, value_set: str) -> Collection[tuple[str, str]]:
        """(system, code) of every member. Raises Unsupported when no expansion is at hand."""

    def subsumed_by(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        """The concept itself and all below it. Raises Unsupported when the hierarchy is not at hand."""

    def subsuming(self, system: str | None, code: str) -> Collection[tuple[str, str]]:
        """The concept itself and all above it. Raises Unsupported when the hierarchy is not at hand."""


RowT = TypeVar("RowT", bound=IndexRow)


@dataclass(frozen=True, slots=True)
class ParameterType:
    """One kind of parameter. To add one: a file with these five, and a line in `PARAMETER_TYPES`.

    `row` is the class of its index rows, `tails` what each FHIR type gives to them: a function of the leaf's extra,
    the parameter's code and fold, so that each extractor is made for its place. `parse` reads one value between
    commas. `matches` judges one row by one value. `order` gives a row's place in `_sort`, None where it has none.
    """

    modifiers: frozenset[str]
    row: type[Any] | None
    tails: Mapping[str, Callable[[LeafExtra, str, Fold], Convert]]
    parse: Callable[[str, Parameter, str | None, Reading], Value]
    matches: Callable[[Any, Any, str | None, World], bool]
    order: Callable[[Any], Any] | None = None
