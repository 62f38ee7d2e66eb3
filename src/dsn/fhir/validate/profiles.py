"""Profiles judged as profiles: does a differential speak of what its base has, and only add to what that asks?

A profile of derivation `constraint` "adds additional rules to an existing concrete type" (type-derivation-rule)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dsn.base.errors import Invalid
from dsn.fhir.json import to_plain
from dsn.fhir.path.model import is_a, known
from dsn.fhir.path.nodes import Item, Obj
from dsn.fhir.path.walk import child
from dsn.fhir.types import Resource
from dsn.fhir.validate.definitions import STRUCTURES
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.shape import limits, type_of_profile
from dsn.fhir.validate.trail import Trail
from dsn.fhir.validate.tree import Json, Node, profiles

_STRENGTHS = ("example", "preferred", "extensible", "required")
_ABSTRACT = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})
_NAME = re.compile(r"[a-z]\w*")


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    """One StructureDefinition, by its differential. A base that is not at hand is said, and is no error."""
    profile = plain_of(trail.item)
    if profile.get("derivation") != "constraint" or not child(trail.item, "differential"):
        return
    try:
        base = walk.definitions.tree(str(profile.get("baseDefinition", "")))
        if base is None:
            walk.say("warning", "fhir-unjudged-profile", trail, profile=text(trail.item, "baseDefinition"))
            return
        made = walk.definitions.derived(profile, str(profile.get("url", "")))
    except Invalid as error:
        walk.say("error", "fhir-profile-not-made", trail, ".differential", why=error.code, value=_told(error))
        return
    _Comparison(walk, trail).compare(base, made, base.name)


def plain_of(item: Item) -> Json:
    if isinstance(item, Resource):
        return to_plain(item)
    return dict(item.value) if isinstance(item, Obj) else {}


def _told(error: Invalid) -> str:
    return ", ".join(str(value) for value in error.values.values())


class _Comparison:
    """What a profile's tree says less than its base's."""

    def __init__(self, walk: Walk, trail: Trail) -> None:
        self._walk = walk
        self._trail = trail

    def compare(self, base: Node, made: Node, path: str) -> None:
        """The two elements and what is in them; nodes that are shared say the same."""
        if base is made:
            return
        is_slice = made.slice_name is not None and base.slice_name != made.slice_name
        for what, before, now in _wider(base.element, made.element):
            if what == "min" and is_slice:
                continue  # of what has to be there, not each slice has to
            self._say("fhir-profile-wider", path, what=what, value=now, expected=before)
        self._check_slicing(made, path)
        self._check_types(made, path)
        for below in made.children:
            if (before_it := base.child(below.name)) is not None:
                self.compare(before_it, below, f"{path}.{below.name}")
        known_slices = {each.slice_name: each for each in base.slices}
        for each in made.slices:
            self.compare(known_slices.get(each.slice_name, base), each, f"{path}:{each.slice_name}")

    def _check_types(self, made: Node, path: str) -> None:
        """A profile of a type is one of that type."""
        for each in made.element.get("type", ()):
            for canonical in profiles([each]):
                of = type_of_profile(self._walk.definitions, canonical)
                code = str(each.get("code"))
                if of is not None and "#" not in canonical and of != code and code not in _ABSTRACT:
                    self._say("fhir-profile-wider", path, what="profile", value=canonical, expected=code)

    def _check_slicing(self, made: Node, path: str) -> None:
        for each in (made.element.get("slicing") or {}).get("discriminator", ()):
            if not self._leads(made, str(each.get("path", "$this"))):
                self._say("fhir-discriminator-path", path, value=each.get("path"))

    def _leads(self, node: Node, path: str) -> bool:
        """Whether the elements that a discriminator names are there, up to its first function."""
        here: Node | None = node
        for step in path.split("."):
            if _NAME.fullmatch(step) is None or len(_codes(here)) > 1:
                return True  # `$this`, `resolve()`, `extension('…')`: what is below is another's
            children = self._walk.definitions.children(here) if here else []
            here = next((one for one in children if one.name.removesuffix("[x]") == step), None)
            if here is None:
                return False
        return True

    def _say(self, code: str, path: str, **told: Any) -> None:
        self._walk.say("error", code, self._trail, ".differential", element=path, **told)


def _codes(node: Node | None) -> list[str]:
    return [str(each.get("code")) for each in node.element.get("type", ())] if node else []


def _wider(base: Json, made: Json) -> Iterator[tuple[str, str, str]]:
    """What is allowed now and was not: name, before, now."""
    least, most = limits(base)
    if limits(made)[0] < least:
        yield "min", str(least), str(made.get("min", 0))
    if limits(made)[1] > most:
        yield "max", str(base.get("max")), str(made.get("max", "*"))
    yield from _types(base, made)
    before, now = (each.get("binding", {}).get("strength") for each in (base, made))
    if before in _STRENGTHS and now in _STRENGTHS and _STRENGTHS.index(now) < _STRENGTHS.index(before):
        yield "binding", before, now
    for key in base:
        if key.startswith("fixed") and key[5:6].isupper() and made.get(key) != base[key]:
            yield key, str(base[key]), str(made.get(key))


def _types(base: Json, made: Json) -> Iterator[tuple[str, str, str]]:
    before = [_bare(str(each.get("code"))) for each in base.get("type", ())]
    for code in (_bare(str(each.get("code"))) for each in made.get("type", ())):
        fits = not before or any(code == each or (known(code) and is_a(code, each)) for each in before)
        if not fits and not {"*", "Element", "BackboneElement"} & set(before):
            yield "type", ", ".join(before), code


def _bare(code: str) -> str:
    """FHIRPath's own types (`http://hl7.org/fhirpath/System.String`) and R4's by their names."""
    return code.removeprefix(STRUCTURES).rpartition("System.")[2].lower() if "System." in code else code
