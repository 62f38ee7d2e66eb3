"""A tree of elements made ready to check values by: compiled once for each profile, a part when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dsn.base.errors import DsnError, Invalid
from dsn.fhir import path as fhirpath
from dsn.fhir.path.model import PRIMITIVES
from dsn.fhir.path.nodes import Item
from dsn.fhir.validate.definitions import STRUCTURES, Definitions
from dsn.fhir.validate.match import as_item
from dsn.fhir.validate.packed import table
from dsn.fhir.validate.tree import Json, Node, profiles

UNBOUNDED = 1 << 30
_HELD_BY_DECODING = frozenset({"ele-1", "ext-1"})


@dataclass(frozen=True)
class Rule:
    """An invariant. `test` is None when its expression cannot be compiled."""

    key: str
    severity: str
    human: str
    expression: str
    best: bool
    lenient: bool
    """R4's own: several of them come out empty for what they do not concern."""
    test: fhirpath.Compiled | None


@dataclass(frozen=True)
class Type:
    """One type that an element may have, with the profiles its values meet and, for references, their targets'."""

    code: str
    profiles: tuple[str, ...]
    targets: tuple[str, ...]
    aggregation: tuple[str, ...]
    versioning: str

    @property
    def is_targeted(self) -> bool:
        return bool(self.targets or self.aggregation) or self.versioning != "either"


@dataclass(frozen=True)
class Slicing:
    """How repetitions are told apart: `discriminators` are pairs of type and path."""

    discriminators: tuple[tuple[str, str], ...]
    ordered: bool
    rules: str
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Slice:
    name: str
    min: int
    max: int
    shape: Shape


@dataclass(frozen=True)
class Child:
    """`name` as paths have it."""

    name: str
    min: int
    max: int
    shape: Shape
    is_required: bool
    """Something is to be said even where there is none."""


class Shape:
    """What one element of a profile asks of a value."""

    def __init__(self, node: Node, compiler: Compiler) -> None:
        self.node = node
        self._compiler = compiler
        element = node.element
        self.rules = tuple(map(_rule, filter(_is_own, element.get("constraint", ()))))
        self.fixed = _value(element, "fixed")
        self.pattern = _value(element, "pattern")
        self.low = _value(element, "minValue")
        self.high = _value(element, "maxValue")
        self.max_length: int | None = element.get("maxLength")
        self.min_length: int | None = _told(element, "minLength", "valueInteger")
        self.regex: str | None = _told(element, "regex", "valueString")
        binding = element.get("binding", {})
        self.binding: tuple[str, str] | None = (
            (binding["strength"], _value_set(binding))
            if _value_set(binding) and "strength" in binding
            else None
        )
        self.max_value_set: str | None = _told(binding, "elementdefinition-maxValueSet", "valueCanonical")
        """What even an extensible or preferred binding may not leave."""
        self.types = tuple(map(_type, element.get("type", ())))
        self.is_choice = node.name.endswith("[x]")
        self.has_values = any(
            each is not None
            for each in (
                self.fixed,
                self.pattern,
                self.low,
                self.high,
                self.max_length,
                self.min_length,
                self.regex,
            )
        )
        self.profiled = tuple(each for each in self.types if each.profiles)
        self.targeted = tuple(each for each in self.types if each.is_targeted)
        self.is_silent = not (
            self.rules or self.has_values or self.binding or self.profiled or self.targeted or node.slices
        )

    @cached_property
    def children(self) -> tuple[Child, ...]:
        """What is said of its elements here; empty when that is left to its type."""
        node = self.node
        if node.children:
            return tuple(self._compiler.child(each) for each in node.children)
        if reference := node.element.get("contentReference"):
            found = self._compiler.definitions.referred(reference)
            return self._compiler.shape(found).children if found else ()
        return ()

    @cached_property
    def slicing(self) -> Slicing | None:
        said = self.node.element.get("slicing")
        if not self.node.slices:
            return None
        said = said or {"discriminator": [], "rules": "open"}
        told = tuple(
            (each.get("type", "value"), each.get("path", "$this")) for each in said.get("discriminator", ())
        )
        slices = tuple(self._compiler.slice(each) for each in self.node.slices)
        return Slicing(told, bool(said.get("ordered")), said.get("rules", "open"), slices)


