"""What each Python module imports, wherever the statement stands (also in functions and for types only)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def imports(source: Path) -> Iterator[tuple[str, str, int]]:
    """(importing module, imported module, line) for every import under `source`, the folder that holds `dsn`."""
    files = {_module(source, file): file for file in sorted(source.rglob("*.py"))}
    for module, file in files.items():
        package = module if file.name == "__init__.py" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
            for imported in _named(node, package, files.keys()):
                yield module, imported, node.lineno  # type: ignore[attr-defined]


def _module(source: Path, file: Path) -> str:
    parts = file.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _named(node: ast.AST, package: str, modules: object) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, base] if base else above)
    assert hasattr(modules, "__contains__")
    # `from dsn.care import people` names a module, `from dsn.care.people import Person` a thing in one.
    return [name if name in modules else base for name in (f"{base}.{alias.name}" for alias in node.names)]
