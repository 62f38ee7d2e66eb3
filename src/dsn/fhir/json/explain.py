"""The slow way: every fault of a JSON text that R4 refuses, each with its place, value and what was expected.

Runs only after `fast` has said no. It reads the text again with nothing lost and walks it by the tables of
`dsn.fhir.types.meta`, so that it judges by other means than the code it explains: tests hold that both agree.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any, Final, NamedTuple

from dsn.base.errors import DsnError, Invalid, Value
from dsn.fhir.json import primitive, scan
from dsn.fhir.json.checks import DEEPEST, is_typed, points_at
from dsn.fhir.json.scan import Pairs
from dsn.fhir.json.source import FLAT, RESOURCE_LEVELS
from dsn.fhir.types import meta

MOST_ISSUES: Final = 50
SEEN: Final = object()
"""Stands for a value that has been looked at by itself."""


class Enough(Exception):
    """So many issues that nobody reads on."""


def issues(text: str) -> list[DsnError]:
    """What is wrong with `text` as an R4 resource; empty when nothing is. At most 50 issues."""
    try:
        value = scan.read(text)
    except json.JSONDecodeError as error:
        return [Invalid("fhir-json-malformed", line=error.lineno, column=error.colno)]
    except ValueError as error:
        return [Invalid("fhir-json-not-a-number", value=str(error))]
    except RecursionError:
        return [Invalid("fhir-too-deep", expected=DEEPEST)]
    if not isinstance(value, Pairs):
        return [Invalid("fhir-kind-wrong", value=primitive.kind(value), expected="object")]
    walk = Walk()
    with suppress(Enough):
        walk.resource(value, "", 0)
    return walk.found


class Known(NamedTuple):
    """A key of a struct. `fine` answers quickly for one primitive value; what it declines is looked at again."""

    element: meta.ElementMeta
    field: meta.FieldMeta
    is_twin: bool
    fine: Callable[[Any], bool] | None
    code: str
    primitive: bool
    many: bool
    bound: bool
    """Whether a value of another type than a primitive must be one of some targets or codes."""


class _About(NamedTuple):
    keys: dict[str, Known]
    known: frozenset[str]
    required: tuple[tuple[meta.ElementMeta, frozenset[str]], ...]
    choices: tuple[tuple[str, dict[str, str]], ...]
    """The name of each choice, and which of its fields a key (or its twin) belongs to."""
    is_resource: bool


@cache
def about_of(struct: str) -> _About:
    about = meta.of(struct)
    keys: dict[str, Known] = {}
    for element in about.elements:
        for field in element.fields:
            keys[field.json] = _known(element, field, is_twin=False)
            if field.twin:
                keys[field.twin] = _known(element, field, is_twin=True)
    is_resource = about.kind == "resource"
    required = tuple((e, frozenset(_names(e))) for e in about.elements if e.min)
    choices = tuple((e.name, _names(e)) for e in about.elements if e.choice)
    known = frozenset(keys) | ({"resourceType"} if is_resource else frozenset())
    return _About(keys, known, required, choices, is_resource)


def _known(element: meta.ElementMeta, field: meta.FieldMeta, *, is_twin: bool) -> Known:
    kind = field.type
    fine = primitive.fine(kind.code, element.value_set) if kind.primitive and not is_twin else None
    bound = (kind.code == "Reference" and bool(kind.targets)) or (
        kind.code == "CodeableConcept" and element.value_set is not None
    )
    return Known(element, field, is_twin, fine, kind.code, kind.primitive, element.many, bound)


def _names(element: meta.ElementMeta) -> dict[str, str]:
    """Every key of an element, twins included, with the field it belongs to."""
    names = {field.json: field.json for field in element.fields}
    return names | {field.twin: field.json for field in element.fields if field.twin}


class Walk:
    """Gathers faults in `found`; raises `Enough` at the fiftieth."""

    def __init__(self) -> None:
        self.found: list[DsnError] = []

    def add(self, code: str, path: str, **values: Value) -> None:
        self.note(Invalid(code, path=path, **values))

    def note(self, fault: DsnError) -> None:
        self.found.append(fault)
        if len(self.found) >= MOST_ISSUES:
            raise Enough

    # Objects

    def resource(self, pairs: Pairs, path: str, depth: int) -> None:
        """Walk a resource. Its path begins with its type, or goes on from `path` when it lies in another."""
        kinds = [value for key, value in pairs if key == "resourceType"]
        if not kinds or primitive.kind(kinds[0]) != "string":
            self.add("fhir-type-missing", path)
        elif kinds[0] not in meta.RESOURCE_NAMES:
            self.add("fhir-type-unknown", path, value=primitive.shown(kinds[0]))
        else:
            path = path or kinds[0]
            if len(kinds) > 1:
                self.add("fhir-key-repeated", f"{path}.resourceType", value="resourceType")
            self.struct(pairs, kinds[0], path, depth)

    def struct(self, pairs: Pairs, struct: str, path: str, depth: int) -> None:
        if not pairs:
            self.add("fhir-empty", path, value="{}")
        if depth > DEEPEST and struct not in FLAT:
            self.add("fhir-too-deep", path, expected=DEEPEST)
            return
        about = about_of(struct)
        present = self._members(pairs, about, struct, path)
        self._cardinality(present, about, struct, path)
        for key, value in present.items():
            known = about.keys[key]
            if known.many or known.fine is None or not known.fine(value):
                self._member(known, value, present, f"{path}.{key}", depth)
        if struct == "Extension":
            self._extension(present, path)

    def _members(self, pairs: Pairs, about: _About, struct: str, path: str) -> dict[str, Any]:
        """The members that R4 knows. The others, and repeats, are faults."""
        present: dict[str, Any] = dict(pairs)
        if len(present) == len(pairs) and about.known.issuperset(present):
            present.pop("resourceType", None)
            return present
        present = {}
        for key, value in pairs:
            if key in present:
                self.add("fhir-key-repeated", f"{path}.{key}", value=key)
            elif key in about.keys:
                present[key] = value
            elif key != "resourceType" or not about.is_resource:
                self.add("fhir-element-unknown", path, value=primitive.shown(key), expected=struct)
        return present

    def _cardinality(self, present: dict[str, Any], about: _About, struct: str, path: str) -> None:
        for element, names in about.required:
            if names.isdisjoint(present):
                name = element.name + ("[x]" if element.choice else "")
                self.add(
                    "fhir-element-missing",
                    f"{path}.{element.name}",
                    expected=f"{meta.of(struct).path}.{name}",
                )
        for name, fields in about.choices:
            given = {fields[key] for key in fields.keys() & present.keys()}
            if len(given) > 1:
                self.add(
                    "fhir-choice-repeated",
                    f"{path}.{name}",
                    value=", ".join(sorted(given)),
                    expected=f"{name}[x]",
                )

    def _member(self, known: Known, value: Any, present: dict[str, Any], path: str, depth: int) -> None:
        if value is SEEN:
            return
        if known.is_twin:
            self._twin(known, value, present.get(known.field.json), path, depth)
        elif known.many:
            self._list(known, value, present.get(known.field.twin or ""), path, depth)
        else:
            self.one(known, value, path, depth)

    def _extension(self, present: dict[str, Any], path: str) -> None:
        """Exactly one of value and extensions (ext-1)."""
        has_value = any(about_of("Extension").keys[key].element.choice for key in present)
        if has_value and "extension" in present:
            self.add("fhir-extension-both", path)
        elif not has_value and "extension" not in present:
            self.add("fhir-extension-empty", path)

    # Values

    def one(self, known: Known, value: Any, path: str, depth: int) -> None:
        code = known.code
        if known.primitive:
            for fault in primitive.faults(code, value, path, known.element.value_set):
                self.note(fault)
        elif not isinstance(value, Pairs):
            self._wrong_kind(value, "object", path)
        elif code == "Resource":
            self.resource(value, path, depth + RESOURCE_LEVELS)
        else:
            self.struct(value, code, path, depth if code in FLAT else depth + 1)
            if known.bound:
                self._bound(known, value, path)

    def _list(self, known: Known, value: Any, twins: Any, path: str, depth: int) -> None:
        if not self._is_array(value, path):
            return
        for index, item in enumerate(value):
            if known.fine and known.fine(item):
                continue
            at = f"{path}[{index}]"
            if item is None and known.primitive and _has(twins, index):
                continue
            self.one(known, item, at, depth)
            if known.element.name == "contained" and isinstance(item, Pairs):
                self._not_containing(item, at)

    def _twin(self, known: Known, value: Any, twin_of: Any, path: str, depth: int) -> None:
        if not known.many:
            self._element(value, path, depth)
        elif self._is_array(value, path):
            if isinstance(twin_of, list) and len(twin_of) != len(value):
                self.add("fhir-arrays-unequal", path, value=len(value), expected=len(twin_of))
            for index, item in enumerate(value):
                if item is not None or not _has(twin_of, index):
                    self._element(item, f"{path}[{index}]", depth)

    def _element(self, value: Any, path: str, depth: int) -> None:
        if isinstance(value, Pairs):
            self.struct(value, "Element", path, depth + 1)
        else:
            self._wrong_kind(value, "object", path)

    def _is_array(self, value: Any, path: str) -> bool:
        if isinstance(value, Pairs) or not isinstance(value, list):
            self._wrong_kind(value, "array", path)
            return False
        if not value:
            self.add("fhir-empty", path, value="[]")
        return True

    def _wrong_kind(self, value: Any, expected: str, path: str) -> None:
        if value is None:
            self.add("fhir-null", path)
        else:
            self.add("fhir-kind-wrong", path, value=primitive.kind(value), expected=expected)

    # Rules between parts

    def _not_containing(self, resource: Pairs, path: str) -> None:
        """R4 lets no contained resource contain another (dom-2)."""
        if any(key == "contained" for key, _ in resource):
            self.add("fhir-contained-nested", path)

    def _bound(self, known: Known, value: Pairs, path: str) -> None:
        if known.code == "Reference":
            self._target(dict(value), frozenset(known.field.type.targets), path)
        elif known.element.value_set:
            self._concept(dict(value), known.element.value_set, path)

    def _target(self, reference: dict[str, Any], targets: frozenset[str], path: str) -> None:
        expected = ", ".join(sorted(targets))
        pointer, kind = reference.get("reference"), reference.get("type")
        if isinstance(pointer, str) and not points_at(pointer, targets):
            self.add(
                "fhir-reference-target",
                f"{path}.reference",
                value=primitive.shown(pointer),
                expected=expected,
            )
        if isinstance(kind, str) and not is_typed(kind, targets):
            self.add("fhir-reference-target", f"{path}.type", value=primitive.shown(kind), expected=expected)

    def _concept(self, concept: dict[str, Any], value_set: str, path: str) -> None:
        codes = meta.codes(value_set)
        codings = [dict(c) for c in concept.get("coding") or () if isinstance(c, Pairs)]
        if any(_text(c.get("code")) in codes.get(_text(c.get("system")), ()) for c in codings):
            return
        if codings or "text" in concept:
            given = ", ".join(primitive.shown(_text(c.get("code"))) for c in codings)
            self.add("fhir-code-unknown", path, value=given, expected=value_set)


def _has(others: Any, index: int) -> bool:
    """Does the other array of a repeating primitive stand at `index` with something?"""
    return isinstance(others, list) and index < len(others) and others[index] is not None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
