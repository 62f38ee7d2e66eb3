"""Ids within a resource: of its elements, and of the resources that it contains."""

from __future__ import annotations

from dsn.fhir.path.nodes import Prim
from dsn.fhir.path.walk import child, plain, type_name
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    """ "Unique id for the element within a resource (for internal references). This may be any string value that does
    not contain spaces" (Element.id)."""
    item = trail.item
    if isinstance(item, Prim):
        found = [plain(each) for each in child(item, "id")] if item.element is not None else []
        identifier = found[0] if found else None
    else:
        identifier = getattr(item, "id", None)
    if not isinstance(identifier, str) or type_name(item) == "ElementDefinition":
        return  # those of a StructureDefinition name the same element in its snapshot and in its differential
    if " " in identifier:
        walk.say("error", "fhir-element-id-space", trail, ".id", value=identifier)
    if identifier in frame.ids:
        walk.say("error", "fhir-element-id-twice", trail, ".id", value=identifier)
    frame.ids.add(identifier)


def check_contained(walk: Walk, trail: Trail, frame: Frame) -> None:
    """A contained resource is named by `#id` within its container: one of that name. `frame` is the container's."""
    name = f"#{text(trail.item, 'id')}"
    if name in frame.ids:
        walk.say("error", "fhir-contained-twice", trail, ".id", value=name)
    frame.ids.add(name)
