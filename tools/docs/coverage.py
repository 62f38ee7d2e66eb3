"""Which tests hold which rows: the `covers(…)` marks, read from the source of the tests without running them."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path


def coverage(tests: Path) -> dict[str, list[str]]:
    """Row → names of the tests that hold it (`care/people/test_search.py::test_by_name`), in order."""
    held: dict[str, set[str]] = defaultdict(set)
    for file in sorted(tests.rglob("test_*.py")):
        name = file.relative_to(tests).as_posix()
        for node in ast.parse(file.read_bytes(), str(file)).body:
            for owner, rows in _marks(node):
                for row in rows:
                    held[row].add(f"{name}::{owner}" if owner else name)
    return {row: sorted(names) for row, names in held.items()}


def _marks(node: ast.stmt) -> list[tuple[str, list[str]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        found = [(node.name, rows) for decorator in node.decorator_list if (rows := _rows(decorator))]
        return found + [mark for inner in node.body for mark in _marks(inner)]
    if isinstance(node, ast.Assign) and any(
        isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets
    ):
        return [("", rows) for call in ast.walk(node.value) if (rows := _rows(call))]
    return []


def _rows(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "covers":
        return [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
    return []
