"""Fixed values, patterns, bounds, lengths and types of single values."""

from __future__ import annotations

import re

from dsn.base.errors import DsnError
from dsn.fhir import path as fhirpath
from dsn.fhir.path.model import is_a
from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, elements_in, quantity_of, type_name
from dsn.fhir.validate import addresses
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame
from dsn.fhir.validate.match import is_fixed, is_pattern, shown
from dsn.fhir.validate.shape import Shape
from dsn.fhir.validate.trail import Trail

_DATES = frozenset({"date", "dateTime", "instant"})
# Durations as bounds of dates: "subtracted from the current clock", "added" to it (ElementDefinition.min/maxValue[x]).
_SINCE = {
    "date": fhirpath.compile("%value >= today() - %bound"),
    "dateTime": fhirpath.compile("%value >= now() - %bound"),
}
_UNTIL = {
    "date": fhirpath.compile("%value <= today() + %bound"),
    "dateTime": fhirpath.compile("%value <= now() + %bound"),
}
_AT_LEAST = fhirpath.compile("%value >= %bound")
_AT_MOST = fhirpath.compile("%value <= %bound")


def check(walk: Walk, shape: Shape, trail: Trail) -> None:
    item = trail.item
    if shape.fixed is not None and not is_fixed(item, shape.fixed):
        walk.say("error", "fhir-not-fixed-value", trail, expected=shown(shape.fixed))
    if shape.pattern is not None and not is_pattern(item, shape.pattern):
        walk.say("error", "fhir-not-pattern", trail, expected=shown(shape.pattern))
    if shape.max_length and isinstance(item, Prim) and len(str(item.value or "")) > shape.max_length:
        walk.say("error", "fhir-longer-than", trail, expected=shape.max_length)
    if isinstance(item, Prim) and isinstance(item.value, str):
        _check_text(walk, shape, item.value, trail)
    if shape.low is not None and _is_false(_SINCE, _AT_LEAST, item, shape.low):
        walk.say("error", "fhir-below-least", trail, expected=shown(shape.low))
    if shape.high is not None and _is_false(_UNTIL, _AT_MOST, item, shape.high):
        walk.say("error", "fhir-above-most", trail, expected=shown(shape.high))


def _check_text(walk: Walk, shape: Shape, written: str, trail: Trail) -> None:
    """What R4's extensions `minLength` and `regex` ask of the element."""
    if shape.min_length is not None and len(written) < shape.min_length:
        walk.say("error", "fhir-shorter-than", trail, expected=shape.min_length)
    if shape.regex is not None and not matches(shape.regex, written):
        walk.say("error", "fhir-answer-pattern", trail, expected=shape.regex)


def matches(pattern: str, written: str) -> bool:
    """Whether the whole text fits; true where the pattern is none that we can read."""
    try:
        return re.fullmatch(pattern, written) is not None
    except re.error:
        return True


def check_content(walk: Walk, trail: Trail, frame: Frame) -> None:
    """ele-1: "All FHIR elements must have a @value or children", and an id alone is neither."""
    item = trail.item
    if isinstance(item, Prim):
        if item.type in addresses.URIS:
            addresses.check(walk, item, trail, frame)
        if item.value is None and not child(item, "extension"):
            walk.say("error", "fhir-no-content", trail)
    elif getattr(item, "id", None) is not None and [name for name, _ in elements_in(item)] == ["id"]:
        walk.say("error", "fhir-no-content", trail)


def _is_false(
    relative: dict[str, fhirpath.Compiled], test: fhirpath.Compiled, item: Item, bound: Item
) -> bool:
    """Bounds that cannot be compared (of other dimensions, less precise) are not judged."""
    if type_name(item) in _DATES and not isinstance(bound, Prim):
        bound = quantity_of(bound)
        test = relative["date" if type_name(item) == "date" else "dateTime"]
    try:
        return test(None, variables={"value": item, "bound": bound}) == [False]
    except DsnError:
        return False


def check_type(walk: Walk, shape: Shape, trail: Trail) -> None:
    """The value is of one of the types that the profile leaves."""
    kind = type_name(trail.item)
    if not any(_is_type(kind, each.code) for each in shape.types):
        allowed = tuple(dict.fromkeys(each.code for each in shape.types))
        walk.say("error", "fhir-type-not-allowed", trail, value=kind, expected=allowed)


def _is_type(kind: str, code: str) -> bool:
    anything = code in ("BackboneElement", "Element", "*", "") or code.startswith("http://hl7.org/fhirpath/")
    return anything or is_a(kind, code) or (kind == "string" and code[:1].islower())
