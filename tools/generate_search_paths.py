"""Turns the closed subset of FHIRPath that R4's search expressions use into element paths with their types.

A path is what the extractor compiles: `component*.valueQuantity`, `telecom*{system=phone}`, `entry*[0].resource`
(`*` a repeating element, `{}` an equality kept, `[]` an index). Choices become one path for each of their types.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

PREFIX = "http://hl7.org/fhir/StructureDefinition/"
Json = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """Where values stand and of what FHIR type they are. `system` is that of a bare code, by its binding."""

    path: str
    type: str
    system: str = ""
    kept: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    names: bool = False

    def packed(self) -> list[Any]:
        """As it stands in the table: [path, type] or [path, type, {what else there is}]."""
        extra: Json = {}
        if self.system:
            extra["system"] = self.system
        if self.kept:
            extra["is"] = list(self.kept)
        if self.names:
            extra["names"] = True
        return [self.path, self.type, extra] if extra else [self.path, self.type]


@dataclass(frozen=True)
class Place:
    """A point of a walk: the attribute path so far, and the definition that stands there."""

    path: str
    element: Json
    type: str
    owner: str
    kept: tuple[str, ...] = ()


class Definitions:
    """The structure definitions and value sets of the official package's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._elements: dict[str, Json] = {}
        self.types: list[str] = []
        for name in ("Bundle-types.json", "Bundle-resources.json"):
            for definition in self._resources(name, "StructureDefinition"):
                self._add(definition)

    def _resources(self, name: str, kind: str) -> Iterator[Json]:
        bundle = json.loads((self._folder / name).read_text())
        for entry in bundle["entry"]:
            if entry["resource"]["resourceType"] == kind:
                yield entry["resource"]

    def _add(self, definition: Json) -> None:
        if definition.get("derivation") == "constraint":
            return
        if definition["kind"] == "resource" and not definition["abstract"]:
            self.types.append(definition["type"])
        for element in definition["snapshot"]["element"]:
            self._elements[element["path"]] = element

    def child(self, place: Place, name: str) -> list[Place]:
        """The places an element's name leads to: one, or one for each type of a choice. Empty when unknown."""
        owner = place.type if place.type else place.owner
        element = self._elements.get(f"{owner}.{name}")
        many = "*" if element and element["max"] != "1" else ""
        if element is not None:
            return list(self._single(place, owner, name, element, many))
        choice = self._elements.get(f"{owner}.{name}[x]")
        if choice is None:
            return []
        return [
            Place(
                _join(place.path, name + kind["code"][0].upper() + kind["code"][1:]),
                choice,
                kind["code"],
                owner,
            )
            for kind in choice["type"]
        ]

    def _single(self, place: Place, owner: str, name: str, element: Json, many: str) -> Iterator[Place]:
        attribute = name + "_" if keyword.iskeyword(name) else name
        path = _join(place.path, attribute + many)
        own = f"{owner}.{name}"
        if "contentReference" in element:
            own = element["contentReference"].split("#")[1]
            yield Place(path, self._elements[own], own, own)
            return
        for kind in element["type"]:
            code = "string" if kind["code"].startswith("http://hl7.org/fhirpath/") else kind["code"]
            inside = own if code in ("BackboneElement", "Element") else code
            yield Place(path, element, inside, owner)

    def resource(self, type_name: str) -> Place:
        """The start of a walk."""
        return Place("", self._elements[type_name], type_name, type_name)

    def targets(self, place: Place) -> tuple[str, ...]:
        """The resource types a reference or canonical may point at; empty for any."""
        found: list[str] = []
        for kind in place.element["type"]:
            if kind["code"] == place.type:
                found += [profile.removeprefix(PREFIX) for profile in kind.get("targetProfile", [])]
        return () if "Resource" in found else tuple(sorted(set(found)))

    def implicit_system(self, place: Place) -> str:
        """The code system of a bare code: that of its binding, when the value set names exactly one."""
        binding = place.element.get("binding", {})
        if place.type != "code" or binding.get("strength") != "required":
            return ""
        return self._systems.get(binding.get("valueSet", "").split("|")[0], "")

    @cached_property
    def _systems(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name in ("Bundle-valuesets.json", "Bundle-v3-valuesets.json", "Bundle-v2-valuesets.json"):
            if (self._folder / name).exists():
                for value_set in self._resources(name, "ValueSet"):
                    includes = value_set.get("compose", {}).get("include", [])
                    systems = {include.get("system") for include in includes}
                    if len(systems) == 1 and None not in systems:
                        found[value_set["url"]] = systems.pop()
        return found


def _join(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


_WHERE = re.compile(r"\s*where\((\w+)='([^']+)'\)$")
_IS = re.compile(r"\s*where\(resolve\(\) is (\w+)\)$")
_AS = re.compile(r"\s*(?:as|ofType)\((\w+)\)$")
_NAME = re.compile(r"(\w+)(?:\[(\d+)\])?$")
_CAST = re.compile(r"^\((.+) as (\w+)\)(.*)$")
_SUBTYPES = {
    "uri": ("canonical", "oid", "url", "uuid"),
    "string": ("code", "id", "markdown"),
    "integer": ("positiveInt", "unsignedInt"),
    "Quantity": ("Age", "Count", "Distance", "Duration", "MoneyQuantity", "SimpleQuantity"),
}
_DECEASED = "Patient.deceased.exists() and Patient.deceased != false"


def branches(expression: str) -> list[str]:
    """The alternatives of a union."""
    return [part.strip() for part in expression.split("|")]


def walk(definitions: Definitions, start: Place, expression: str) -> list[Place]:
    """The places one alternative leads to, from `start` (the resource's own name in front is taken off)."""
    cast = _CAST.match(expression)
    if cast:
        inner = _typed(walk(definitions, start, cast[1]), cast[2])
        return _steps(definitions, inner, _split(cast[3].lstrip(".")))
    names = _split(expression)
    if names and names[0] in (start.owner, "Resource", "DomainResource", "%resource"):
        names = names[1:]
    return _steps(definitions, [start], names)


def _split(expression: str) -> list[str]:
    """At the dots that stand in no parenthesis."""
    return [step for step in re.split(r"\.(?![^(]*\))", expression) if step]


def _steps(definitions: Definitions, places: list[Place], steps: Iterable[str]) -> list[Place]:
    for step in steps:
        places = _step(definitions, places, step)
    return places


def _step(definitions: Definitions, places: list[Place], step: str) -> list[Place]:
    if found := _AS.match(step):
        return _typed(places, found[1])
    if found := _IS.match(step):
        return [replace(place, kept=(found[1],)) for place in places]
    if found := _WHERE.match(step):
        return [replace(place, path=f"{place.path}{{{found[1]}={found[2]}}}") for place in places]
    found = _NAME.match(step)
    if not found:
        raise ValueError(f"not in the subset: {step}")
    index = f"[{found[2]}]" if found[2] else ""
    next_places = [after for place in places for after in definitions.child(place, found[1])]
    return [replace(place, path=place.path + index) for place in next_places]


def _typed(places: list[Place], type_name: str) -> list[Place]:
    """Those of a type "or a subclass thereof" (FHIRPath, `as`); R4 once writes DateTime for dateTime."""
    wanted = "dateTime" if type_name == "DateTime" else type_name
    return [place for place in places if place.type in (wanted, *_SUBTYPES.get(wanted, ()))]


def is_deceased(expression: str) -> bool:
    """The one expression of R4 that is no path: true when a death is known, by date or by a plain yes."""
    return expression == _DECEASED


def leaf(definitions: Definitions, place: Place) -> Leaf:
    """What the table keeps of a place."""
    targets = definitions.targets(place) if place.type in ("Reference", "canonical") else ()
    return Leaf(
        place.path,
        place.type,
        system=definitions.implicit_system(place),
        kept=place.kept,
        targets=place.kept or targets,
        names=place.owner in ("HumanName", "Address") or place.type in ("HumanName", "Address"),
    )
