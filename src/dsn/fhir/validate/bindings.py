"""Codes against the value sets they are bound to, by the strength of the binding (terminologies.html#strength)."""

from __future__ import annotations

from typing import NamedTuple

from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import text
from dsn.fhir.validate.issue import Severity
from dsn.fhir.validate.terms import Terms
from dsn.fhir.validate.trail import Trail

_STRENGTHS: dict[str, Severity] = {"required": "error", "extensible": "warning", "preferred": "information"}
_CODED = frozenset({"Coding", "Quantity", "Age", "Duration", "Count", "Distance"})


class Code(NamedTuple):
    system: str | None
    code: str | None
    is_bare: bool = False


def check(walk: Walk, binding: tuple[str, str], trail: Trail) -> None:
    strength, value_set = binding
    severity = _STRENGTHS.get(strength)
    if severity is None or (walk.is_trial and severity != "error"):
        return
    answer = is_member(walk.terms, value_set, trail.item)
    if answer is False:
        walk.say(severity, "fhir-code-not-in-value-set", trail, value=_shown(trail.item), expected=value_set)
    elif answer is None and severity == "error":
        walk.say("information", "fhir-unjudged-code", trail, value=_shown(trail.item), expected=value_set)


def is_member(terms: Terms, value_set: str, item: Item) -> bool | None:
    """Whether one of the value's codes is in the value set; None when nobody here can tell, or nothing is coded."""
    codes = coded(item)
    if not codes:
        # Words without a code are no code of the set, and are allowed; a concept that holds nothing is neither.
        held = type_name(item) != "CodeableConcept" or child(item, "text") or child(item, "extension")
        return bool(held)
    answers = [_answer(terms, value_set, each) for each in codes]
    return True if True in answers else (None if None in answers else False)


def _answer(terms: Terms, value_set: str, code: Code) -> bool | None:
    if code.code is None:
        return False
    if code.system is None and not code.is_bare:
        return False
    return terms.has(value_set, code.system, code.code)


def coded(item: Item) -> list[Code]:
    """The codes of a value; a bare code has no system."""
    if isinstance(item, str):
        return [Code(None, item, True)]
    if isinstance(item, Prim):
        return [Code(None, item.value, True)] if isinstance(item.value, str) else []
    kind = type_name(item)
    if kind == "CodeableConcept":
        return [code for each in child(item, "coding") for code in coded(each)]
    if kind in _CODED:
        found = Code(text(item, "system"), text(item, "code"))
        return [found] if found.code is not None or found.system is not None else []
    return []


def _shown(item: Item) -> str:
    return ", ".join(f"{each.system or ''}#{each.code or ''}" for each in coded(item))[:200]
