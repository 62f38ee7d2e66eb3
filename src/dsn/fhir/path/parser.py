"""From text to syntax tree, by precedence climbing (FHIRPath N1, section "Operator Precedence")."""

from __future__ import annotations

from decimal import Decimal

from dsn.base.errors import Invalid
from dsn.fhir.path.dates import FhirDate, FhirDateTime, FhirTime
from dsn.fhir.path.lexer import Token, syntax_error, tokens
from dsn.fhir.path.quantity import CALENDAR_WORDS, Quantity
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
    depth,
)

_LEVELS = {
    "implies": 1,
    **dict.fromkeys(("or", "xor"), 2),
    "and": 3,
    **dict.fromkeys(("in", "contains"), 4),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("<=", "<", ">", ">="), 6),
    "|": 7,
    **dict.fromkeys(("is", "as"), 8),
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
}
_ALSO_NAMES = frozenset({"as", "is", "contains", "in"})
_RESERVED = frozenset({"and", "or", "xor", "implies", "div", "mod", "true", "false"})
# Each level costs a handful of Python frames, and a request brings its own. R4's deepest expression has 34 levels.
_DEEPEST_BRACKETS = 60
_DEEPEST_TREE = 100


def parse(expression: str) -> Node:
    """The tree of an expression. Raises `Invalid` (`fhirpath-syntax`) with the position of what is wrong."""
    node = _Parser(expression).whole()
    if depth(node) > _DEEPEST_TREE:
        raise Invalid("fhirpath-too-deep", expression=expression[:80], position=node.at)
    return node


class _Parser:
    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.tokens = tokens(expression)
        self.next = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.operation(0)
        if self.tokens[self.next].kind != "end":
            raise self.wrong()
        return node

    def wrong(self) -> Invalid:
        return syntax_error(self.expression, self.tokens[self.next].at)

    def take(self) -> Token:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def sees(self, text: str) -> bool:
        token = self.tokens[self.next]
        return token.text == text and token.kind in ("op", "name")

    def expect(self, text: str) -> None:
        if not self.sees(text):
            raise self.wrong()
        self.next += 1

    def operation(self, floor: int) -> Node:
        self.deeper()
        left = self.signed()
        while (level := self.level()) > floor:
            token = self.take()
            if token.text in ("is", "as"):
                left = TypeTest(left.at, token.text, left, self.type_name())
            else:
                left = Binary(token.at, token.text, left, self.operation(level))
        self.depth -= 1
        return left

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST_BRACKETS:
            at = self.tokens[self.next].at
            raise Invalid("fhirpath-too-deep", expression=self.expression[:80], position=at)

    def level(self) -> int:
        token = self.tokens[self.next]
        return _LEVELS.get(token.text, 0) if token.kind in ("op", "name") else 0

    def signed(self) -> Node:
        if not (self.sees("-") or self.sees("+")):
            return self.postfix(self.term())
        token = self.take()
        self.deeper()
        # Polarity binds tighter than every binary operator and looser than `.`: -1.abs() is -(1.abs()).
        node = Polarity(token.at, token.text, self.signed())
        self.depth -= 1
        return node

    def postfix(self, node: Node) -> Node:
        while True:
            if self.sees("."):
                self.next += 1
                node = self.invocation(node)
            elif self.sees("["):
                self.next += 1
                node = Index(node.at, node, self.operation(0))
                self.expect("]")
            else:
                return node

    def term(self) -> Node:
        token = self.tokens[self.next]
        if token.kind in ("string", "number", "date", "datetime", "time") or token.text in (
            "true",
            "false",
            "{",
        ):
            return self.literal()
        if self.sees("("):
            self.next += 1
            node = self.operation(0)
            self.expect(")")
            return node
        if self.sees("%"):
            self.next += 1
            return Variable(token.at, self.variable_name())
        return self.invocation(None)

    def literal(self) -> Node:
        token = self.take()
        if token.kind == "quoted":
            return self.member(token, None)
        if token.kind == "number":
            return self.number(token)
        if token.kind in ("string", "date", "datetime", "time"):
            return Literal(token.at, self.constant(token))
        if token.text == "{":
            self.expect("}")
            return Literal(token.at, None)
        return Literal(token.at, token.text == "true")

    def constant(self, token: Token) -> str | FhirDate | FhirDateTime | FhirTime:
        if token.kind == "string":
            return token.text
        made: FhirDate | FhirDateTime | FhirTime | None
        if token.kind == "date":
            made = FhirDate.parse(token.text)
        else:
            made = (
                FhirTime.parse(token.text)
                if token.kind == "time"
                else FhirDateTime.parse(token.text.removesuffix("T"))
            )
        if made is None:
            raise syntax_error(self.expression, token.at)
        return made

    def number(self, token: Token) -> Node:
        value: int | Decimal = Decimal(token.text) if "." in token.text else int(token.text)
        unit = self.tokens[self.next]
        if unit.kind == "string" or (unit.kind == "name" and unit.text in CALENDAR_WORDS):
            self.next += 1
            calendar = unit.kind == "name"
            text = CALENDAR_WORDS[unit.text] if calendar else unit.text
            return Literal(token.at, Quantity(Decimal(value), text, calendar))
        return Literal(token.at, value)

    def variable_name(self) -> str:
        token = self.take()
        if token.kind not in ("name", "quoted", "string"):
            self.next -= 1
            raise self.wrong()
        name, end = token.text, token.end
        # R4 also writes %vs-[name] and %ext-[name] without quotes: dashes that touch belong to the name.
        while name.startswith(("vs", "ext")) and token.kind == "name" and self.sees("-"):
            dash, following = self.tokens[self.next], self.tokens[self.next + 1]
            if dash.at != end or following.kind != "name" or following.at != dash.end:
                break
            name, end = f"{name}-{following.text}", following.end
            self.next += 2
        return name

    def invocation(self, left: Node | None) -> Node:
        token = self.take()
        if token.kind == "special" and left is None:
            return This(token.at, token.text[1:])
        if token.kind == "quoted" or (token.kind == "name" and token.text not in _RESERVED):
            return self.member(token, left)
        self.next -= 1
        raise self.wrong()

    def member(self, token: Token, left: Node | None) -> Node:
        if not self.sees("("):
            return Member(token.at, left, token.text)
        self.next += 1
        return Call(token.at, left, token.text, self.arguments())

    def arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.sees(")"):
            if found:
                self.expect(",")
            found.append(self.argument())
        self.next += 1
        return tuple(found)

    def argument(self) -> Node:
        node = self.operation(0)
        if self.sees("asc"):
            self.next += 1
        elif self.sees("desc"):
            node = Descending(self.take().at, node)
        return node

    def type_name(self) -> TypeName:
        first = self.name()
        if not self.sees("."):
            return TypeName(first.at, None, first.text)
        self.next += 1
        return TypeName(first.at, first.text, self.name().text)

    def name(self) -> Token:
        token = self.take()
        if token.kind == "quoted" or (token.kind == "name" and token.text not in _RESERVED):
            return token
        self.next -= 1
        raise self.wrong()


def type_of(node: Node) -> TypeName | None:
    """The type a function's argument names (`ofType(FHIR.Patient)`), None when it is not a type name."""
    if isinstance(node, Member) and node.left is None:
        return TypeName(node.at, None, node.name)
    if isinstance(node, Member) and isinstance(node.left, Member) and node.left.left is None:
        return TypeName(node.left.at, node.left.name, node.name)
    return None
