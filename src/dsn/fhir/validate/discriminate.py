"""Is a value in a slice? Told by the slicing's discriminators (profiling.html#discriminator)."""

from __future__ import annotations

import re
from enum import Enum

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
from dsn.fhir.validate.tree import Node, profiles

_STEP = re.compile(r"(?P<name>\$?\w+)(?:\((?P<argument>[^)]*)\))?(?:\.|$)")


class Told(Enum):
    """What one discriminator tells of a value. `SILENT`: the slice says nothing there. `UNKNOWN`: it rests on a
    profile that is not at hand."""

    YES = "yes"
    NO = "no"
    SILENT = "silent"
    UNKNOWN = "unknown"


class Judge:
    """Sorts values into slices within one resource. `unknown`: the profiles not at hand that would have told."""

    def __init__(self, walk: Walk, frame: Frame) -> None:
        self._walk = walk
        self._frame = frame
        self.unknown: dict[str, None] = {}

    def is_in(self, slicing: Slicing, one: Slice, trail: Trail) -> bool | None:
        """A discriminator of which the slice says nothing does not tell; when none tells, nothing is in the slice.
        None where nobody here can tell."""
        answers = [self._told(kind, path, one.shape, trail) for kind, path in slicing.discriminators]
        if Told.NO in answers:
            return False
        return None if Told.UNKNOWN in answers else Told.YES in answers

    def _told(self, kind: str, path: str, shape: Shape, trail: Trail) -> Told:
        nodes = self._nodes(shape.node, path)
        items = self._items(path, trail)
        if not nodes:
            return self._unknown(shape.node) or Told.NO
        if kind == "exists":
            return _yes(any(self._exists(node, bool(items)) for node in nodes))
        if kind == "type":
            typed = (any(self._is_typed(node, item) for node in nodes) for item in items)
            return _yes(bool(items) and all(typed))
        if kind == "profile":
            return self._profiled(nodes, items)
        told = nodes if nodes == [shape.node] else _with_slices(nodes)
        return self._valued(shape, told, items, trail)

    def _valued(self, shape: Shape, nodes: list[Node], items: list[Item], trail: Trail) -> Told:
        if not any(self._is_told(node) for node in nodes):
            if unknown := self._unknown(shape.node):
                return unknown
            silent = items or all(limits(node.element)[0] == 0 for node in nodes)
            return Told.SILENT if silent else Told.NO
        if not items:
            return _yes(all(limits(node.element)[1] == 0 for node in nodes))
        return _yes(any(self._is_value(node, item, trail) for node in nodes for item in items))

    def _unknown(self, node: Node) -> Told | None:
        """`UNKNOWN` when the element is profiled by what is not at hand."""
        missing = [each for each in profiles(node.element.get("type", ())) if self._is_missing(each)]
        self.unknown.update(dict.fromkeys(missing))
        return Told.UNKNOWN if missing else None

    def _is_missing(self, canonical: str) -> bool:
        return self._walk.definitions.known_tree(canonical) is None

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

    def _profiled(self, nodes: list[Node], items: list[Item]) -> Told:
        """Whether every item meets one of the definitions' profiles."""
        if not items:
            return Told.NO
        if all(any(self._is_profiled(node, item) for node in nodes) for item in items):
            return Told.YES
        return next((unknown for node in nodes if (unknown := self._unknown(node))), Told.NO)

    def _is_profiled(self, node: Node, item: Item) -> bool:
        trail = Trail(None, type_name(item), 0, item)
        frame = self._frame.beside(item) if is_resource(item) else self._frame
        asked = profiles(node.element.get("type", ()))
        if not asked:
            return self._walk.fits(self._walk.compiler.shape(node), trail, frame)
        known = [each for each in asked if not self._is_missing(each)]
        return any(self._walk.conforms(each, trail, frame) for each in known)

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
            ways = nodes if nodes[:1] == [node] else _with_slices(nodes)
            nodes = [found for each in ways for found in self._step(each, step["name"], step["argument"])]
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
        """The element below: the slice's own, its profile's, its type's; the first that says something."""
        asked = profiles(node.element.get("type", ()))
        levels = (node.children, *map(self._of, asked), self._walk.definitions.children(node))
        found = [
            self._only_slice(each)
            for children in levels
            for each in children
            if name in (each.name, each.name.removesuffix("[x]"))
        ]
        return next((each for each in found if self._is_told(each)), found[0] if found else None)

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
            if url in profiles(each.element.get("type", ())) or each.slice_name == url:
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
    asked = profiles(types)
    return asked[0].partition("|")[0] if len(asked) == 1 else None


def _yes(answer: bool) -> Told:
    return Told.YES if answer else Told.NO


def _with_slices(nodes: list[Node]) -> list[Node]:
    """The definitions and their slices: `code.coding.code` is told by the slice of `coding` that has to be there."""
    return [found for node in nodes for found in (node, *_with_slices(node.slices))]
