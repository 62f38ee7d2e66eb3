"""Where failures are raised: every call of one of the kinds of `dsn.base.errors` with its code, and what validation
says (`walk.say(severity, code, …)`, `Issue(severity, code, …)`), which becomes such a failure or a remark."""

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

_SAYING = ("say", "Issue")


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
        if not isinstance(node, ast.Call):
            continue
        name = _called(node.func)
        if name in KINDS and node.args:
            yield from _of(node, node.args[0], KINDS[name], module)
        elif name in _SAYING and len(node.args) > 1:
            yield from _of(node, node.args[1], _weight(node.args[0]), module)


def _of(node: ast.Call, code: ast.expr, kind: str, module: str) -> Iterator[Raised]:
    named = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
    handed_on = any(keyword.arg in (None, "values") for keyword in node.keywords)
    values = None if handed_on else named - {"path"}
    for each in _literals(code):
        yield Raised(each, kind, module, node.lineno, values)


def _weight(severity: ast.expr) -> str:
    """A remark is of its severity; what may be an error is of the kind that it then becomes."""
    said = severity.value if isinstance(severity, ast.Constant) else None
    return str(said) if said in ("warning", "information") else KINDS["Invalid"]


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
