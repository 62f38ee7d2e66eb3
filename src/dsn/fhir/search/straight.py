"""Straight-line Python for extraction: one function for each resource type, written from the table of parameters.

Every element is visited once, whatever the number of parameters that read it; its value is converted once for each
way of converting it, and the tails go under every parameter's number. What is written is source text, so that it can
be read: `python -m dsn.fhir.search.straight Observation`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dsn.fhir.search.kinds.reference import only
from dsn.fhir.search.kinds.shape import Convert, ParameterType
from dsn.fhir.search.kinds.table import PARAMETER_TYPES
from dsn.fhir.search.kinds.token import identifier_tails, of_type_tails
from dsn.fhir.search.parameters import ComponentEntry, Entry, Fold, Leaf, entries
from dsn.fhir.search.rows import IndexRow, TokenRow
from dsn.fhir.search.tree import ParamKind

Extractor = Callable[..., list[IndexRow]]
"""(resource, what it is contained in, None for what stands by itself) → its rows."""
_STEP = re.compile(r"(\w+)(\*?)(?:\[(\d+)\])?(?:\{(\w+)=([^}]*)\})?")
_ALSO: dict[str, Convert] = {"of-type": of_type_tails, "identifier": identifier_tails}
_CARRIED: dict[str, str] = {"of-type": "Identifier", "identifier": "Reference"}


@dataclass
class Target:
    """Rows to add for one conversion: the class of the row and the parameters' numbers."""

    row: type[Any]
    numbers: list[int] = field(default_factory=list)


@dataclass
class Component:
    """One component of a composite at an element: its number and the (path, conversion) pairs that feed it."""

    row: type[Any]
    number: int
    sources: list[tuple[str, str]]


@dataclass
class Node:
    """An element of the walk: its children by step, the conversions at it, the composites that group by it."""

    children: dict[str, Node] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    composites: list[list[Component]] = field(default_factory=list)

    def at(self, path: str) -> Node:
        """The node `path` leads to, made where it is not yet."""
        node = self
        for step in path.split(".") if path else ():
            node = node.children.setdefault(step, Node())
        return node

    def grouped(self) -> bool:
        """Whether any composite groups here or below."""
        return bool(self.composites) or any(child.grouped() for child in self.children.values())


