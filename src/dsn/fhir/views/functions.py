"""The functions of views: keys that join the rows of one view to those of another, and their own `join`."""

from __future__ import annotations

from dsn.fhir.path.functions import strings
from dsn.fhir.path.functions.fhir import reference_text
from dsn.fhir.path.functions.table import Function, eager, typed
from dsn.fhir.path.model import known
from dsn.fhir.path.nodes import Items
from dsn.fhir.path.scope import Scope
from dsn.fhir.path.walk import child, plain, type_name


def _resource_key(scope: Scope, focus: Items) -> Items:
    return [f"{type_name(item)}/{plain(one)}" for item in focus for one in child(item, "id")]


def _reference_key(scope: Scope, focus: Items, wanted: str | None = None) -> Items:
    """`Type/id` of relative references; others (contained, absolute, logical) have no row to join to."""
    found: Items = []
    for item in focus:
        kind, _, rest = (reference_text(item) or "").partition("/")
        if rest and known(kind) and wanted in (None, kind):
            found.append(f"{kind}/{rest.partition('/')[0]}")
    return found


def _join(scope: Scope, focus: Items, separator: Items | None = None) -> Items:
    """As FHIRPath's, but for nothing at all: that gives '' here (docs/clarifications/join-of-nothing.md)."""
    return strings.join(scope, focus, separator) or [""]


FUNCTIONS: dict[str, Function] = {
    "getResourceKey": eager(_resource_key),
    "getReferenceKey": typed(_reference_key, 0, 1),
    "join": eager(_join, 0, 1),
}
