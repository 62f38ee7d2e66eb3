"""Straight-line checks compiled per struct: what R4 forbids and msgspec's types cannot say.

Each struct has a function `(struct, depth) -> bool` that looks at the attributes in need of a look and calls those of
its parts. It says no more than yes or no: `explain` finds what is wrong, and tests hold that the two agree.

There are two sets of functions. The lean one serves inputs in which no extension and no `_` twin occurs at all (told by
searching the bytes), and does not visit the attributes that hold these: half of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from threading import Lock
from typing import Any, Final

from msgspec import Raw, Struct
from msgspec.structs import force_setattr

from dsn.fhir.primitives import CHECKS, REMEMBERED, is_sane_decimal
from dsn.fhir.types import meta

Check = Callable[[Struct, int], bool]
Nested = Callable[[Raw, int], "Struct"]

DEEPEST: Final = 100
"""Levels of elements within elements, contained resources included. R4 sets no bound; the stack does."""


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
            "is_sane_decimal": is_sane_decimal,
            "nested": nested,
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
        source = _Source(struct, self.lean, self._names).text()
        # Compiled from our own tables only: the text holds names of R4 elements and nothing from any input.
        exec(compile(source, f"<checks of {struct}>", "exec"), self._names)  # noqa: S102


def _parts(struct: str) -> Iterator[str]:
    for element in meta.of(struct).elements:
        for kind in element.types:
            if not kind.primitive and kind.code != "Resource":
                yield kind.code
    yield "Element"


@cache
def all_codes(value_set: str) -> frozenset[str]:
    return frozenset().union(*meta.codes(value_set).values())


class _Source:
    """The source text of one struct's function. Constants it needs are put into `names`."""

    def __init__(self, struct: str, lean: bool, names: dict[str, Any]) -> None:
        self.about = meta.of(struct)
        self.lean = lean
        self.names = names
        self.lines = [f"def check_{struct}(o, depth):", " if depth > DEEPEST: return False"]

    def text(self) -> str:
        for element in self.about.elements:
            if self.lean and element.name in ("extension", "modifierExtension"):
                continue
            if element.choice:
                self._choice(element)
            elif element.many:
                self._many(element)
            else:
                self._one(element, element.fields[0], " ")
        if self.about.name == "Extension":
            self._add(" ", "if (count == 1) is (o.extension != ()): return False")
        self._add(" ", "return True")
        return "\n".join(self.lines)

    def _add(self, indent: str, line: str) -> None:
        self.lines.append(indent + line)

    def _constant(self, value: object) -> str:
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name

    def _choice(self, element: meta.ElementMeta) -> None:
        self._add(" ", "count = 0")
        for field in element.fields:
            tests = self._tests(element, field)
            self._add(" ", f"v = o.{field.attr}")
            self._add(" ", "if v is not None:")
            self._add("  ", "count += 1")
            for test in tests:
                self._add("  ", f"if {test}: return False")
            if field.twin and not self.lean:
                self._add(" ", f"w = o.{field.twin}")
                self._add(" ", "if w is not None:")
                self._add("  ", "if v is None: count += 1")
                self._add("  ", "if not check_Element(w, depth + 1): return False")
        self._add(" ", "if count != 1: return False" if element.min else "if count > 1: return False")

    def _one(self, element: meta.ElementMeta, field: meta.FieldMeta, indent: str) -> None:
        if field.type.code == "Resource":
            self._add(indent, f"v = o.{field.attr}")
            self._add(indent, f"if v is not None: force_setattr(o, {field.attr!r}, nested(v, depth + 1))")
            return
        tests = self._tests(element, field)
        twin = field.twin
        must = element.min and field.type.primitive and twin
        if tests or must or (twin and not self.lean):
            self._add(indent, f"v = o.{field.attr}")
        if must and self.lean:
            self._add(indent, "if v is None: return False")
        if tests:
            self._add(indent, "if v is not None:")
            for test in tests:
                self._add(indent + " ", f"if {test}: return False")
        if twin and not self.lean:
            self._add(indent, f"w = o.{twin}")
            if must:
                self._add(indent, "if v is None and w is None: return False")
            self._add(indent, "if w is not None and not check_Element(w, depth + 1): return False")

    def _many(self, element: meta.ElementMeta) -> None:
        field = element.fields[0]
        if field.type.code == "Resource":
            self._contained(field)
            return
        tests = self._tests(element, field)
        twin = field.twin if not self.lean else None
        if tests or field.twin:
            self._add(" ", f"vs = o.{field.attr}")
        if field.twin and self.lean:
            self._add(" ", "if None in vs: return False")
        if twin:
            self._add(" ", f"ws = o.{twin}")
            self._add(" ", "if (vs or ws) and not aligned(vs, ws): return False")
            self._add(" ", "for w in ws:")
            self._add("  ", "if w is not None and not check_Element(w, depth + 1): return False")
        if element.min and field.twin:
            self._add(" ", "if not vs and not ws: return False" if twin else "if not vs: return False")
        if tests:
            self._add(" ", "for v in vs:")
            if twin:
                self._add("  ", "if v is None: continue")
            for test in tests:
                self._add("  ", f"if {test}: return False")

    def _contained(self, field: meta.FieldMeta) -> None:
        """R4 lets no contained resource contain another (dom-2)."""
        self._add(" ", f"if o.{field.attr}:")
        self._add("  ", f"vs = tuple([nested(v, depth + 1) for v in o.{field.attr}])")
        self._add("  ", f"force_setattr(o, {field.attr!r}, vs)")
        self._add("  ", "for v in vs:")
        self._add("   ", "if getattr(v, 'contained', ()): return False")

    def _tests(self, element: meta.ElementMeta, field: meta.FieldMeta) -> list[str]:
        """Expressions over `v` that are true when it is wrong."""
        code = field.type.code
        if not field.type.primitive:
            return [f"not check_{code}(v, depth + 1)", *self._part_tests(element, field)]
        if element.value_set and code == "code":
            return [f"v not in {self._constant(all_codes(element.value_set))}"]
        if code == "decimal":
            return ["not is_sane_decimal(v)"]
        if code not in CHECKS:
            return []
        code = {"url": "uri", "canonical": "uri", "@uri": "uri"}.get(code, code)
        known = f"v not in known_{code} and " if code in REMEMBERED else ""
        return [f"{known}not is_{code}(v)"]

    def _part_tests(self, element: meta.ElementMeta, field: meta.FieldMeta) -> list[str]:
        code = field.type.code
        if code == "Reference" and field.type.targets:
            targets = self._constant(frozenset(field.type.targets))
            return [
                f"v.reference is not None and not points_at(v.reference, {targets})",
                f"v.type is not None and not is_typed(v.type, {targets})",
            ]
        if code == "CodeableConcept" and element.value_set:
            return [f"not is_bound(v, {self._constant(meta.codes(element.value_set))})"]
        return []