class Writer:
    """Collects the conversions by name and writes the function's source.

    `kinds` says how values are converted; others than ours serve to look at the walk alone.
    """

    def __init__(self, type_name: str, kinds: Mapping[ParamKind, ParameterType] = PARAMETER_TYPES) -> None:
        self.root = Node()
        self._kinds = kinds
        self.names: dict[str, Any] = {"new": tuple.__new__}
        self._known: dict[Any, str] = {}
        self._count = 0
        for entry in entries(type_name):
            self._place(entry)
        self.lines = list(self._function())

    def source(self) -> str:
        """The text of the function `extract(r)`."""
        return "\n".join(self.lines) + "\n"

    def compiled(self) -> Extractor:
        """The function itself."""
        exec(compile(self.source(), "<extraction>", "exec"), self.names)  # noqa: S102 (our own table, no input)
        made: Extractor = self.names["extract"]
        return made

    # placing ------------------------------------------------------------------------------------------------

    def _place(self, entry: Entry) -> None:
        for leaf in entry.leaves:
            self._leaf(entry, leaf)
        for at, path in enumerate(entry.on):
            parts = [self._component(part, at) for part in entry.components]
            self.root.at(path).composites.append(parts)

    def _leaf(self, entry: Entry, leaf: Leaf) -> None:
        node = self.root if leaf.type == "deceased" else self.root.at(leaf.path)
        row = self._kinds[entry.kind].row
        assert row is not None
        name = self._conversion(entry.kind, leaf, entry.code, entry.fold)
        node.targets.setdefault(name, Target(row)).numbers.append(entry.number)
        for modifier, number in entry.also.items():
            if leaf.type == _CARRIED[modifier]:
                also = self._also(modifier, leaf.extra.kept)
                node.targets.setdefault(also, Target(TokenRow)).numbers.append(number)

    def _component(self, part: ComponentEntry, at: int) -> Component:
        row = self._kinds[part.kind].row
        assert row is not None
        leaves = part.leaves[at]
        sources = [(leaf.path, self._conversion(part.kind, leaf, part.code, part.fold)) for leaf in leaves]
        return Component(row, part.number, sources)

    def _conversion(self, kind: ParamKind, leaf: Leaf, code: str, fold: Fold) -> str:
        """A name for the conversion; leaves that are converted alike share it. Names alone look at the code."""
        special = code if kind == "string" else ""
        key = (kind, leaf.type, leaf.extra, special, fold)
        if key not in self._known:
            make = self._kinds[kind].tails[leaf.type]
            label = f"{kind}_{leaf.type.replace('.', '_')}"
            self._known[key] = self._named(make(leaf.extra, code, fold), label)
        return self._known[key]

    def _also(self, modifier: str, kept: tuple[str, ...]) -> str:
        key = (modifier, kept)
        if key not in self._known:
            convert = only(kept, _ALSO[modifier]) if kept else _ALSO[modifier]
            self._known[key] = self._named(convert, modifier.replace("-", "_"))
        return self._known[key]

    def _named(self, convert: Convert, label: str) -> str:
        name = label if label not in self.names else f"{label}_{len(self.names)}"
        self.names[name] = convert
        return name

    def _row(self, row: type[Any]) -> str:
        self.names.setdefault(row.__name__, row)
        return row.__name__

    def _fresh(self) -> str:
        self._count += 1
        return f"v{self._count}"

    # writing ------------------------------------------------------------------------------------------------

    def _function(self) -> Iterator[str]:
        yield "def extract(r, h=None):"
        yield "    if h is None:"
        yield "        h = r"
        yield "    rows = []"
        yield "    add = rows.append"
        if self.root.grouped():
            yield "    g = 0"
        yield from self._inside(self.root, "r", "    ")
        yield "    return rows"

    def _inside(self, node: Node, value: str, indent: str) -> Iterator[str]:
        """What to do with an element that is there."""
        for convert, target in node.targets.items():
            yield from self._added(f"{convert}({value}, h)", target, indent)
        for step, child in node.children.items():
            yield from self._child(step, child, value, indent)
        for index, composite in enumerate(node.composites):
            if index == 0:
                yield f"{indent}g += 1"
            yield from self._composite(composite, value, indent)

    def _added(self, tails: str, target: Target, indent: str) -> Iterator[str]:
        yield f"{indent}for t in {tails}:"
        for number in target.numbers:
            yield f"{indent}    add(new({self._row(target.row)}, ({number}, 0, *t)))"

    def _child(self, step: str, child: Node, value: str, indent: str) -> Iterator[str]:
        element = self._fresh()
        for line, deeper in _entered(step, value, element):
            yield indent + line
            indent = indent + "    " * deeper
        yield from self._inside(child, element, indent)

    def _composite(self, composite: list[Component], value: str, indent: str) -> Iterator[str]:
        """Rows of a group only when every component has some; the last, a value of one type, is most often missing."""
        names = {}
        for component in reversed(composite):
            name = names[component.number] = self._fresh()
            yield from self._gathered(component, name, value, indent)
            yield f"{indent}if {name}:"
            indent += "    "
        for component in composite:
            yield f"{indent}for t in {names[component.number]}:"
            yield f"{indent}    add(new({self._row(component.row)}, ({component.number}, g, *t)))"

    def _gathered(self, component: Component, name: str, value: str, indent: str) -> Iterator[str]:
        yield f"{indent}{name} = []"
        for path, convert in component.sources:
            inner, element, start = indent, value, path
            if path.startswith("%"):
                element, start = "r", path[1:]
            for step in start.split("."):
                after = self._fresh()
                for line, deeper in _entered(step, element, after):
                    yield inner + line
                    inner += "    " * deeper
                element = after
            yield f"{inner}{name} += {convert}({element}, h)"


def _entered(step: str, value: str, element: str) -> Iterator[tuple[str, int]]:
    """The lines that reach a step's element from `value`, each with how much deeper the next one stands."""
    found = _STEP.fullmatch(step)
    assert found is not None
    name, many, index, key, wanted = found.groups()
    if index is not None:
        yield f"for {element} in {value}.{name}[{index}:{int(index) + 1}]:", 1
    elif many:
        yield f"for {element} in {value}.{name}:", 1
    else:
        yield f"{element} = {value}.{name}", 0
    if key is not None:
        yield f"if {element} is not None and {element}.{key} == {wanted!r}:", 1
    else:
        yield f"if {element} is not None:", 1


@cache
def extractor(type_name: str) -> Extractor:
    """The extraction of a type, compiled on first use. Raises KeyError for a name that is no resource type."""
    return Writer(type_name).compiled()


if __name__ == "__main__":
    sys.stdout.write(Writer(sys.argv[1]).source())
