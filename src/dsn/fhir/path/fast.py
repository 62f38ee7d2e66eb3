"""Plain paths over structs as generated Python: what search extraction is made of runs 10 times faster so.

Only expressions whose every step has a type known beforehand are taken: elements, `as`, `ofType`, `is` of a
reference, `where(name = 'text')`, `[n]` on the root, unions of these. `plan` answers None for any
other, and the closures of `compile` do it. Both give the same values (a law in the tests).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dsn.fhir.path.equality import distinct
from dsn.fhir.path.functions.fhir import target_type
from dsn.fhir.path.model import Element, Variant, elements, is_a, known
from dsn.fhir.path.parser import type_of
from dsn.fhir.path.scope import Env, Scope
from dsn.fhir.path.syntax import Binary, Call, Index, Literal, Member, Node, TypeName, TypeTest

Extract = Callable[[Any], list[Any]]


class _NotPlain(Exception):
    """The expression is none of those that can be generated."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk stands: the variable that holds it, its element and the variants still possible."""

    type: str
    element: Element | None = None
    variants: tuple[Variant, ...] = ()


def plan(node: Node, type_name: str, as_filters: bool) -> Extract | None:
    """A function from a struct of `type_name` to the values the expression finds, None when it is no plain path."""
    try:
        source = _Writer(type_name, as_filters).whole(node)
    except _NotPlain:
        return None
    made: dict[str, Any] = {"distinct": distinct, "refers": refers}
    # The source holds attribute names of our own table and `repr` of strings: nothing of the expression's own text.
    exec(compile(source, f"<path over {type_name}>", "exec"), made)  # noqa: S102
    run: Extract = made["run"]
    return run


def refers(reference: Any, wanted: str, root: Any) -> bool:
    """Whether a Reference names a resource of type `wanted`, told without fetching."""
    text = reference.reference
    if text is not None and text.startswith(wanted + "/"):
        return True
    here = [root]
    name = target_type(Scope(Env(here, here, here), here), reference)
    return name is not None and is_a(name, wanted)


