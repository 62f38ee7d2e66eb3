"""The slow way: every fault of a JSON text that R4 refuses, each with its place, value and what was expected.

Runs only after `fast` has said no. It reads the text again with nothing lost and walks it by the tables of
`dsn.fhir.types.meta`, so that it judges by other means than the code it explains: tests hold that both agree.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final, NamedTuple

from dsn.base.errors import DsnError, Invalid, Value
from dsn.fhir.json import primitive, scan
from dsn.fhir.json.checks import DEEPEST, is_typed, points_at
from dsn.fhir.json.scan import Pairs
from dsn.fhir.types import meta

MOST_ISSUES: Final = 50


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
    walk = _Walk()
    walk.resource(value, "", 0)
    return walk.found


class _Known(NamedTuple):
    element: meta.ElementMeta
    field: meta.FieldMeta
    is_twin: bool


@cache
def _keys(struct: str) -> dict[str, _Known]:
    known = {}
    for element in meta.of(struct).elements:
        for field in element.fields:
            known[field.json] = _Known(element, field, False)
            if field.twin:
                known[field.twin] = _Known(element, field, True)
    return known


@cache
def _required(struct: str) -> tuple[meta.ElementMeta, ...]:
    return tuple(element for element in meta.of(struct).elements if element.min)


class _Walk:
    def __init__(self) -> None:
        self.found: list[DsnError] = []

    def add(self, code: str, path: str, **values: Value) -> None:
        if len(self.found) < MOST_ISSUES:
            self.found.append(Invalid(code, path=path, **values))

    # Objects

    def resource(self, pairs: Pairs, path: str, depth: int) -> Pairs:
        """Walk a resource. Its path begins with its type, or goes on from `path` when it lies in another."""
        kind = next((value for key, value in pairs if key == "resourceType"), None)
        if not isinstance(kind, str) or isinstance(kind, scan.Number):
            self.add("fhir-type-missing", path)
        elif kind not in meta.RESOURCE_NAMES:
            self.add("fhir-type-unknown", path, value=primitive.shown(kind))
        else:
            self.struct(pairs, kind, path or kind, depth)
        return pairs

    def struct(self, pairs: Pairs, struct: str, path: str, depth: int) -> None:
        if not pairs:
            self.add("fhir-empty", path, value="{}")
        if depth > DEEPEST:
            self.add("fhir-too-deep", path, expected=DEEPEST)
            return
        present = self._members(pairs, struct, path)
        self._cardinality(present, struct, path)
        for key, value in present.items():
            known = _keys(struct)[key]
            at = f"{path}.{key}"
            if known.is_twin:
                twin_of = present.get(known.field.json)
                self._twin(known, value, twin_of, at, depth)
            elif known.element.many:
                self._list(known, value, present.get(known.field.twin or ""), at, depth)
            else:
                self._one(known, value, at, depth)
        if struct == "Extension":
            self._extension(present, path)

    def _members(self, pairs: Pairs, struct: str, path: str) -> dict[str, Any]:
        """The members that R4 knows. The others, and repeats, are faults."""
        present: dict[str, Any] = {}
        for key, value in pairs:
            if key in present or (key == "resourceType" and [k for k, _ in pairs].count(key) > 1):
                self.add("fhir-key-repeated", f"{path}.{primitive.shown(key)}", value=primitive.shown(key))
            elif key in _keys(struct):
                present[key] = value
            elif key != "resourceType" or meta.of(struct).kind != "resource":
                self.add("fhir-element-unknown", path, value=primitive.shown(key), expected=struct)
        return present

    def _cardinality(self, present: dict[str, Any], struct: str, path: str) -> None:
        for element in _required(struct):
            if not any(f.json in present or f.twin in present for f in element.fields):
                name = element.name + ("[x]" if element.choice else "")
                self.add(
                    "fhir-element-missing",
                    f"{path}.{element.name}",
                    expected=f"{meta.of(struct).path}.{name}",
                )
        chosen: dict[str, set[str]] = {}
        for key in present:
            known = _keys(struct)[key]
            if known.element.choice:
                chosen.setdefault(known.element.name, set()).add(known.field.json)
        for name, given in chosen.items():
            if len(given) > 1:
                self.add(
                    "fhir-choice-repeated",
                    f"{path}.{name}",
                    value=", ".join(sorted(given)),
                    expected=f"{name}[x]",
                )

    def _extension(self, present: dict[str, Any], path: str) -> None:
        """Exactly one of value and extensions (ext-1)."""
        has_value = any(_keys("Extension")[key].element.choice for key in present)
        if has_value and "extension" in present:
            self.add("fhir-extension-both", path)
        elif not has_value and "extension" not in present:
            self.add("fhir-extension-empty", path)

    # Values

    def _one(self, known: _Known, value: Any, path: str, depth: int) -> None:
        code = known.field.type.code
        if known.field.type.primitive:
            self.found.extend(primitive.faults(code, value, path, known.element.value_set))
        elif not isinstance(value, Pairs):
            self._wrong_kind(value, "object", path)
        elif code == "Resource":
            self.resource(value, path, depth + 1)
        else:
            self.struct(value, code, path, depth + 1)
            self._bound(known, value, path)

    def _list(self, known: _Known, value: Any, twins: Any, path: str, depth: int) -> None:
        if not self._is_array(value, path):
            return
        for index, item in enumerate(value):
            at = f"{path}[{index}]"
            if item is None and known.field.type.primitive and _has(twins, index):
                continue
            self._one(known, item, at, depth)
            if known.element.name == "contained" and isinstance(item, Pairs):
                self._not_containing(item, at)

    def _twin(self, known: _Known, value: Any, twin_of: Any, path: str, depth: int) -> None:
        if not known.element.many:
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

    def _bound(self, known: _Known, value: Pairs, path: str) -> None:
        kind = known.field.type
        if kind.code == "Reference" and kind.targets:
            self._target(dict(value), frozenset(kind.targets), path)
        elif kind.code == "CodeableConcept" and known.element.value_set:
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
