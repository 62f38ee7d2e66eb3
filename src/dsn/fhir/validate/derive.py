"""Snapshot generation: a base's tree and a differential make the tree of the profile (profiling.html#snapshot)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dsn.fhir.validate.tree import Json, Node

Children = Callable[[Node], list[Node]]
"""The children that an element without any has by its type, profile or content reference."""

_ONLY = "@only"  # codes of the types that paths such as `valueQuantity` leave of a choice
_OWN = frozenset({"id", "path", "sliceName", "constraint", "type", "binding", _ONLY})


class Derivation:
    """One run. `faults` are the paths of the differential that the base does not know."""

    def __init__(self, children_of: Children) -> None:
        self._children_of = children_of
        self.faults: list[str] = []

    def derive(self, base: Node, diff: Node, path: str = "") -> Node:
        """The base with what the differential says instead or besides."""
        diff = _unsliced(base, diff)
        made = Node(
            base.name, _merged(base.element, diff.element), slice_name=diff.slice_name or base.slice_name
        )
        place = f"{path}.{base.name}" if path else base.name
        made.children = base.children
        if diff.children:
            known = base.children or self._children_of(made)
            made.children = list(self._children(known, diff, place))
        made.slices = list(self._slices(base, diff, made, path))
        if made.slices and "slicing" not in made.element:
            made.element["slicing"] = _implied(made)
        return made

    def _children(self, known: list[Node], diff: Node, place: str) -> Iterator[Node]:
        wanted = _by_name(known, diff)
        for child in known:
            said = wanted.pop(child.name, None)
            yield child if said is None else self.derive(child, said, place)
        for name in wanted:
            self.faults.append(f"{place}.{name}")

    def _slices(self, base: Node, diff: Node, made: Node, path: str) -> Iterator[Node]:
        said = {each.slice_name: each for each in diff.slices}
        for each in base.slices:
            own = said.pop(each.slice_name, None)
            yield each if own is None else self.derive(each, own, path)
        for each in said.values():
            fresh = {key: value for key, value in base.element.items() if key not in ("slicing", "id")}
            origin = Node(base.name, {**fresh, "min": 0}, base.children)
            yield self.derive(_typed_by_name(origin, each), each, path)


def _unsliced(base: Node, diff: Node) -> Node:
    """A slice of what occurs once and is not said to be sliced is the element itself, under a name."""
    single = base.element.get("max") == "1" and not base.name.endswith("[x]") and not base.slices
    if not (single and len(diff.slices) == 1 and "slicing" not in {**base.element, **diff.element}):
        return diff
    one = diff.slices[0]
    return Node(
        diff.name, {**diff.element, **one.element}, diff.children + one.children, one.slices, one.slice_name
    )


def _by_name(known: list[Node], diff: Node) -> dict[str, Node]:
    """What the differential says of each child; `valueQuantity` becomes a slice of `value[x]`, and the only type left
    unless `value[x]` is said to be sliced."""
    names = {child.name for child in known}
    found: dict[str, Node] = {}
    for child in diff.children:
        if child.name in names:
            found[child.name] = _joined(found.get(child.name), child)
        elif (choice := _choice(child.name, names)) is not None:
            said = found.get(choice)
            only = (
                {} if said and "slicing" in said.element else {_ONLY: [child.name[len(choice) - 3 :].lower()]}
            )
            found[choice] = _joined(said, Node(choice, only, slices=[_typed_slice(choice, child)]))
        elif child.name.endswith("[x]") and (one := _narrowed(child.name, names)) is not None:
            found[one] = _joined(found.get(one), child)
        else:
            found[child.name] = child
    return found


def _typed_slice(choice: str, child: Node) -> Node:
    """`valueQuantity` as a slice of `value[x]`, whether it calls itself one or not."""
    own = [each for each in child.slices if each.slice_name == child.name]
    if len(own) != 1 or len(child.slices) != 1:
        return Node(choice, child.element, child.children, child.slices, child.name)
    one = own[0]
    return Node(
        choice, {**child.element, **one.element}, child.children + one.children, one.slices, child.name
    )


def _joined(first: Node | None, second: Node) -> Node:
    if first is None:
        return second
    only = [*first.element.get(_ONLY, ()), *second.element.get(_ONLY, ())]
    return Node(
        first.name,
        {**first.element, **second.element, **({_ONLY: only} if only else {})},
        first.children + second.children,
        first.slices + second.slices,
    )


def _choice(name: str, names: set[str]) -> str | None:
    for each in names:
        stem = each.removesuffix("[x]")
        if stem != each and name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper():
            return each
    return None


def _narrowed(name: str, names: set[str]) -> str | None:
    """`value[x]` where the base has been narrowed to `valueQuantity`."""
    stem = name.removesuffix("[x]")
    return next((n for n in names if n.startswith(stem) and n[len(stem) : len(stem) + 1].isupper()), None)


def _typed_by_name(origin: Node, diff: Node) -> Node:
    """A slice `valueQuantity` of `value[x]` is of type Quantity, whether it says so or not."""
    stem = origin.name.removesuffix("[x]")
    if stem == origin.name or "type" in diff.element or not str(diff.slice_name).startswith(stem):
        return origin
    wanted = str(diff.slice_name)[len(stem) :].lower()
    types = [each for each in origin.element.get("type", ()) if each["code"].lower() == wanted]
    return Node(origin.name, {**origin.element, "type": types}, []) if types else origin


def _implied(node: Node) -> Json:
    """Choices are sliced by type and extensions by url, without it being said."""
    if node.name.endswith("[x]"):
        rules = "closed" if len(node.element.get("type", ())) == len(node.slices) else "open"
        return {"discriminator": [{"type": "type", "path": "$this"}], "rules": rules}
    if node.name in ("extension", "modifierExtension"):
        return {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}
    return {"discriminator": [], "rules": "open"}


def _merged(base: Json, diff: Json) -> Json:
    merged = dict(base)
    merged.update({key: value for key, value in diff.items() if key not in _OWN})
    if "type" in diff:
        merged["type"] = [_typed(each, base.get("type", ())) for each in diff["type"]]
        merged.pop("contentReference", None)
    if _ONLY in diff and "type" in merged:
        merged["type"] = [each for each in merged["type"] if each["code"].lower() in diff[_ONLY]]
    if "binding" in diff:
        merged["binding"] = {**base.get("binding", {}), **diff["binding"]}
    if "constraint" in diff:
        own = {each.get("key") for each in diff["constraint"]}
        kept = [each for each in base.get("constraint", ()) if each["key"] not in own]
        merged["constraint"] = kept + list(diff["constraint"])
    return merged


def _typed(said: Json, base: Any) -> Json:
    """A type of the differential; where it says nothing of targets or profiles, those of the base stay."""
    before: Json = next((each for each in base if each.get("code") == said.get("code")), {})
    return {**before, **said}
