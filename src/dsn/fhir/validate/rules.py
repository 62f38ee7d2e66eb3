"""Invariants: the FHIRPath expressions of a definition, each true of every value of its element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dsn.base.errors import DsnError
from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, elements_in, wrap
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.shape import Rule, Shape
from dsn.fhir.validate.trail import Trail

if TYPE_CHECKING:
    from dsn.fhir.validate.walk import Walk


def check_rules(walk: Walk, shape: Shape, trail: Trail, frame: Frame) -> None:
    for rule in shape.rules:
        _check(walk, rule, trail, frame)


def _check(walk: Walk, rule: Rule, trail: Trail, frame: Frame) -> None:
    if walk.is_trial and rule.severity != "error":
        return
    if rule.test is None:
        walk.say("warning", "fhir-rule-unreadable", trail, key=rule.key, expression=rule.expression)
        return
    try:
        broken = rule.test.items(
            trail.item,
            resource=frame.resource,
            root=frame.root,
            resolver=frame.resolve,
            conforms=lambda item, url: walk.conforms(url, Trail(None, "$this", 0, item), frame.beside(item)),
            member_of=lambda item, url: _is_member(walk, item, url),
        ) == [False]
    except DsnError as error:
        walk.say("warning", "fhir-unjudged-rule", trail, key=rule.key, why=error.code)
        return
    if broken and not _is_excused(rule, trail):
        severity = "warning" if rule.severity == "warning" else "error"
        code = "fhir-best-practice" if rule.best else "fhir-rule-broken"
        walk.say("warning" if severity == "warning" else "error", code, trail, key=rule.key, human=rule.human)


def _is_excused(rule: Rule, trail: Trail) -> bool:
    """dom-3 looks for references alone; a narrative may show what is contained too (narrative.html: `#id`)."""
    if rule.key != "dom-3":
        return False
    shown = "".join(_narratives(trail.item))
    ids = [text(each, "id") for each in child(trail.item, "contained")]
    return bool(shown) and any(f'"#{each}"' in shown for each in ids)


def _narratives(item: Item) -> Iterator[str]:
    for name, found in elements_in(item):
        for each in found if name != "contained" else ():
            if isinstance(each, Prim):
                if each.type == "xhtml":
                    yield str(each.value)
            else:
                yield from _narratives(each)


def _is_member(walk: Walk, item: Item, url: str) -> bool:
    from dsn.fhir.validate.bindings import is_member

    found = wrap(item)
    return bool(found) and is_member(walk.terms, url, found[0]) is not False
