"""Questionnaires: what R4 says of their items beyond the invariants (questionnaire.html)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import child, type_name
from dsn.fhir.validate.answers import TYPES
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail

# Options of a choice may be of any type that options have; conditions have no type of their own for addresses.
_OPTIONS = {
    **dict.fromkeys(("choice", "open-choice"), ("string", "integer", "date", "time", "Reference")),
    "url": ("string",),
}


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    items = list(_items(trail))
    for link, count in Counter(text(each.item, "linkId") for each in items).items():
        if count > 1 and link is not None:
            walk.say("error", "fhir-form-link-twice", trail, value=link)
    known = {text(each.item, "linkId") for each in items}
    kinds = {text(each.item, "linkId"): text(each.item, "type") for each in items}
    for each in items:
        _check_conditions(walk, each, known)
        _check_types(walk, each, kinds)


def _items(trail: Trail) -> Iterator[Trail]:
    for at, item in enumerate(child(trail.item, "item")):
        here = Trail(trail, "item", at, item)
        yield here
        yield from _items(here)


def _check_conditions(walk: Walk, trail: Trail, known: set[str | None]) -> None:
    conditions = child(trail.item, "enableWhen")
    if len(conditions) > 1 and not child(trail.item, "enableBehavior"):
        # "This element must be specified if more than one enableWhen value is provided." (item.enableBehavior)
        walk.say("error", "fhir-form-no-behavior", trail)
    inside = {text(trail.item, "linkId"), *(text(each.item, "linkId") for each in _items(trail))}
    for at, condition in enumerate(conditions):
        question = text(condition, "question")
        here = Trail(trail, "enableWhen", at, condition)
        if question not in known:
            walk.say("error", "fhir-form-question-unknown", here, value=question)
        elif question in inside:
            walk.say("error", "fhir-form-question-within", here, value=question)


def _check_types(walk: Walk, trail: Trail, kinds: dict[str | None, str | None]) -> None:
    """ "The data type of the value must agree with the item.type" (answerOption.value, and initial.value likewise);
    what a question is compared with is of the type of its answers."""
    kind = text(trail.item, "type")
    for name in ("initial", "answerOption"):
        for at, each in enumerate(child(trail.item, name)):
            _check_type(walk, kind, child(each, "value"), Trail(trail, name, at, each), "value")
    for at, each in enumerate(child(trail.item, "enableWhen")):
        if text(each, "operator") != "exists":
            asked = kinds.get(text(each, "question"))
            _check_type(walk, asked, child(each, "answer"), Trail(trail, "enableWhen", at, each), "answer")


def _check_type(walk: Walk, kind: str | None, values: list[Item], trail: Trail, name: str) -> None:
    allowed = (*TYPES.get(kind or "", ()), *_OPTIONS.get(kind or "", ()))
    for value in values:
        given = type_name(value)
        if allowed and given not in allowed:
            walk.say("error", "fhir-form-type", trail, f".{name}", value=given, expected=allowed, kind=kind)
