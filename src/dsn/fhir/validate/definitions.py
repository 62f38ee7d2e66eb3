"""What a validator knows: R4's own definitions, and those handed in beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from threading import RLock
from typing import Any

from dsn.base.errors import Invalid
from dsn.fhir.json import to_plain
from dsn.fhir.types import Resource
from dsn.fhir.validate.derive import Derivation
from dsn.fhir.validate.packed import table
from dsn.fhir.validate.shapes import misshapen
from dsn.fhir.validate.tree import Json, Node, element_of, flatten, grow, profiles

STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"
_TABLES = {"StructureDefinition": "structures", "CodeSystem": "codesystems", "ValueSet": "valuesets"}
_TYPES = {f"http://hl7.org/fhirpath/System.{name}": name.lower() for name in ("String", "Boolean", "Integer")}


class Definitions:
    """Profiles, extensions, value sets, code systems, questionnaires… by canonical url.

    `resources` are decoded, or plain JSON (mappings) for those that R4 would refuse; what has no `url` is passed over.
    Never changed once made: trees and shapes are kept with it, so make one and use it often, in any thread."""

    def __init__(self, resources: Iterable[Mapping[str, Any] | Resource] = ()) -> None:
        self._own: dict[tuple[str, str], list[Json]] = {}
        self._misshapen: dict[str, str] = {}
        for resource in resources:
            self._take(to_plain(resource) if isinstance(resource, Resource) else dict(resource))
        self.globals = _globals(self._own)
        """Profiles that ImplementationGuides ask of every resource of a type, by type."""
        self._trees: dict[str, Node | None] = {}
        self._open: list[str] = []
        self._lock = RLock()
        self.kept: dict[Any, Any] = {}
        """What others compile from these definitions, by keys of their own."""

    def _take(self, plain: Json) -> None:
        url = plain.get("url")
        if not isinstance(url, str):
            return
        if (place := misshapen(plain)) is not None:
            self._misshapen[url] = place.removeprefix(".")
            return
        self._own.setdefault((str(plain.get("resourceType")), url), []).append(plain)
        for inner in plain.get("contained", ()):
            if isinstance(inner, Mapping) and misshapen(inner) is None:
                key = (str(inner.get("resourceType")), f"{url}#{inner.get('id')}")
                self._own.setdefault(key, []).append(dict(inner))

    def find(self, kind: str, canonical: str) -> Json | None:
        """The definition of that type of resource, by url with or without `|version`, or one contained in another
        by that one's url and `#id`; None when it is not known."""
        if (inner := self._own.get((kind, canonical))) and "#" in canonical:
            return inner[-1]
        url, _, version = canonical.partition("#")[0].partition("|")
        own = self._own.get((kind, url))
        if own:
            return _of_version(own, version)
        shipped = _TABLES.get(kind)
        return table(shipped).get(url) if shipped else None

    def kinds(self, canonical: str) -> set[str]:
        """The types of resource that the url names here."""
        url = canonical.partition("#")[0].partition("|")[0]
        found = {kind for kind, own in self._own if own == url}
        return found | {kind for kind, name in _TABLES.items() if url in table(name)}

    def structure(self, canonical: str) -> Json | None:
        """A StructureDefinition by url, or by the name of a type."""
        if ":" not in canonical:
            canonical = STRUCTURES + canonical
        return self.find("StructureDefinition", _TYPES.get(canonical, canonical))

    def tree(self, canonical: str) -> Node | None:
        """The elements of a profile or type, its snapshot generated where it has none; None when it is not known.

        With the id of an element as its fragment (`…/library#Composition.section:plan`), that element.

        Raises `Invalid` for a profile that cannot be: its base is missing, or is itself, or it is not of R4's shape."""
        if canonical not in self._trees:
            with self._lock:
                self._trees[canonical] = self._grown(canonical)
        return self._trees[canonical]

    def _grown(self, canonical: str) -> Node | None:
        url, _, element = canonical.partition("#")
        if url and element:
            whole = self.tree(url)
            return element_of(whole, element) if whole else None
        known = self.structure(canonical)
        if known is None and (place := self._misshapen.get(canonical.partition("|")[0])) is not None:
            raise Invalid("fhir-profile-misshapen", profile=canonical, value=place)
        return None if known is None else self._tree(known, canonical)

    def known_tree(self, canonical: str) -> Node | None:
        """As `tree`; None also for a profile that cannot be."""
        try:
            return self.tree(canonical)
        except Invalid:
            return None

    def _tree(self, found: Json, canonical: str) -> Node:
        if "snapshot" in found and found["snapshot"].get("element"):
            return grow(_located(found, "snapshot"), whole=True)
        if canonical in self._open:
            raise Invalid("fhir-profile-circular", profile=canonical)
        self._open.append(canonical)
        try:
            return self.derived(found, canonical)
        finally:
            self._open.pop()

    def derived(self, found: Json, canonical: str) -> Node:
        """The tree of a profile by its differential, whether it is at hand here or not. Raises as `tree`."""
        base = self.tree(str(found.get("baseDefinition", "")))
        if base is None:
            raise Invalid(
                "fhir-profile-base-unknown", profile=canonical, base=str(found.get("baseDefinition"))
            )
        diff = grow(_located(found, "differential"))
        run = Derivation(self.children)
        made = run.derive(base, diff)
        if run.faults:
            raise Invalid("fhir-profile-path-unknown", profile=canonical, value=run.faults[0])
        return made

    def children(self, node: Node) -> list[Node]:
        """The children of an element: its own, else those of what it refers to, of its one profile, of its type."""
        if node.children:
            return node.children
        if reference := node.element.get("contentReference"):
            there = self.referred(reference)
            return there.children if there else []
        types = node.element.get("type", ())
        codes = {each.get("code") for each in types}
        if len(codes) != 1:
            return self._children_of("Element")
        asked = profiles(types)
        known = len(asked) == 1 and self.structure(asked[0]) is not None
        return self._children_of(asked[0] if known else str(next(iter(codes))))

    def referred(self, reference: str) -> Node | None:
        """The element that a content reference (`#Observation.referenceRange`) names, as the type defines it."""
        name, *steps = reference.rpartition("#")[2].split(".")
        node = self.tree(name)
        for step in steps:
            node = node.child(step.partition(":")[0]) if node else None
        return node

    def _children_of(self, canonical: str) -> list[Node]:
        tree = self.tree(canonical)
        return tree.children if tree else []


