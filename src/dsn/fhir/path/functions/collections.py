"""FHIRPath N1, sections "Subsetting", "Combining" and "Tree navigation"."""

from __future__ import annotations

from functools import cmp_to_key

from dsn.base.errors import Invalid
from dsn.fhir.path.equality import distinct, key, order
from dsn.fhir.path.functions.table import Table, eager
from dsn.fhir.path.nodes import Item, Items
from dsn.fhir.path.operators import only, union, value_of
from dsn.fhir.path.scope import Fn, Scope
from dsn.fhir.path.walk import children


def whole_number(items: Items) -> int | None:
    """The Integer argument, None when empty. Raises `Invalid` for anything else."""
    value = value_of(items)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise Invalid("fhirpath-wrong-type", found=type(value).__name__)
    return value


def at_index(focus: Items, index: Items) -> Items:
    """`focus[index]`: nothing past the end."""
    number = whole_number(index)
    return [] if number is None or not 0 <= number < len(focus) else [focus[number]]


def _single(scope: Scope, focus: Items) -> Items:
    only(focus)
    return focus


def _skip(scope: Scope, focus: Items, count: Items) -> Items:
    return focus[max(0, whole_number(count) or 0) :]


def _take(scope: Scope, focus: Items, count: Items) -> Items:
    return focus[: max(0, whole_number(count) or 0)]


def _intersect(scope: Scope, focus: Items, other: Items) -> Items:
    wanted = {key(item) for item in other}
    return [item for item in distinct(focus) if key(item) in wanted]


def _exclude(scope: Scope, focus: Items, other: Items) -> Items:
    unwanted = {key(item) for item in other}
    return [item for item in focus if key(item) not in unwanted]


def _combine(scope: Scope, focus: Items, other: Items, preserve_order: Items | None = None) -> Items:
    return focus + other  # the order is always preserved


def descendants(focus: Items) -> Items:
    """Everything below the items, level by level."""
    found: Items = []
    level = focus
    while level:
        level = [below for item in level for below in children(item)]
        found += level
    return found


Key = tuple[Fn, bool, bool]
"""A sort key: its expression, whether it was written `-key`, whether it was written `key desc`."""


def sort(scope: Scope, focus: Items, keys: list[Key]) -> Items:
    """`sort()`: by each key in turn. An item without a key is the lowest: first, and last when `desc`."""

    def compare(left: tuple[list[Items], Item], right: tuple[list[Items], Item]) -> int:
        for one, other, (_, negated, down) in zip(left[0], right[0], keys, strict=True):
            found = _order_of_keys(one, other, negated)
            if found:
                return -found if down else found
        return 0

    marked = [([mark(scope.on(item, at)) for mark, _, _ in keys], item) for at, item in enumerate(focus)]
    return [item for _, item in sorted(marked, key=cmp_to_key(compare))]


def _order_of_keys(left: Items, right: Items, negated: bool) -> int:
    one, other = only(left), only(right)
    if one is None or other is None:
        return (one is not None) - (other is not None)
    found = order(one, other) or 0
    return -found if negated else found


TABLE: Table = {
    "single": eager(_single),
    "first": eager(lambda scope, focus: focus[:1]),
    "last": eager(lambda scope, focus: focus[-1:]),
    "tail": eager(lambda scope, focus: focus[1:]),
    "skip": eager(_skip, 1),
    "take": eager(_take, 1),
    "intersect": eager(_intersect, 1),
    "exclude": eager(_exclude, 1),
    "union": eager(lambda scope, focus, other: union(focus, other), 1),
    "combine": eager(_combine, 1, 2),
    "children": eager(lambda scope, focus: [below for item in focus for below in children(item)]),
    "descendants": eager(lambda scope, focus: descendants(focus)),
}
