"""The syntax tree of an expression. Every node knows where it began, so that an error can say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsn.fhir.path.values import System


@dataclass(frozen=True, slots=True)
class Node:
    """`at` is the offset of the node's first character in the expression."""

    at: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant. `value` is None for the empty collection `{}`."""

    value: System | None


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`%name`."""

    name: str


@dataclass(frozen=True, slots=True)
class This(Node):
    """`$this`, `$index` or `$total`; `name` without its sign."""

    name: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`name` or `left.name`; without `left` it starts from the focus."""

    left: Node | None
    name: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`name(args)` or `left.name(args)`."""

    left: Node | None
    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`left[index]`."""

    left: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Polarity(Node):
    """`+operand` or `-operand`."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Descending(Node):
    """`operand desc`, a key of `sort()`; `asc` leaves no trace."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`left op right` for every operator but `is` and `as`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class TypeTest(Node):
    """`left is Type` and `left as Type` as operators."""

    op: str
    left: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class TypeName(Node):
    """A type specifier. `namespace` is `System`, `FHIR` or None where the expression left it out."""

    namespace: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}.{self.name}" if self.namespace else self.name


def parts(node: Node) -> Iterator[Node]:
    """The nodes right below one."""
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part


def depth(node: Node) -> int:
    """Levels of a tree. Does not recurse: the tree may be deeper than Python's stack."""
    levels, level = 0, [node]
    while level:
        levels, level = levels + 1, [part for one in level for part in parts(one)]
    return levels


def every(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for part in parts(node):
        yield from every(part)
