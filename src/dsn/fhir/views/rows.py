"""A prepared view: what it selects, and the rows a resource gives (SQL on FHIR v2, "Processing Algorithm")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from dsn.base.errors import Invalid
from dsn.fhir.path import Compiled
from dsn.fhir.path.nodes import Item, Items
from dsn.fhir.path.operators import truth
from dsn.fhir.path.walk import plain, system, type_name, wrap

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is the FHIR type the definition declares, if any; `collection` makes its cells lists."""

    name: str
    path: Compiled
    type: str | None
    collection: bool


@dataclass(frozen=True, slots=True)
class Unnest:
    """What gives a selection its focuses: `forEach` (or `OrNull`) has one path, `repeat` several, gone down."""

    paths: tuple[Compiled, ...]
    repeat: bool
    or_null: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """A `select`: columns, selections beside them (joined), and alternatives (`unionAll`, stacked)."""

    unnest: Unnest | None
    columns: tuple[Column, ...]
    selections: tuple[Selection, ...]
    unions: tuple[Selection, ...]

    def all_columns(self) -> tuple[Column, ...]:
        """The columns in the order of the table."""
        inner = tuple(column for selection in self.selections for column in selection.all_columns())
        return self.columns + inner + (self.unions[0].all_columns() if self.unions else ())


@dataclass(frozen=True, slots=True)
class View:
    """A view ready to run. `name` is the table's, if the definition gave one."""

    name: str | None
    resource: str
    constants: Mapping[str, Any]
    where: tuple[Compiled, ...]
    selection: Selection

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of the table."""
        return self.selection.all_columns()

    def rows(self, resources: Iterable[Any]) -> Iterator[Row]:
        """The rows of the resources of the view's type (structs or JSON); others are passed over.

        A cell is a string, a number, a Boolean or None; of a complex element, the element itself. Raises
        `Invalid` when a column that is no collection finds several values, with the column's name."""
        for resource in resources:
            for item in wrap(resource):
                if type_name(item) == self.resource and self._included(item):
                    yield from _Run(item, self.constants).rows(self.selection, item, 0)

    def _included(self, resource: Item) -> bool:
        return all(self._holds(test, resource) for test in self.where)

    def _holds(self, test: Compiled, resource: Item) -> bool:
        found = test.items(resource, variables=self.constants)
        if found and not isinstance(system(found[0]), bool):
            raise Invalid("view-where-not-boolean", expression=test.expression)
        return truth(found) is True


class _Run:
    """One resource on its way through the selections."""

    def __init__(self, resource: Item, constants: Mapping[str, Any]) -> None:
        self.resource = resource
        self.constants = constants

    def rows(self, selection: Selection, focus: Item | None, index: int) -> Iterator[Row]:
        if selection.unnest is None:
            return self.of_focus(selection, focus, index)
        found = self.focuses(selection.unnest, focus, index)
        if not found and selection.unnest.or_null:
            return self.of_focus(selection, None, 0)
        return (row for at, one in enumerate(found) for row in self.of_focus(selection, one, at))

    def focuses(self, unnest: Unnest, focus: Item | None, index: int) -> Items:
        variables = {**self.constants, "rowIndex": index}
        found = [one for path in unnest.paths for one in self.evaluate(path, focus, variables)]
        if not unnest.repeat:
            return found
        return [below for one in found for below in (one, *self.focuses(unnest, one, index))]

    def of_focus(self, selection: Selection, focus: Item | None, index: int) -> Iterator[Row]:
        variables = {**self.constants, "rowIndex": index}
        own = {column.name: self.cell(column, focus, variables) for column in selection.columns}
        parts = [list(self.rows(inner, focus, index)) for inner in selection.selections]
        if selection.unions:
            parts.append([row for one in selection.unions for row in self.rows(one, focus, index)])
        for rows in product(*parts):
            joined = dict(own)
            for row in rows:
                joined.update(row)
            yield joined

    def cell(self, column: Column, focus: Item | None, variables: Mapping[str, Any]) -> Any:
        values = [_cell(item) for item in self.evaluate(column.path, focus, variables)]
        values = [value for value in values if value is not None]
        if column.collection:
            return values
        if len(values) > 1:
            raise Invalid("view-not-single", column=column.name, count=len(values))
        return values[0] if values else None

    def evaluate(self, path: Compiled, focus: Item | None, variables: Mapping[str, Any]) -> Items:
        """What a path finds; without a focus (`forEachOrNull` of nothing) only the row's number is known."""
        if focus is None and path.expression.strip() != "%rowIndex":
            return []
        return path.items(focus, resource=self.resource, variables=variables)


def _cell(item: Item) -> Any:
    value = plain(item)
    return value if value is None or isinstance(value, (bool, int, str, Decimal)) else _shown(value)


def _shown(value: Any) -> Any:
    """Computed dates, times and quantities as their text; elements as they are."""
    return str(value) if type(value).__module__.startswith("dsn.fhir.path.") else value
