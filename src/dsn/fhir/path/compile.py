"""From a syntax tree to closures: each node becomes a function of the scope, made once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from dsn.base.errors import DsnError, Invalid
from dsn.fhir.path.functions import FUNCTIONS
from dsn.fhir.path.functions.collections import Key, at_index, sort
from dsn.fhir.path.functions.fhir import resolves_to
from dsn.fhir.path.functions.table import Function
from dsn.fhir.path.model import is_a, known
from dsn.fhir.path.nodes import Item, Items
from dsn.fhir.path.operators import OPERATORS, negative, only, truth
from dsn.fhir.path.parser import parse, type_of
from dsn.fhir.path.scope import Fn, Scope
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
from dsn.fhir.path.walk import child, is_system, type_name, wrap

_SYSTEM_TYPES = frozenset(SYSTEM_NAMES.values()) - {"TypeInfo"}
_UNITS_URL = "http://unitsofmeasure.org"
_URLS = {"sct": "http://snomed.info/sct", "loinc": "http://loinc.org", "ucum": _UNITS_URL}
_FAMILIES = {"vs-": "http://hl7.org/fhir/ValueSet/", "ext-": "http://hl7.org/fhir/StructureDefinition/"}


class Compiler:
    """Compiles the nodes of one expression. `as_filters` makes `as` keep what fits of several items.

    `names` are the variables that will be given; when said, any other is refused now rather than when run."""

    def __init__(
        self,
        expression: str,
        functions: Mapping[str, Function],
        as_filters: bool,
        names: Collection[str] | None = None,
    ) -> None:
        self.expression = expression
        self.functions = functions
        self.as_filters = as_filters
        self.names = names

    def whole(self) -> Fn:
        return self.node(parse(self.expression))

    def node(self, node: Node) -> Fn:
        made: Fn = getattr(self, f"on_{type(node).__name__.lower()}")(node)
        return made

    def refuse(self, node: Node, code: str, **values: Any) -> Invalid:
        return Invalid(code, expression=self.expression, position=node.at, **values)

    def guarded(self, node: Node, run: Fn) -> Fn:
        """`run`, whose failures tell where in the expression they arose."""

        def guard(scope: Scope) -> Items:
            try:
                return run(scope)
            except DsnError as error:
                error.values.setdefault("position", node.at)
                error.values.setdefault("expression", self.expression)
                raise
            except (ArithmeticError, ValueError, re.error) as error:
                raise self.refuse(node, "fhirpath-not-computable") from error

        return guard

    def on_literal(self, node: Literal) -> Fn:
        items: Items = [] if node.value is None else [node.value]
        return lambda scope: items

    def on_this(self, node: This) -> Fn:
        if node.name == "this":
            return lambda scope: scope.focus
        if node.name == "index":
            return lambda scope: [] if scope.index is None else [scope.index]
        return lambda scope: scope.total or []

    def on_variable(self, node: Variable) -> Fn:
        name = node.name
        known_url = _URLS.get(name) or next(
            (base + name[len(mark) :] for mark, base in _FAMILIES.items() if name.startswith(mark)), None
        )

        always = known_url is not None or name in ("resource", "context", "rootResource")
        if self.names is not None and not always and name not in self.names:
            raise self.refuse(node, "fhirpath-variable-unknown", name=name)

        def run(scope: Scope) -> Items:
            if scope.names is not None and name in scope.names:
                return scope.names[name]
            if name in scope.env.variables:
                return wrap(scope.env.variables[name])
            if name in ("resource", "context", "rootResource"):
                return {"resource": scope.env.resource, "context": scope.env.context}.get(
                    name, scope.env.root
                )
            if known_url is not None:
                return [known_url]
            raise self.refuse(node, "fhirpath-variable-unknown", name=name)

        return run

    def on_member(self, node: Member) -> Fn:
        name = node.name
        if node.left is None:
            return self.first_member(name)
        left = self.node(node.left)

        def run(scope: Scope) -> Items:
            items = left(scope)
            if len(items) == 1:
                return child(items[0], name)
            return [found for item in items for found in child(item, name)]

        return run

    def first_member(self, name: str) -> Fn:
        """A name that nothing stands before: the focus itself when it is of that type, else its element."""
        if not (name[:1].isupper() and known(name)):
            return lambda scope: [found for item in scope.focus for found in child(item, name)]

        def run(scope: Scope) -> Items:
            return [
                found
                for item in scope.focus
                for found in (
                    [item] if not is_system(item) and is_a(type_name(item), name) else child(item, name)
                )
            ]

        return run

    def on_index(self, node: Index) -> Fn:
        left, index = self.node(node.left), self.node(node.index)
        return self.guarded(node, lambda scope: at_index(left(scope), index(scope)))

    def on_polarity(self, node: Polarity) -> Fn:
        operand = self.node(node.operand)
        if node.sign == "-":
            return self.guarded(node, lambda scope: negative(operand(scope)))
        return self.guarded(node, lambda scope: negative(negative(operand(scope))))

    def on_binary(self, node: Binary) -> Fn:
        left, right = self.branch(node.left), self.branch(node.right)
        if node.op in ("and", "or", "implies"):
            return self.guarded(node, _short(node.op, left, right))
        operate = OPERATORS[node.op]
        return self.guarded(node, lambda scope: operate(left(scope), right(scope)))

    def branch(self, node: Node) -> Fn:
        """A part whose variables are its own: what `defineVariable` names inside is not seen beside it."""
        run = self.node(node)
        if "defineVariable" not in self.expression:
            return run
        return lambda scope: run(scope.over(scope.focus))

    def on_typetest(self, node: TypeTest) -> Fn:
        return self.type_test(node, node.op, node.left, node.type)

    def type_test(self, node: Node, op: str, left: Node | None, wanted: TypeName) -> Fn:
        fits = self.type_check(wanted)
        if op == "is" and isinstance(left, Call) and left.name == "resolve" and not left.args:
            references = self.left_of(left)
            return self.guarded(node, lambda scope: resolves_to(scope, references(scope), wanted.name))
        start = (lambda scope: scope.focus) if left is None else self.node(left)
        if op == "is":
            return self.guarded(node, lambda scope: [fits(item) for item in _at_most_one(start(scope))])
        if op == "ofType" or self.as_filters:
            return lambda scope: [item for item in start(scope) if fits(item)]
        return self.guarded(node, lambda scope: [item for item in _at_most_one(start(scope)) if fits(item)])

    def type_check(self, wanted: TypeName) -> Callable[[Item], bool]:
        """Whether an item is of a type; a name without a namespace may be either's. Refuses unknown names."""
        namespace, name = wanted.namespace, wanted.name
        in_system = namespace in (None, "System") and name in _SYSTEM_TYPES
        in_fhir = namespace in (None, "FHIR") and known(name)
        if not (in_system or in_fhir):
            raise self.refuse(wanted, "fhirpath-type-unknown", type=str(wanted))

        def fits(item: Item) -> bool:
            if is_system(item):
                return in_system and SYSTEM_NAMES[type(item)] == name
            return in_fhir and is_a(type_name(item), name)

        return fits

    def left_of(self, node: Call) -> Fn:
        return (lambda scope: scope.focus) if node.left is None else self.node(node.left)

    def on_call(self, node: Call) -> Fn:
        if node.name in ("is", "as", "ofType"):
            return self.type_call(node)
        if node.name == "sort":
            return self.sort_call(node)
        function = self.functions.get(node.name) or FUNCTIONS.get(node.name)
        if function is None:
            raise self.refuse(node, "fhirpath-function-unknown", function=node.name)
        if not function.least <= len(node.args) <= function.most:
            raise self.refuse(node, "fhirpath-argument-count", function=node.name, count=len(node.args))
        left = self.left_of(node)
        if function.typed:
            names = [self.type_argument(node, arg).name for arg in node.args]
            return self.guarded(node, lambda scope: function.run(scope, left(scope), *names))
        return self.guarded(node, _applied(function, left, [self.branch(arg) for arg in node.args]))

    def type_argument(self, node: Call, arg: Node) -> TypeName:
        wanted = type_of(arg)
        if wanted is None:
            raise self.refuse(node, "fhirpath-argument-count", function=node.name, count=len(node.args))
        return wanted

    def type_call(self, node: Call) -> Fn:
        if len(node.args) != 1:
            raise self.refuse(node, "fhirpath-argument-count", function=node.name, count=len(node.args))
        return self.type_test(node, node.name, node.left, self.type_argument(node, node.args[0]))

    def sort_call(self, node: Call) -> Fn:
        left = self.left_of(node)
        keys = [self.sort_key(arg) for arg in node.args or (This(node.at, "this"),)]
        return self.guarded(node, lambda scope: sort(scope, left(scope), keys))

    def sort_key(self, arg: Node) -> Key:
        if isinstance(arg, Descending):
            run, negated, down = self.sort_key(arg.operand)
            return run, negated, not down
        if isinstance(arg, Polarity) and arg.sign == "-":
            return self.node(arg.operand), True, False
        return self.node(arg), False, False

    def on_descending(self, node: Descending) -> Fn:
        raise self.refuse(node, "fhirpath-syntax", found="desc")


def _at_most_one(items: Items) -> Items:
    only(items)
    return items


def _short(op: str, left: Fn, right: Fn) -> Fn:
    """`and`, `or`, `implies` that leave the right side alone when the left decides."""
    operate, decides = OPERATORS[op], op == "or"
    answer = [op != "and"]

    def run(scope: Scope) -> Items:
        items = left(scope)
        if truth(items) is decides:
            return answer
        return operate(items, right(scope))

    return run


def _applied(function: Function, left: Fn, args: list[Fn]) -> Fn:
    run = function.run
    if function.lazy:
        return lambda scope: run(scope, left(scope), *args)
    if not args:
        return lambda scope: run(scope, left(scope))
    if len(args) == 1:
        only_arg = args[0]
        return lambda scope: run(scope, left(scope), only_arg(scope))
    return lambda scope: run(scope, left(scope), *[arg(scope) for arg in args])
