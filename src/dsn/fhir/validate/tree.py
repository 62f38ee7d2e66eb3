"""A StructureDefinition's list of elements as a tree, and back.

The list names children by path (`Patient.contact.name`) and slices by `sliceName` (`a/b` is a slice of slice `a`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_PROFILE_ELEMENT = "http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element"


@dataclass(eq=False)
class Node:
    """One element. `name` is the last step of its path, `[x]` included; `slices` are the ways it is told apart.

    Nodes are shared between trees and never changed once their tree is handed out."""

    name: str
    element: Json
    children: list[Node] = field(default_factory=list)
    slices: list[Node] = field(default_factory=list)
    slice_name: str | None = None

    def child(self, name: str) -> Node | None:
        return next((each for each in self.children if each.name == name), None)


def grow(elements: Iterable[Json], *, whole: bool = False) -> Node:
    """The tree of a differential, or of a snapshot (`whole`).

    Steps that a differential leaves out become nodes without content. A snapshot leaves none out: a slice of an
    element that it does not list is the element itself, under a name."""
    root = Node("", {})
    branch: list[Node] = [root]
    for element in elements:
        names = str(element.get("path", "")).split(".")
        if len(names) == 1:
            root.name, root.element = names[0], element
            branch = [root]
            continue
        branch = _shared(branch, names)
        while len(branch) < len(names) - 1:
            branch.append(_plain(branch[-1], names[len(branch)]))
        if whole and branch[-1].child(names[-1]) is None:
            node = Node(names[-1], element, slice_name=element.get("sliceName"))
            branch[-1].children.append(node)
            branch.append(node)
        else:
            branch.append(_placed(branch[-1], names[-1], element))
    return root


def _shared(branch: list[Node], names: list[str]) -> list[Node]:
    """As much of the branch as leads to the parent of the element called `names`."""
    kept = 1
    while kept < min(len(branch), len(names) - 1) and branch[kept].name == names[kept]:
        kept += 1
    return branch[:kept]


def _plain(parent: Node, name: str) -> Node:
    found = parent.child(name)
    if found is None:
        found = Node(name, {})
        parent.children.append(found)
    return found


def _placed(parent: Node, name: str, element: Json) -> Node:
    node = _plain(parent, name)
    slice_name = element.get("sliceName")
    if slice_name is None:
        node.element = {**node.element, **element}
        return node
    for step in _slice_steps(node, str(slice_name)):
        found = next((each for each in node.slices if each.slice_name == step), None)
        if found is None:
            found = Node(name, {}, slice_name=step)
            node.slices.append(found)
        node = found
    node.element = {**node.element, **element}
    return node


def profiles(types: Iterable[Json]) -> list[str]:
    """The canonicals that types ask for. Where R4's extension `elementdefinition-profile-element` names one element
    of the profile ("used when a backbone element is being profiled"), its id is the canonical's fragment."""
    return [
        f"{url}#{element}" if element else str(url)
        for row in types
        for url, element in zip(_listed(row.get("profile")), _elements(row), strict=False)
    ]


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else [each for each in value or () if isinstance(each, str)]


def _elements(row: Json) -> Iterator[str | None]:
    for each in row.get("_profile") or ():
        told = (each or {}).get("extension", ())
        yield next((str(x.get("valueString")) for x in told if x.get("url") == _PROFILE_ELEMENT), None)
    while True:
        yield None


def element_of(root: Node, identifier: str) -> Node | None:
    """The element with an id (`Composition.section:plan`); None when the tree has none."""
    node: Node | None = root
    for step in identifier.split(".")[1:]:
        name, _, slice_name = step.partition(":")
        node = node.child(name) if node else None
        if node and slice_name:
            node = next((each for each in _slices(node) if each.slice_name == slice_name), None)
    return node


def _slices(node: Node) -> Iterator[Node]:
    for each in node.slices:
        yield each
        yield from _slices(each)


def _slice_steps(node: Node, slice_name: str) -> list[str]:
    """`a/b` as `["a", "a/b"]` where slice `a` stands; names may hold a `/` without meaning that."""
    head = slice_name.rpartition("/")[0]
    if head and any(each.slice_name == head for each in node.slices):
        return [head, slice_name]
    return [slice_name]


def flatten(root: Node) -> list[Json]:
    """The elements of a tree in the order of a snapshot, each with its `id` and `path`."""
    return list(_flat(root, root.name, root.name))


def _flat(node: Node, path: str, identifier: str) -> Iterator[Json]:
    if node.slice_name is not None:
        identifier = f"{identifier}:{node.slice_name}"
        yield {**node.element, "id": identifier, "path": path, "sliceName": node.slice_name}
    else:
        yield {**node.element, "id": identifier, "path": path}
    for child in node.children:
        yield from _flat(child, f"{path}.{child.name}", f"{identifier}.{child.name}")
    base = identifier.removesuffix(f":{node.slice_name}") if node.slice_name else identifier
    for each in node.slices:
        yield from _flat(each, path, base)
