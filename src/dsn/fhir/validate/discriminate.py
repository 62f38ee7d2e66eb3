"""Is a value in a slice? Told by the slicing's discriminators (profiling.html#discriminator)."""

from __future__ import annotations

import re

from dsn.base.errors import DsnError
from dsn.fhir import path as fhirpath
from dsn.fhir.path.model import is_a
from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import type_name
from dsn.fhir.types import meta
from dsn.fhir.validate.bindings import is_member
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame
from dsn.fhir.validate.match import as_item, is_fixed, is_pattern
from dsn.fhir.validate.shape import Shape, Slice, Slicing, limits, type_of_profile
from dsn.fhir.validate.trail import Trail, is_resource
from dsn.fhir.validate.tree import Node

_STEP = re.compile(r"(?P<name>\$?\w+)(?:\((?P<argument>[^)]*)\))?(?:\.|$)")


class Judge:
    """Sorts values into slices within one resource."""

    def __init__(self, walk: Walk, frame: Frame) -> None:
        self._walk = walk
        self._frame = frame

    def is_in(self, slicing: Slicing, one: Slice, trail: Trail) -> bool:
        """A discriminator of which the slice says nothing does not tell; when none tells, nothing is in the slice."""
        answers = [self._agrees(kind, path, one.shape, trail) for kind, path in slicing.discriminators]
        return False not in answers and True in answers

    def _agrees(self, kind: str, path: str, shape: Shape, trail: Trail) -> bool | None:
        nodes = self._nodes(shape.node, path)
        items = self._items(path, trail)
        if not nodes:
            return False
        if kind == "exists":
            return any(self._exists(node, bool(items)) for node in nodes)
        if kind == "type":
            return bool(items) and all(any(self._is_typed(node, item) for node in nodes) for item in items)
        if kind == "profile":
            return bool(items) and all(any(self._is_profiled(node, item) for node in nodes) for item in items)
        if not any(self._is_told(node) for node in nodes):
            return None if items or all(limits(node.element)[0] == 0 for node in nodes) else False
        if not items:
            return all(limits(node.element)[1] == 0 for node in nodes)
        return any(self._is_value(node, item, trail) for node in nodes for item in items)

    def _items(self, path: str, trail: Trail) -> list[Item]:
        if path in ("$this", ""):
            return [trail.item]
        try:
            return fhirpath.compile(path).items(
                trail.item, resource=self._frame.resource, root=self._frame.root, resolver=self._frame.resolve
            )
        except DsnError:
            return []

    @staticmethod
    def _exists(node: Node, there: bool) -> bool:
        least, most = limits(node.element)
        return there if least > 0 else (not there if most == 0 else True)

    def _is_typed(self, node: Node, item: Item) -> bool:
        kind = type_name(item)
        codes = [str(each.get("code", "")).rpartition("/")[2] for each in node.element.get("type", ())]
        codes = codes or ([node.name] if node.name and node.name[0].isupper() else [])
        return any(is_a(kind, code) for code in codes)

    def _is_profiled(self, node: Node, item: Item) -> bool:
        trail = Trail(None, type_name(item), 0, item)
        frame = self._frame.beside(item) if is_resource(item) else self._frame
        profiles = [p for each in node.element.get("type", ()) for p in each.get("profile", ())]
        if not profiles:
            return self._walk.fits(self._walk.compiler.shape(node), trail, frame)
        return any(self._walk.conforms(each, trail, frame) for each in profiles)

    def _is_value(self, node: Node, item: Item, trail: Trail) -> bool:
        for key, wanted in node.element.items():
            if key.startswith("fixed") and key[5:6].isupper():
                return is_fixed(item, as_item(key, "fixed", wanted))
            if key.startswith("pattern") and key[7:8].isupper():
                return is_pattern(item, as_item(key, "pattern", wanted))
        shape = self._walk.compiler.shape(node)
        if not node.children and shape.binding is not None and shape.binding[0] == "required":
            return is_member(self._walk.terms, shape.binding[1], item) is True
        if node.children or shape.profiled:
            return self._walk.fits(shape, Trail(trail, node.name, 0, item), self._frame)
        return False

    def _is_told(self, node: Node) -> bool:
        """Whether a definition says which values are meant."""
        if any(key.startswith(("fixed", "pattern")) for key in node.element) or node.children:
            return True
        shape = self._walk.compiler.shape(node)
        return self._is_bound(shape) or bool(shape.profiled) or limits(node.element)[1] == 0

    @staticmethod
    def _is_bound(shape: Shape) -> bool:
        """A required binding tells, unless it is R4's own, which every value has to meet."""
        if shape.binding is None or shape.binding[0] != "required":
            return False
        try:
            meta.codes(shape.binding[1].partition("|")[0])
        except KeyError:
            return True
        return False

    def _nodes(self, node: Node, path: str) -> list[Node]:
        """The definitions that a discriminator's path leads to from the slice's own."""
        nodes = [node]
        for step in _STEP.finditer(path):
            nodes = [found for each in nodes for found in self._step(each, step["name"], step["argument"])]
        return nodes

    def _step(self, node: Node, name: str, argument: str | None) -> list[Node]:
        if name == "$this":
            return [node]
        if name == "resolve":
            return self._targets(node)
        if name == "ofType":
            return [node]
        if name == "extension" and argument is not None:
            return self._extension(node, argument.strip("'\" "))
        if name == "url" and (told := _extension_url(node)):
            return [Node("url", {"fixedUri": told})]
        found = self._child(node, name)
        return [found] if found is not None else []

    def _child(self, node: Node, name: str) -> Node | None:
        profiles = [p for each in node.element.get("type", ()) for p in each.get("profile", ())]
        for children in (node.children, self._walk.definitions.children(node), *map(self._of, profiles)):
            for each in children:
                if each.name == name or each.name.removesuffix("[x]") == name:
                    return self._only_slice(each)
        return None

    def _of(self, canonical: str) -> list[Node]:
        tree = self._walk.definitions.known_tree(canonical)
        return tree.children if tree else []

    @staticmethod
    def _only_slice(node: Node) -> Node:
        """A choice narrowed by its one slice (`valueCoding`) is that slice."""
        told = any(key.startswith(("fixed", "pattern")) for key in node.element)
        return node.slices[0] if len(node.slices) == 1 and not told and node.name.endswith("[x]") else node

    def _extension(self, node: Node, url: str) -> list[Node]:
        generic = next(
            (each for each in self._walk.definitions.children(node) if each.name == "extension"), None
        )
        for each in generic.slices if generic else ():
            profiles = [p for kind in each.element.get("type", ()) for p in kind.get("profile", ())]
            if url in profiles or each.slice_name == url:
                return [each]
        return []

    def _targets(self, node: Node) -> list[Node]:
        """What a reference's resource may be: its target profiles' definitions."""
        found: list[Node] = []
        for each in node.element.get("type", ()):
            for target in each.get("targetProfile", ()):
                tree = self._walk.definitions.known_tree(target)
                kind = type_of_profile(self._walk.definitions, target)
                if tree is not None and kind is not None:
                    element = {**tree.element, "type": [{"code": kind, "profile": [target]}]}
                    found.append(Node(tree.name, element, tree.children, tree.slices))
        return found


def _extension_url(node: Node) -> str | None:
    """The url of an extension that a slice names by its profile, known or not."""
    types = [each for each in node.element.get("type", ()) if each.get("code") == "Extension"]
    profiles = [profile for each in types for profile in each.get("profile", ())]
    return str(profiles[0]).partition("|")[0] if len(profiles) == 1 else None
