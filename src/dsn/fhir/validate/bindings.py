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
    codes = coded(trail.item)
    if not codes:
        if severity == "error" and _is_words(trail.item):
            walk.say("error", "fhir-code-none", trail, expected=value_set)
        return
    answer = is_member(walk.terms, value_set, trail.item)
    if answer and severity == "error":
        check_display(walk, value_set, trail)
    if answer is False:
        walk.say(severity, "fhir-code-not-in-value-set", trail, value=_shown(trail.item), expected=value_set)
    elif answer is None and severity == "error":
        walk.say("information", "fhir-unjudged-code", trail, value=_shown(trail.item), expected=value_set)


def check_display(walk: Walk, value_set: str, trail: Trail) -> None:
    """Where the code has to be of a value set, so has its display: what `ValueSet/$validate-code` answers is "if the
    concept details supplied are valid", of "the display associated with the code, if provided" too. A resource in
    another language than the code system's says it in its own, of which nobody here knows."""
    spoken = _language(text(trail.resource().item, "language"))
    for each in child(trail.item, "coding") or ([trail.item] if type_name(trail.item) == "Coding" else []):
        display = text(each, "display")
        system, code = text(each, "system"), text(each, "code")
        if display is None or system is None or code is None or not walk.terms.has(value_set, system, code):
            continue
        known = walk.terms.displays(system, code)
        if spoken not in (None, _language(walk.terms.language(system))):
            continue
        if known and folded(display) not in {folded(name) for name in known}:
            walk.say("error", "fhir-display-wrong", trail, value=display, expected=tuple(sorted(known)))


def _language(tag: str | None) -> str | None:
    return tag.partition("-")[0].lower() if tag else None


def folded(words: str) -> str:
    """Words as displays are compared: without case and extra spaces."""
    return " ".join(words.split()).casefold()


def _is_words(item: Item) -> bool:
    """A concept without any code. Required: "the concept in this element SHALL be from the specified value set"; only
    where the binding is extensible "text may be included instead" (codesystem-binding-strength). What says why it
    is absent, by an extension alone, is no concept."""
    return type_name(item) == "CodeableConcept" and (
        bool(child(item, "text")) or not child(item, "extension")
    )


def is_member(terms: Terms, value_set: str, item: Item) -> bool | None:
    """Whether one of the value's codes is in the value set; None when nobody here can tell."""
    answers = [_answer(terms, value_set, each) for each in coded(item)]
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
