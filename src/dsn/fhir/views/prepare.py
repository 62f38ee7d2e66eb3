"""Reads a ViewDefinition, refusing what is not one: unknown shapes, columns named twice, unions that do not match."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dsn.base.errors import DsnError, Invalid
from dsn.fhir.path import Compiled, Prim, compile
from dsn.fhir.path.model import PRIMITIVES, known
from dsn.fhir.views.functions import FUNCTIONS
from dsn.fhir.views.rows import Column, Selection, Unnest, View

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_CONSTANTS = {f"value{name[0].upper()}{name[1:]}": name for name in PRIMITIVES}
_KEYS = frozenset({"column", "select", "unionAll", "forEach", "forEachOrNull", "repeat"})
_IGNORED = frozenset({"id", "extension", "modifierExtension"})
_OF_COLUMN = frozenset({"name", "path", "description", "collection", "type", "tag"})
_OF_TEST = frozenset({"path", "description"})
_OF_CONSTANT = frozenset({"name", *_CONSTANTS})
_NUMBERS = frozenset({"decimal", "integer", "integer64", "positiveInt", "unsignedInt"})


def prepare(view: Mapping[str, Any]) -> View:
    """A ViewDefinition (as JSON) ready to run.

    Raises `Invalid` with the path of the fault: `view-bad-part`, `view-column-twice`, `view-union-mismatch`,
    or what FHIRPath says of an expression."""
    resource = _text(view, "resource", "")
    if not known(resource):
        raise _bad("resource", "a resource type")
    constants = _constants(view)
    where = tuple(_test(test, f"where[{at}]", constants) for at, test in enumerate(_list(view, "where", "")))
    selections = tuple(
        _selection(part, f"select[{at}]", constants) for at, part in enumerate(_list(view, "select", ""))
    )
    if not selections:
        raise _bad("select", "at least one selection")
    whole = Selection(None, (), selections, ())
    _check_names(whole)
    name = view.get("name")
    return View(name if isinstance(name, str) else None, resource, constants, where, whole)


def _test(part: Any, path: str, constants: Mapping[str, Any]) -> Compiled:
    found = _only(_mapping(part, path), _OF_TEST, path, "a condition")
    return _expression(_text(found, "path", path), f"{path}.path", constants)


def _selection(part: Any, path: str, constants: Mapping[str, Any]) -> Selection:
    found = _only(_mapping(part, path), _KEYS, path, "a selection")
    columns = tuple(
        _column(column, f"{path}.column[{at}]", constants)
        for at, column in enumerate(_list(found, "column", path))
    )
    inner = [
        tuple(
            _selection(one, f"{path}.{key}[{at}]", constants)
            for at, one in enumerate(_list(found, key, path))
        )
        for key in ("select", "unionAll")
    ]
    made = Selection(_unnest(found, path, constants), columns, inner[0], inner[1])
    _check_union(made, path)
    return made


def _unnest(part: Mapping[str, Any], path: str, constants: Mapping[str, Any]) -> Unnest | None:
    given = [key for key in ("forEach", "forEachOrNull", "repeat") if key in part]
    if not given:
        return None
    if len(given) > 1:
        raise _bad(f"{path}.{given[1]}", f"no {given[1]} beside {given[0]}")
    key = given[0]
    if key != "repeat":
        paths = (_expression(_text(part, key, path), f"{path}.{key}", constants),)
        return Unnest(paths, False, key == "forEachOrNull")
    texts = _list(part, key, path)
    if not texts or not all(isinstance(text, str) for text in texts):
        raise _bad(f"{path}.repeat", "a list of expressions")
    return Unnest(tuple(_expression(text, f"{path}.repeat", constants) for text in texts), True, False)


def _column(part: Any, path: str, constants: Mapping[str, Any]) -> Column:
    found = _only(_mapping(part, path), _OF_COLUMN, path, "a column")
    name, collection = _text(found, "name", path), found.get("collection", False)
    if not _NAME.fullmatch(name):
        raise _bad(f"{path}.name", "a name of letters, digits and underscores")
    if not isinstance(collection, bool):
        raise _bad(f"{path}.collection", "true or false")
    kind = found.get("type")
    expression = _expression(_text(found, "path", path), f"{path}.path", constants)
    return Column(name, expression, kind if isinstance(kind, str) else None, collection)


def _expression(text: str, path: str, constants: Mapping[str, Any]) -> Compiled:
    try:
        return compile(text, functions=FUNCTIONS, known_variables=(*constants, "rowIndex"))
    except DsnError as error:
        raise error.at(path) from None


def _constants(view: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, part in enumerate(_list(view, "constant", "")):
        path = f"constant[{at}]"
        constant = _only(_mapping(part, path), _OF_CONSTANT, path, "a constant")
        values = [key for key in constant if key in _CONSTANTS]
        name = _text(constant, "name", path)
        if not _NAME.fullmatch(name) or name in found:
            raise _bad(f"{path}.name", "a name of letters, digits and underscores, given once")
        if len(values) != 1:
            raise _bad(path, "one value[x]")
        kind, value = _CONSTANTS[values[0]], constant[values[0]]
        if not _is_of_kind(value, kind):
            raise _bad(f"{path}.{values[0]}", kind)
        found[name] = Prim(value, kind)
    return found


def _is_of_kind(value: Any, kind: str) -> bool:
    """Is the JSON value of the kind that its type is written as?"""
    if kind == "boolean" or isinstance(value, bool):
        return kind == "boolean" and isinstance(value, bool)
    return isinstance(value, (int, float, Decimal) if kind in _NUMBERS else str)


def _only(part: Mapping[str, Any], known_keys: frozenset[str], path: str, what: str) -> Mapping[str, Any]:
    for key in part:
        if key not in known_keys and key not in _IGNORED:
            raise _bad(f"{path}.{key}", f"an element of {what}")
    return part


def _check_names(selection: Selection) -> None:
    seen: set[str] = set()
    for column in selection.all_columns():
        if column.name in seen:
            raise Invalid("view-column-twice", path="select", column=column.name)
        seen.add(column.name)


def _check_union(selection: Selection, path: str) -> None:
    """ "The column names and types of all branches must match, and in order" (unionAll)."""
    shapes = [[(one.name, one.type) for one in union.all_columns()] for union in selection.unions]
    for at, shape in enumerate(shapes[1:], 1):
        if shape != shapes[0]:
            names = ", ".join(name for name, _ in shapes[0])
            raise Invalid("view-union-mismatch", path=f"{path}.unionAll[{at}]", columns=names)


def _text(part: Mapping[str, Any], key: str, path: str) -> str:
    value = part.get(key)
    if not isinstance(value, str) or not value:
        raise _bad(f"{path}.{key}".lstrip("."), "a text")
    return value


def _list(part: Mapping[str, Any], key: str, path: str) -> list[Any]:
    value = part.get(key, [])
    if not isinstance(value, list):
        raise _bad(f"{path}.{key}".lstrip("."), "a list")
    return value


def _mapping(part: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(part, Mapping):
        raise _bad(path, "an object")
    return part


def _bad(path: str, expected: str) -> Invalid:
    return Invalid("view-bad-part", path=path, expected=expected)
