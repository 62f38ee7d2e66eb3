"""Writes the straight-line checks of `checks`, from the table of elements, as Python text.

Every block of lines says `return False` when the value in its variable is wrong, and falls through otherwise.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from dsn.fhir.primitives import CHECKS, LARGEST_EXPONENT, MOST_DIGITS, REMEMBERED
from dsn.fhir.types import meta

FLAT: Final = frozenset({"CodeableConcept", "Coding", "Money", "Period", "Quantity", "Reference"})
"""The commonest datatypes. None holds itself but through another type, so they count as no level of depth; lean checks
have them written out in place, for a call costs more than what it would do."""

RESOURCE_LEVELS: Final = 10
"""A resource within a resource counts as so many levels of depth: each is read once more than what holds it."""

_EXTENSIONS: Final = ("extension", "modifierExtension")
_ADDRESSES: Final = {"url": "uri", "canonical": "uri", "@uri": "uri"}

INSANE: Final = (
    f"not (-{LARGEST_EXPONENT} <= {{0}}.adjusted() <= {LARGEST_EXPONENT} and {{0}}.is_finite()"
    f" and len(str({{0}})) <= {MOST_DIGITS})"
)
"""The opposite of `is_sane_decimal`, in place: the call would cost more than what it does."""

Lines = list[str]


@cache
def all_codes(value_set: str) -> frozenset[str]:
    """The codes of a required value set, of whatever system."""
    return frozenset().union(*meta.codes(value_set).values())


class Source:
    """The text of one struct's function. Constants it needs are put into `names`."""

    def __init__(self, struct: str, lean: bool, names: dict[str, Any]) -> None:
        self.struct = struct
        self.lean = lean
        self.names = names

    def text(self) -> str:
        lines = [] if self.struct in FLAT else ["if depth > DEEPEST: return False"]
        lines += self._elements(self.struct, "o", 0)
        if self.struct == "Extension":
            lines.append("if (count == 1) is (o.extension != ()): return False")
        return "\n".join([f"def check_{self.struct}(o, depth):", *_within(lines), " return True"])

    def _elements(self, struct: str, o: str, level: int) -> Lines:
        """The checks of the struct in the variable `o`; variables of each level have its number."""
        lines: Lines = []
        for element in meta.of(struct).elements:
            if self.lean and element.name in _EXTENSIONS:
                continue
            if element.choice:
                lines += self._choice(element, o, level)
            elif element.fields[0].type.code == "Resource":
                lines += _contained(element.fields[0], o) if element.many else _resource(element.fields[0], o)
            elif element.many:
                lines += self._many(element, o, level)
            else:
                lines += self._one(element, o, level)
        return lines

    def _choice(self, element: meta.ElementMeta, o: str, level: int) -> Lines:
        v = f"v{level}"
        lines = ["count = 0"]
        for field in element.fields:
            lines += [f"{v} = {o}.{field.attr}", f"if {v} is not None:"]
            lines += _within(["count += 1", *self._value(element, field, v, level)])
            if field.twin and not self.lean:
                lines += [f"w = {o}.{field.twin}", "if w is not None:"]
                lines += _within([f"if {v} is None: count += 1", _TWIN])
        return [*lines, "if count != 1: return False" if element.min else "if count > 1: return False"]

    def _one(self, element: meta.ElementMeta, o: str, level: int) -> Lines:
        field, v = element.fields[0], f"v{level}"
        wrong = self._value(element, field, v, level)
        must = bool(element.min and field.twin)
        twins = bool(field.twin) and not self.lean
        if not (wrong or must or twins):
            return []
        lines = [f"{v} = {o}.{field.attr}"]
        if must and self.lean:
            return [*lines, f"if {v} is None: return False", *wrong]
        if wrong:
            lines += [f"if {v} is not None:", *_within(wrong)]
        if twins:
            lines.append(f"w = {o}.{field.twin}")
            lines += [f"if {v} is None and w is None: return False"] if must else []
            lines += ["if w is not None:", *_within([_TWIN])]
        return lines

    def _many(self, element: meta.ElementMeta, o: str, level: int) -> Lines:
        field, v, vs = element.fields[0], f"v{level}", f"vs{level}"
        wrong = self._value(element, field, v, level)
        lines = [f"{vs} = {o}.{field.attr}"] if wrong or field.twin else []
        if field.twin and self.lean:
            lines.append(f"if None in {vs}: return False")
            lines += [f"if not {vs}: return False"] if element.min else []
        elif field.twin:
            lines += [f"ws = {o}.{field.twin}", f"if ({vs} or ws) and not aligned({vs}, ws): return False"]
            lines += [f"if not {vs} and not ws: return False"] if element.min else []
            lines += ["for w in ws:", *_within(["if w is not None:", *_within([_TWIN])])]
            wrong = [f"if {v} is None: continue", *wrong] if wrong else []
        # Most lists are empty, and asking costs less than beginning a loop.
        loop = [f"if {vs}:", *_within([f"for {v} in {vs}:", *_within(wrong)])]
        return lines + loop if wrong else lines

    def _value(self, element: meta.ElementMeta, field: meta.FieldMeta, v: str, level: int) -> Lines:
        code = field.type.code
        if field.type.primitive:
            return [f"if {test}: return False" for test in self._primitive(element, code, v)]
        if code not in FLAT:
            return [f"if not check_{code}({v}, depth + 1): return False"]
        inside = (
            self._elements(code, v, level + 1)
            if self.lean
            else [f"if not check_{code}({v}, depth): return False"]
        )
        return inside + [f"if {test}: return False" for test in self._bound(element, field, v)]

    def _primitive(self, element: meta.ElementMeta, code: str, v: str) -> Lines:
        """Expressions that are true when the primitive is wrong."""
        if element.value_set and code == "code":
            return [f"{v} not in {self._constant(all_codes(element.value_set))}"]
        if code == "decimal":
            return [INSANE.format(v)]
        if code not in CHECKS:
            return []
        code = _ADDRESSES.get(code, code)
        return [
            f"{v} not in known_{code} and not is_{code}({v})" if code in REMEMBERED else f"not is_{code}({v})"
        ]

    def _bound(self, element: meta.ElementMeta, field: meta.FieldMeta, v: str) -> Lines:
        """Expressions that are true when the value is not one that its element allows."""
        if field.type.code == "Reference" and field.type.targets:
            targets = self._constant(frozenset(field.type.targets))
            return [
                # Most references in a Bundle are its own `urn:uuid:…`, which name no type.
                f"(r := {v}.reference) is not None and r[:4] != 'urn:' and not points_at(r, {targets})",
                f"{v}.type is not None and not is_typed({v}.type, {targets})",
            ]
        if field.type.code == "CodeableConcept" and element.value_set:
            return [f"not is_bound({v}, {self._constant(meta.codes(element.value_set))})"]
        return []

    def _constant(self, value: object) -> str:
        name = f"k{len(self.names)}"
        self.names[name] = value
        return name


_TWIN: Final = "if not check_Element(w, depth + 1): return False"


def _within(lines: Lines) -> Lines:
    return [" " + line for line in lines]


def _resource(field: meta.FieldMeta, o: str) -> Lines:
    return [
        f"v = {o}.{field.attr}",
        f"if v is not None: force_setattr({o}, {field.attr!r}, nested(v, depth + {RESOURCE_LEVELS}))",
    ]


def _contained(field: meta.FieldMeta, o: str) -> Lines:
    """Contained resources are decoded already: whatever holds them was searched for extensions with them in it."""
    return [
        f"if {o}.{field.attr}:",
        f" for v in {o}.{field.attr}:",
        f"  if not checks[type(v).__name__](v, depth + {RESOURCE_LEVELS}): return False",
    ]