def _located(profile: Json, view: str) -> list[Json]:
    """The elements of a profile; value sets that it contains itself (`#colours`) are named by its url too."""
    elements = (profile.get(view) or {}).get("element", ())
    if not profile.get("contained"):
        return list(elements)
    return [_bound_within(each, str(profile.get("url"))) for each in elements]


def _bound_within(element: Json, url: str) -> Json:
    value_set = (element.get("binding") or {}).get("valueSet")
    if not isinstance(value_set, str) or not value_set.startswith("#"):
        return element
    return {**element, "binding": {**element["binding"], "valueSet": url + value_set}}


def _globals(own: dict[tuple[str, str], list[Json]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for (kind, _), guides in own.items():
        for each in guides if kind == "ImplementationGuide" else ():
            for rule in each.get("global", ()):
                name = str(rule.get("type"))
                found[name] = (*found.get(name, ()), str(rule.get("profile")))
    return found


@cache
def r4() -> Definitions:
    """R4's own definitions alone."""
    return Definitions()


def snapshot(profile: Mapping[str, Any], definitions: Definitions) -> list[Json]:
    """The elements of a profile's snapshot, generated from its differential and the snapshot of its base.

    Raises `Invalid`: `fhir-profile-base-unknown`, `fhir-profile-circular`, `fhir-profile-path-unknown`."""
    bare = {key: value for key, value in profile.items() if key != "snapshot"}
    return flatten(definitions._tree(bare, str(profile.get("url", ""))))


def _of_version(known: list[Json], version: str) -> Json | None:
    if not version:
        return known[-1]
    exact = [each for each in known if each.get("version") == version]
    near = [each for each in known if str(each.get("version", "")).startswith(version + ".")]
    return next(iter(exact or near), None)
