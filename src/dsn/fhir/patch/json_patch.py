"""JSON Patch (RFC 6902) on plain JSON, addressed by JSON Pointers (RFC 6901)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from dsn.base.errors import Conflict, Invalid

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_ESCAPE = re.compile(r"~(?![01])")

_MOST_COPIED = 100_000
"""Values that the copies of one patch may make: forty copies of a thing into itself would fill any memory."""


def apply_json_patch(document: Any, operations: Any) -> Any:
    """The document after the operations, all or none of them.

    Raises `Invalid` (`patch-…` with the number of the operation) for one that is malformed or finds nothing, and
    `Conflict` (`patch-test-failed`) when a `test` does not hold. What is copied is bounded: `patch-too-large`."""
    if not isinstance(operations, Sequence) or isinstance(operations, str):
        raise Invalid("patch-bad-operation", index=0, expected="[…]")
    changed = deepcopy(document)
    copied = 0
    for at, operation in enumerate(operations):
        step = _Operation(at, operation, _MOST_COPIED - copied)
        changed = step.run(changed)
        copied += step.copied
    return changed


def _size(value: Any, most: int) -> int:
    """How many values `value` is made of; something above `most` once it is more."""
    total, waiting = 0, [value]
    while waiting and total <= most:
        one = waiting.pop()
        total += 1
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return total


class _Operation:
    """One operation; each act answers the whole document, which a root path replaces."""

    def __init__(self, at: int, operation: Any, may_copy: int) -> None:
        self.at = at
        self.may_copy = may_copy
        self.copied = 0
        if not isinstance(operation, Mapping):
            raise self.bad("{…}")
        self.operation = operation

    def bad(self, expected: str) -> Invalid:
        return Invalid("patch-bad-operation", index=self.at, expected=expected)

    def nothing(self, pointer: str) -> Invalid:
        return Invalid("patch-nothing-there", index=self.at, place=pointer)

    def run(self, document: Any) -> Any:
        acts: dict[str, Callable[[Any], Any]] = {
            "add": self.add,
            "remove": self.remove,
            "replace": self.replace,
            "move": self.move,
            "copy": self.copy,
            "test": self.test,
        }
        act = acts.get(str(self.operation.get("op")))
        if act is None:
            raise self.bad("op: add, remove, replace, move, copy, test")
        return act(document)

    def pointer(self, key: str) -> str:
        text = self.operation.get(key)
        if not isinstance(text, str) or (text and not text.startswith("/")) or _ESCAPE.search(text):
            raise self.bad(f"{key}: /…")
        return text

    @property
    def value(self) -> Any:
        if "value" not in self.operation:
            raise self.bad("value")
        return deepcopy(self.operation["value"])

    def add(self, document: Any) -> Any:
        return self.put(document, self.pointer("path"), self.value)

    def remove(self, document: Any) -> Any:
        return self.take(document, self.pointer("path"))[0]

    def replace(self, document: Any) -> Any:
        pointer = self.pointer("path")
        self.get(document, pointer)
        if not pointer:
            return self.value
        parent, last = self.parent(document, pointer)
        parent[self.position(parent, last, pointer) if isinstance(parent, list) else last] = self.value
        return document

    def move(self, document: Any) -> Any:
        source, target = self.pointer("from"), self.pointer("path")
        if target.startswith(f"{source}/"):
            raise self.bad("path")  # RFC 6902: not into one of its own children
        document, value = self.take(document, source)
        return self.put(document, target, value)

    def copy(self, document: Any) -> Any:
        value = self.get(document, self.pointer("from"))
        self.copied = _size(value, self.may_copy)
        if self.copied > self.may_copy:
            raise Invalid("patch-too-large", index=self.at)
        return self.put(document, self.pointer("path"), deepcopy(value))

    def test(self, document: Any) -> Any:
        pointer = self.pointer("path")
        if not same(self.get(document, pointer), self.value):
            raise Conflict("patch-test-failed", index=self.at, place=pointer)
        return document

    def get(self, document: Any, pointer: str) -> Any:
        found = document
        for step in _steps(pointer):
            if isinstance(found, list):
                found = found[self.position(found, step, pointer)]
            elif isinstance(found, dict) and step in found:
                found = found[step]
            else:
                raise self.nothing(pointer)
        return found

    def parent(self, document: Any, pointer: str) -> tuple[Any, str]:
        before, _, last = pointer.rpartition("/")
        parent = self.get(document, before)
        if not isinstance(parent, (dict, list)):
            raise self.nothing(pointer)
        return parent, _unescape(last)

    def put(self, document: Any, pointer: str, value: Any) -> Any:
        if not pointer:
            return value
        parent, last = self.parent(document, pointer)
        if isinstance(parent, dict):
            parent[last] = value
        elif last == "-":
            parent.append(value)
        else:
            parent.insert(self.position(parent, last, pointer, beyond=1), value)
        return document

    def take(self, document: Any, pointer: str) -> tuple[Any, Any]:
        value = self.get(document, pointer)
        if not pointer:
            return None, value
        parent, last = self.parent(document, pointer)
        del parent[self.position(parent, last, pointer) if isinstance(parent, list) else last]
        return document, value

    def position(self, items: list[Any], step: str, pointer: str, beyond: int = 0) -> int:
        if not _INDEX.fullmatch(step) or int(step) >= len(items) + beyond:
            raise self.nothing(pointer)
        return int(step)


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: true is not 1, and the order of members does not matter."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _steps(pointer: str) -> list[str]:
    return [_unescape(step) for step in pointer.split("/")[1:]]


def _unescape(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
