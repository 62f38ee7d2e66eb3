"""Invariants: the FHIRPath expressions of a definition, each true of every value of its element."""

from __future__ import annotations

from dsn.base.errors import DsnError
from dsn.fhir.path import Compiled
from dsn.fhir.path.nodes import Item
from dsn.fhir.path.operators import truth
from dsn.fhir.path.walk import child, wrap
from dsn.fhir.validate.bindings import is_member
from dsn.fhir.validate.contained import is_hanging_together
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.issue import Severity
from dsn.fhir.validate.shape import Rule, Shape
from dsn.fhir.validate.trail import Trail

_OF_CONTAINED = frozenset({"dom-2", "dom-3", "dom-4", "dom-5"})


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
        broken = _is_broken(walk, rule, rule.test, trail, frame)
    except DsnError as error:
        walk.say("warning", "fhir-unjudged-rule", trail, key=rule.key, why=error.code)
        return
    if broken:
        severity: Severity = "warning" if rule.severity == "warning" else "error"
        walk.say(
            severity,
            "fhir-best-practice" if rule.best else "fhir-rule-broken",
            trail,
            key=rule.key,
            human=rule.human,
        )


def _is_broken(walk: Walk, rule: Rule, test: Compiled, trail: Trail, frame: Frame) -> bool:
    """A rule holds when it is true. R4's own hold when they are empty too: ref-1 is of a bare display, per-1 of dates
    of which one is less precise."""
    if rule.lenient and _holds_at_sight(rule, trail.item):
        return False
    if rule.key == "dom-3" and rule.expression.startswith("contained.where"):
        return not is_hanging_together(trail.item)
    found = test.items(
        trail.item,
        resource=frame.resource,
        root=frame.root,
        resolver=frame.resolve,
        conforms=lambda item, url: walk.conforms(url, Trail(None, "$this", 0, item), frame.beside(item)),
        member_of=lambda item, url: _is_member(walk, item, url),
    )
    return truth(found) is not True and not (rule.lenient and not found)


def _holds_at_sight(rule: Rule, item: Item) -> bool:
    """Of R4's own rules those on contained resources and on references to them, which most values do not concern."""
    if rule.key in _OF_CONTAINED and rule.expression.startswith("contained."):
        return not child(item, "contained")
    return rule.key == "ref-1" and not (text(item, "reference") or "").startswith("#")


def _is_member(walk: Walk, item: Item, url: str) -> bool:
    found = wrap(item)
    return bool(found) and is_member(walk.terms, url, found[0]) is not False
