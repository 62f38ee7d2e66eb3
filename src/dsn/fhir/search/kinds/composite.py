"""composite: values joined by `$` that one element must fulfil together (R4 search, composite)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dsn.fhir.search.escapes import split
from dsn.fhir.search.kinds.shape import ParameterType, Reading, World
from dsn.fhir.search.rows import IndexRow
from dsn.fhir.search.tree import CompositeValue, Parameter, ParamKind


class Composites:
    """The kind that is made of the other kinds, which it is given."""

    def __init__(self, kinds: Mapping[ParamKind, ParameterType]) -> None:
        self._kinds = kinds

    def type(self) -> ParameterType:
        """As an entry of the table. It takes no modifiers and cannot be sorted by."""
        return ParameterType(frozenset(), None, {}, self.parse, _never)

    def parse(
        self, text: str, parameter: Parameter, _modifier: str | None, reading: Reading
    ) -> CompositeValue:
        """One value for each component, in their order."""
        parts = split(text, "$")
        if len(parts) != len(parameter.components) or not all(parts):
            raise reading.refuse("search.composite-invalid", text)
        pairs = zip(parts, parameter.components, strict=True)
        return CompositeValue(tuple(self._kinds[c.kind].parse(part, c, None, reading) for part, c in pairs))

    def element_matches(
        self, rows: Iterable[IndexRow], parameter: Parameter, value: CompositeValue, world: World
    ) -> bool:
        """Whether in some group every component has a row that fulfils its value."""
        by_number: dict[int, list[Any]] = {}
        for row in rows:
            by_number.setdefault(row.param, []).append(row)
        groups: set[int] | None = None
        for component, part in zip(parameter.components, value.parts, strict=True):
            judge = self._kinds[component.kind].matches
            found = {
                row.group for row in by_number.get(component.number, ()) if judge(row, part, None, world)
            }
            groups = found if groups is None else groups & found
        return bool(groups)


def _never(_row: Any, _value: Any, _modifier: str | None, _world: World) -> bool:
    raise AssertionError("a composite has no rows of its own: element_matches judges it")
