"""Slices: which repetition is which, how many there may be, what becomes of the rest (profiling.html#slicing)."""

from __future__ import annotations

from dsn.fhir.validate.discriminate import Judge
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame
from dsn.fhir.validate.shape import Shape, Slicing
from dsn.fhir.validate.trail import Trail

_DEFAULT = "@default"
_NOBODY_KNOWS = -1  # a slice told by a profile that is not at hand


def check(walk: Walk, shape: Shape, found: list[Trail], parent: Trail, name: str, frame: Frame) -> None:
    """The repetitions `found` of the sliced element `name`."""
    slicing = shape.slicing
    if slicing is None:
        return
    judge = Judge(walk, frame)
    placed = [_place(judge, slicing, trail) for trail in found]
    for canonical in judge.unknown:
        walk.say("warning", "fhir-unjudged-profile", parent, f".{name}", profile=canonical)
    for at, each in enumerate(slicing.slices):
        count = placed.count(at)
        if count < each.min and _NOBODY_KNOWS not in placed:
            walk.say(
                "error",
                "fhir-slice-too-few",
                parent,
                f".{name}",
                slice=each.name,
                expected=each.min,
                value=count,
            )
        if count > each.max:
            walk.say(
                "error",
                "fhir-slice-too-many",
                parent,
                f".{name}",
                slice=each.name,
                expected=each.max,
                value=count,
            )
        own = [trail for trail, place in zip(found, placed, strict=True) if place == at]
        for trail in own:
            walk.element(each.shape, trail, frame)
        if each.shape.node.slices:
            check(walk, each.shape, own, parent, name, frame)
    _check_rest(walk, slicing, found, placed)


def _place(judge: Judge, slicing: Slicing, trail: Trail) -> int | None:
    """The place of the slice that a value is in; None for none. A slice `@default` takes what no other does."""
    unknown = None
    for at, each in enumerate(slicing.slices):
        if each.name == _DEFAULT:
            unknown = at if unknown is None else unknown
            continue
        answer = judge.is_in(slicing, each, trail)
        if answer:
            return at
        unknown = _NOBODY_KNOWS if answer is None else unknown
    return unknown


def _check_rest(walk: Walk, slicing: Slicing, found: list[Trail], placed: list[int | None]) -> None:
    last = -1
    rest_began = False
    for trail, place in zip(found, placed, strict=True):
        if place == _NOBODY_KNOWS:
            continue
        if place is None:
            rest_began = True
            if slicing.rules == "closed" and slicing.discriminators:
                names = tuple(each.name for each in slicing.slices)
                walk.say("error", "fhir-slice-none", trail, expected=names)
            continue
        if rest_began and slicing.rules == "openAtEnd":
            walk.say("error", "fhir-slice-not-at-end", trail, slice=slicing.slices[place].name)
        if slicing.ordered and place < last:
            walk.say("error", "fhir-slice-order", trail, slice=slicing.slices[place].name)
        last = max(last, place)
