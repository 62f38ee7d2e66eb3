"""Checks an expression against the types it will meet, before it meets any ("Type safety and strict evaluation").

For profiles, forms and views that people write: a misspelt element finds nothing for years, and nobody notices.
What cannot be known beforehand (a resolved reference, a variable) is let through.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsn.base.errors import Invalid
from dsn.fhir.path.functions import FUNCTIONS
from dsn.fhir.path.model import elements, is_a, known
from dsn.fhir.path.parser import parse, type_of
from dsn.fhir.path.syntax import (
    Binary,
    Call,
    Descending,
    Index,
    Literal,
    Member,
    Node,
    Polarity,
    This,
    TypeName,
    TypeTest,
    Variable,
)
from dsn.fhir.path.values import SYSTEM_NAMES


@dataclass(frozen=True, slots=True)
class Found:
    """What a part of an expression may find: types by name (`System.Integer` for those of FHIRPath itself), None when
    unknown; and whether its order is defined."""

    types: frozenset[str] | None
    ordered: bool = True


_UNKNOWN = Found(None)
_SAME = frozenset(
    "where single first last tail skip take intersect exclude distinct trace sort checkModifiers defineVariable".split()
)
_SEQUENCE = frozenset({"first", "last", "tail", "skip", "take"})
_OF_EACH = frozenset(
    {"where", "all", "exists", "select", "repeat", "repeatAll", "trace", "sort", "aggregate"}
)
_OPEN = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})


def check(expression: str, type: str) -> None:
    """Raises `Invalid` with `position` when the expression names an element that `type` does not have on that path,
    tests for a type that cannot occur, or takes the first of what has no order."""
    if not known(type):
        raise Invalid("fhirpath-type-unknown", expression=expression, position=0, type=type)
    _Checker(expression).of(parse(expression), Found(frozenset({type})))


class _Checker:
    def __init__(self, expression: str) -> None:
        self.expression = expression

    def refuse(self, node: Node, code: str, **values: str) -> Invalid:
        return Invalid(code, expression=self.expression, position=node.at, **values)

    def of(self, node: Node, focus: Found) -> Found:
        """What `node` finds when names without a left side start from `focus`."""
        match node:
            case Literal():
                return Found(
                    frozenset()
                    if node.value is None
                    else frozenset({f"System.{SYSTEM_NAMES[type(node.value)]}"})
                )
            case This():
                return focus if node.name == "this" else _UNKNOWN
            case Variable():
                return _UNKNOWN
            case Member():
                return self.member(node, focus)
            case Call():
                return self.call(node, focus)
            case Index():
                left = self.of(node.left, focus)
                self.sequence(node, "[]", left)
                self.of(node.index, focus)
                return left
            case Polarity() | Descending():
                return self.of(node.operand, focus)
            case Binary():
                return self.binary(node, focus)
            case TypeTest():
                return self.tested(node, node.op, self.of(node.left, focus), node.type)
        return _UNKNOWN

    def member(self, node: Member, focus: Found) -> Found:
        if node.left is None and node.name[:1].isupper() and known(node.name):
            return Found(frozenset({node.name}), focus.ordered)
        left = focus if node.left is None else self.of(node.left, focus)
        if left.types is None or any(_is_open(name) for name in left.types):
            return Found(None, left.ordered)
        found: set[str] = set()
        for name in left.types:
            element = elements(name).get(node.name)
            if element is not None:
                found.update(variant.type for variant in element.variants)
        if left.types and not found:
            raise self.refuse(
                node, "fhirpath-element-unknown", type=", ".join(sorted(left.types)), name=node.name
            )
        return Found(frozenset(found), left.ordered)

    def call(self, node: Call, focus: Found) -> Found:
        left = focus if node.left is None else self.of(node.left, focus)
        if node.name in ("is", "as", "ofType"):
            wanted = type_of(node.args[0]) if node.args else None
            return _UNKNOWN if wanted is None else self.tested(node, node.name, left, wanted)
        if node.name in _SEQUENCE:
            self.sequence(node, node.name, left)
        function = FUNCTIONS.get(node.name)
        inner = left if node.name in _OF_EACH or node.name in ("iif", "coalesce") else focus
        plain = function is not None and not function.typed
        args = [self.of(arg, inner) for arg in node.args] if plain else []
        if node.name in _SAME:
            return left
        if node.name in ("children", "descendants"):
            return Found(None, ordered=False)
        return args[0] if node.name == "select" and args else _UNKNOWN

    def sequence(self, node: Node, name: str, left: Found) -> None:
        if not left.ordered:
            raise self.refuse(node, "fhirpath-no-sequence", function=name)

    def binary(self, node: Binary, focus: Found) -> Found:
        left, right = self.of(node.left, focus), self.of(node.right, focus)
        if node.op != "|":
            return _UNKNOWN
        if left.types is None or right.types is None:
            return Found(None, ordered=False)
        return Found(left.types | right.types, left.ordered and right.ordered)

    def tested(self, node: Node, op: str, left: Found, wanted: TypeName) -> Found:
        if op == "is":
            return Found(frozenset({"System.Boolean"}))
        found = Found(frozenset({wanted.name}), left.ordered)
        if left.types is None or any(_is_open(name) for name in left.types) or not left.types:
            return found
        if not any(is_a(name, wanted.name) or is_a(wanted.name, name) for name in left.types):
            types = ", ".join(sorted(left.types))
            raise self.refuse(node, "fhirpath-never", type=types, wanted=str(wanted))
        return found


def _is_open(name: str) -> bool:
    """Whether a type may have elements that are not known beforehand, or is none of FHIR's."""
    return name in _OPEN or name.startswith("System.")
