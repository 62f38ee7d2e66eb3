"""Questionnaires: what R4 says of their items beyond the invariants (questionnaire.html)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsn.fhir.path.walk import child
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    items = list(_items(trail))
    for link, count in Counter(text(each.item, "linkId") for each in items).items():
        if count > 1 and link is not None:
            walk.say("error", "fhir-form-link-twice", trail, value=link)
    known = {text(each.item, "linkId") for each in items}
    for each in items:
        _check_conditions(walk, each, known)


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
