"""Straight-line checks compiled per struct: what R4 forbids and msgspec's types cannot say.

Each struct has a function `(struct, depth) -> bool` that looks at the attributes in need of a look and calls those of
its parts. It says no more than yes or no: `explain` finds what is wrong, and tests hold that the two agree.

There are two sets of functions. The lean one serves inputs in which no extension and no `_` twin occurs at all (told by
searching the bytes), and does not visit the attributes that hold these: half of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any, Final

from msgspec import Raw, Struct
from msgspec.structs import force_setattr

from dsn.fhir.json.source import Source
from dsn.fhir.primitives import CHECKS, REMEMBERED
from dsn.fhir.types import meta

Check = Callable[[Struct, int], bool]
Nested = Callable[[Raw, int], "Struct"]

DEEPEST: Final = 100
"""Levels of elements within elements, contained resources included, `FLAT` ones left out. R4 sets no bound; the
stack does."""


def aligned(values: tuple[Any, ...], twins: tuple[Any, ...]) -> bool:
    """R4's rule for the two arrays of a repeating primitive (json.html#primitive): nulls fill what the other has."""
    if not twins:
        return None not in values
    if not values:
        return None not in twins
    return len(values) == len(twins) and all(
        v is not None or t is not None for v, t in zip(values, twins, strict=True)
    )


def points_at(reference: str, targets: frozenset[str]) -> bool:
    """May a reference restricted to `targets` hold this text? Only relative ones name their type: `Patient/1`."""
    head = reference.partition("/")[0].partition("?")[0]
    return head == reference or head in targets or head not in meta.RESOURCE_NAMES


def is_typed(kind: str, targets: frozenset[str]) -> bool:
    """May `Reference.type` be `kind` where only `targets` are allowed? Logical models and such are not judged."""
    return kind in targets or kind not in meta.RESOURCE_NAMES


def is_bound(concept: Any, codes: dict[str, frozenset[str]]) -> bool:
    """Does one coding come from the value set? Extensions alone (why it is absent) may stand instead."""
    if any(coding.code in codes.get(coding.system, ()) for coding in concept.coding):
        return True
    return not concept.coding and concept.text is None


class Checks:
    """One of the two sets of functions, compiled on first use. `nested` decodes and checks a resource within one."""

    def __init__(self, nested: Nested, *, lean: bool) -> None:
        self.lean = lean
        self._ready: dict[str, Check] = {}  # only what can be called: with all its parts
        self._lock = Lock()
        self._names: dict[str, Any] = {
            "DEEPEST": DEEPEST,
            "aligned": aligned,
            "points_at": points_at,
            "is_typed": is_typed,
            "is_bound": is_bound,
            "nested": nested,
            "checks": self,
            "force_setattr": force_setattr,
        }
        for code, check in CHECKS.items():
            self._names["is_" + code.strip("@")] = check
        for code, texts in REMEMBERED.items():
            self._names["known_" + code] = texts

    def __getitem__(self, name: str) -> Check:
        """The check of the struct `name`; it and those of all its parts are compiled if they are not yet."""
        check = self._ready.get(name)
        if check is None:
            with self._lock:
                self._compile_all(name)
                check = self._ready[name] = self._names["check_" + name]
        return check

    def _compile_all(self, name: str) -> None:
        waiting = [name]
        while waiting:
            struct = waiting.pop()
            if "check_" + struct not in self._names:
                self._compile(struct)
                waiting.extend(_parts(struct))

    def _compile(self, struct: str) -> None:
        source = Source(struct, self.lean, self._names).text()
        # Compiled from our own tables only: the text holds names of R4 elements and nothing from any input.
        exec(compile(source, f"<checks of {struct}>", "exec"), self._names)  # noqa: S102


def _parts(struct: str) -> Iterator[str]:
    for element in meta.of(struct).elements:
        for kind in element.types:
            if not kind.primitive and kind.code != "Resource":
                yield kind.code
    yield "Element"