class _Writer:
    """Writes one function. A step is written into the innermost loop, one indentation deeper than the last."""

    def __init__(self, type_name: str, as_filters: bool) -> None:
        self.root = type_name
        self.as_filters = as_filters
        self.lines: list[str] = []
        self.names = 0

    def whole(self, node: Node) -> str:
        self.put(0, "def run(root):")
        self.put(1, "out = []")
        branches = _alternatives(node)
        for branch in branches:
            self.branch(branch)
        if len(branches) > 1:
            self.put(1, "if len(out) > 1: out = distinct(out)")
        self.put(1, "return out")
        return "\n".join(self.lines)

    def put(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def fresh(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def branch(self, node: Node) -> None:
        steps = _steps(node)
        first = steps[0]
        if isinstance(first, Member) and first.left is None and first.name[:1].isupper():
            if not known(first.name):
                raise _NotPlain
            if not is_a(self.root, first.name):
                return  # another type's path: nothing here
            steps = steps[1:]
        self.walk(_Place(self.root), "root", steps, 1, single=True)

    def walk(self, place: _Place, name: str, steps: list[Node], depth: int, *, single: bool) -> None:
        """Writes `steps` from the value in variable `name` on; `single` while there can be but one value."""
        if not steps:
            return self.put(depth, f"out.append({name})")
        step, rest = steps[0], steps[1:]
        if isinstance(step, Member):
            return self.member(place, name, step, rest, depth, single=single)
        if isinstance(step, Call) and step.name == "where":
            self.put(depth, f"if {self.condition(place, name, step)}:")
            return self.walk(place, name, rest, depth + 1, single=single)
        raise _NotPlain

    def member(
        self, place: _Place, name: str, step: Member, rest: list[Node], depth: int, *, single: bool
    ) -> None:
        element = elements(place.type).get(step.name)
        if element is None or place.type in ("Resource", "DomainResource"):
            raise _NotPlain
        variants, rest = self.narrowed(element, rest, single=single)
        cut, rest = _index(rest) if single else ("", rest)
        if cut and (len(element.variants) > 1 or not element.many):
            raise _NotPlain
        for variant in variants:
            if rest and variant.type == "Resource":
                raise _NotPlain
            value = self.fresh()
            if element.many:
                self.put(depth, f"for {value} in {name}.{variant.attribute}{cut}:")
                inside = depth + 1
                if variant.primitive:
                    self.put(inside, f"if {value} is None: continue")
            else:
                self.put(depth, f"{value} = {name}.{variant.attribute}")
                self.put(depth, f"if {value} is not None:")
                inside = depth + 1
            still = single and (not element.many or bool(cut))
            self.walk(_Place(variant.type), value, rest, inside, single=still)

    def narrowed(
        self, element: Element, rest: list[Node], *, single: bool
    ) -> tuple[tuple[Variant, ...], list[Node]]:
        """The variants left by an `as`, `ofType` that follows, and the steps after it."""
        if not rest or not isinstance(rest[0], (Call, TypeTest)):
            return element.variants, rest
        step = rest[0]
        if isinstance(step, Call) and step.name not in ("as", "ofType"):
            return element.variants, rest
        wanted = step.type if isinstance(step, TypeTest) else _type_argument(step)
        op = step.op if isinstance(step, TypeTest) else step.name
        if op not in ("as", "ofType") or not known(wanted.name) or wanted.namespace not in (None, "FHIR"):
            raise _NotPlain
        if op == "as" and not self.as_filters and (element.many or not single):
            raise _NotPlain
        if any(variant.type == "Resource" for variant in element.variants):
            raise _NotPlain
        return tuple(variant for variant in element.variants if is_a(variant.type, wanted.name)), rest[1:]

    def condition(self, place: _Place, name: str, step: Call) -> str:
        """`where(x = 'text')` and `where(resolve() is Type)` as a Python condition."""
        test = step.args[0] if len(step.args) == 1 else None
        if isinstance(test, TypeTest) and test.op == "is" and isinstance(test.left, Call):
            return self.reference_condition(place, name, test)
        if not (isinstance(test, Binary) and test.op == "=" and isinstance(test.left, Member)):
            raise _NotPlain
        element = elements(place.type).get(test.left.name) if test.left.left is None else None
        if element is None or element.many or element.choice or not isinstance(test.right, Literal):
            raise _NotPlain
        if not (element.variants[0].primitive and isinstance(test.right.value, str)):
            raise _NotPlain
        if not is_a(element.variants[0].type, "string") and not is_a(element.variants[0].type, "uri"):
            raise _NotPlain
        return f"{name}.{element.variants[0].attribute} == {test.right.value!r}"

    def reference_condition(self, place: _Place, name: str, test: TypeTest) -> str:
        call = test.left
        plain = isinstance(call, Call) and call.name == "resolve" and call.left is None and not call.args
        if not plain or place.type != "Reference" or not known(test.type.name):
            raise _NotPlain
        return f"refers({name}, {test.type.name!r}, root)"


def _alternatives(node: Node) -> list[Node]:
    if isinstance(node, Binary) and node.op == "|":
        return [*_alternatives(node.left), *_alternatives(node.right)]
    return [node]


def _steps(node: Node) -> list[Node]:
    """The steps of a path from its beginning, each once; refuses what is none."""
    found: list[Node] = []
    here: Node | None = node
    while here is not None:
        if not isinstance(here, (Member, Call, Index, TypeTest)):
            raise _NotPlain
        found.append(here)
        here = here.left
    return found[::-1]


def _index(rest: list[Node]) -> tuple[str, list[Node]]:
    """The slice for an index that follows, and the steps after it."""
    if not rest or not isinstance(rest[0], Index):
        return "", rest
    index = rest[0].index
    if not (isinstance(index, Literal) and type(index.value) is int):
        raise _NotPlain
    return f"[{index.value}:{index.value + 1}]", rest[1:]


def _type_argument(step: Call) -> TypeName:
    wanted = type_of(step.args[0]) if len(step.args) == 1 else None
    if wanted is None:
        raise _NotPlain
    return wanted
