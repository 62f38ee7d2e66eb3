"""dom-3 in plain Python: every contained resource is referred to, or refers to its container.

R4's expression walks the whole resource several times for each; this walks it once. It also accepts what a narrative
shows of a contained resource by `#id` (narrative.html), which the expression does not look at.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, elements_in
from dsn.fhir.validate.frame import text

_LINKS = frozenset({"canonical", "uri", "url"})


def is_hanging_together(resource: Item) -> bool:
    """Whether dom-3 holds of the resource."""
    waiting = [each for each in child(resource, "contained") if "#" not in set(_links(each))]
    names = {f"#{text(each, 'id')}" for each in waiting}
    if names:
        for link in _links(resource):
            names.discard(link)
            if not names:
                return True
    shown = "".join(_narratives(resource)) if names else ""
    return all(f'"{name}"' in shown for name in names)


def _links(item: Item) -> Iterator[str]:
    """What `reference` elements and canonicals, uris and urls say, at any depth."""
    for name, found in elements_in(item):
        for each in found:
            if not isinstance(each, Prim) or each.element is not None:
                yield from _links(each)
            if not isinstance(each, Prim):
                continue
            if isinstance(each.value, str) and (name == "reference" or each.type in _LINKS):
                yield each.value


def _narratives(resource: Item) -> Iterator[str]:
    for name, found in elements_in(resource):
        for each in found if name != "contained" else ():
            if not isinstance(each, Prim):
                yield from _narratives(each)
            elif each.type == "xhtml":
                yield str(each.value)