class Compiler:
    """Shapes of some definitions, each made once."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._shapes: dict[int, Shape] = {}
        self._by_url: dict[str, Shape | None] = {}

    def profile(self, canonical: str) -> Shape | None:
        """The root shape of a profile or type; None when it is not known. Raises `Invalid` as `Definitions.tree`."""
        if canonical not in self._by_url:
            tree = self.definitions.tree(canonical)
            self._by_url[canonical] = None if tree is None else self.shape(tree)
        return self._by_url[canonical]

    def known_profile(self, canonical: str) -> Shape | None:
        """As `profile`; None also for a profile that cannot be."""
        try:
            return self.profile(canonical)
        except Invalid:
            return None

    def shape(self, node: Node) -> Shape:
        found = self._shapes.get(id(node))
        if found is None:
            found = self._shapes[id(node)] = Shape(node, self)
        return found

    def child(self, node: Node) -> Child:
        least, most = limits(node.element)
        required = least > 0 or any(limits(each.element)[0] > 0 for each in node.slices)
        return Child(node.name.removesuffix("[x]"), least, most, self.shape(node), required)

    def slice(self, node: Node) -> Slice:
        least, most = limits(node.element)
        return Slice(str(node.slice_name), least, most, self.shape(node))


def limits(element: Json) -> tuple[int, int]:
    """The least and the most of an element; what is no number (eld-3) is no limit."""
    least, most = element.get("min", 0), str(element.get("max", "*"))
    return least if isinstance(least, int) else 0, int(most) if most.isdecimal() else UNBOUNDED


def type_of_profile(definitions: Definitions, canonical: str) -> str | None:
    """The type that a profile is of (`Patient`); None when it is not known."""
    name = canonical.removeprefix(STRUCTURES).partition("|")[0]
    if name in PRIMITIVES:
        return name
    found = definitions.structure(canonical)
    return str(found["type"]).removeprefix(STRUCTURES) if found and "type" in found else None


def _is_own(constraint: Json) -> bool:
    return "expression" in constraint and constraint.get("key") not in _HELD_BY_DECODING


def _rule(constraint: Json) -> Rule:
    expression = str(constraint["expression"])
    try:
        test = fhirpath.compile(expression, as_filters=True)
    except DsnError:
        test = None
    best = bool(constraint.get("best")) or any(_says_best(each) for each in constraint.get("extension", ()))
    return Rule(
        str(constraint.get("key", "")),
        str(constraint.get("severity", "error")),
        str(constraint.get("human", "")),
        expression,
        best,
        expression in table("expressions"),
        test,
    )


def _says_best(extension: Json) -> bool:
    return str(extension.get("url", "")).endswith("elementdefinition-bestpractice") and bool(
        extension.get("valueBoolean")
    )


def _value(element: Json, prefix: str) -> Item | None:
    for key, value in element.items():
        if key.startswith(prefix) and key[len(prefix) :][:1].isupper():
            return as_item(key, prefix, value)
    return None


def _told(element: Json, name: str, key: str) -> Any:
    """The value of one of R4's extensions of ElementDefinition; None without it."""
    url = STRUCTURES + name
    return next((each.get(key) for each in element.get("extension", ()) if each.get("url") == url), None)


def _value_set(binding: Json) -> str:
    reference = binding.get("valueSetReference") or {}
    return str(binding.get("valueSet") or binding.get("valueSetUri") or reference.get("reference") or "")


def _type(row: Json) -> Type:
    return Type(
        str(row.get("code", "")).removeprefix(STRUCTURES),
        tuple(profiles([row])),
        _several(row.get("targetProfile")),
        _several(row.get("aggregation")),
        str(row.get("versioning", "either")),
    )


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value or () if isinstance(each, str))
