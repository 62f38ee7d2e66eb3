"""Where failures are raised: every call of one of the kinds of `dsn.base.errors` with its code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dsn.base import errors

KINDS = {
    name: kind.kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.DsnError) and kind not in (errors.DsnError, errors.Refused)
}


@dataclass(frozen=True, slots=True)
class Raised:
    """One place: `values` are the names given to the sentence, None when they are only known at run time."""

    code: str
    kind: str
    module: str
    line: int
    values: frozenset[str] | None


def raised(source: Path) -> list[Raised]:
    """Every literal code under `source` (the folder `dsn`), by code, then by place. Computed codes are not seen."""
    found = [
        place
        for file in sorted(source.rglob("*.py"))
        if "types" not in file.parts
        for place in _in(source, file)
    ]
    return sorted(found, key=lambda place: (place.code, place.module, place.line))


def _in(source: Path, file: Path) -> Iterator[Raised]:
    module = "dsn." + ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
    for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
        if isinstance(node, ast.Call) and (name := _called(node.func)) in KINDS and node.args:
            named = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            values = None if any(keyword.arg is None for keyword in node.keywords) else named - {"path"}
            for code in _literals(node.args[0]):
                yield Raised(code, KINDS[name], module, node.lineno, values)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _literals(argument: ast.expr) -> list[str]:
    """The code, or both of a conditional expression."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return _literals(argument.body) + _literals(argument.orelse)
    return []
