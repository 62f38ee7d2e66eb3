"""Texts that name something: UUIDs and OIDs as URIs, canonicals, the urls of definitions (datatypes.html#uri)."""

from __future__ import annotations

from dsn.fhir.path.nodes import Prim
from dsn.fhir.primitives import CHECKS
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame
from dsn.fhir.validate.trail import Trail, is_resource

URIS = frozenset({"uri", "url", "canonical"})


def check(walk: Walk, prim: Prim, trail: Trail, frame: Frame) -> None:
    """A primitive of type uri, url or canonical."""
    value = prim.value
    if not isinstance(value, str):
        return
    if _is_malformed(value):
        walk.say("error", "fhir-urn-malformed", trail, value=value)
    if prim.type == "canonical" and value.startswith("#"):
        _check_within(walk, value, trail, frame)
    if ":" in value or value.startswith("#"):
        return
    if prim.type == "canonical":
        # Many of R4's own examples do it: it names nothing that could be found, and breaks nothing else.
        walk.say("warning", "fhir-canonical-relative", trail, value=value)
    elif prim.type == "uri" and trail.name == "url" and _is_definition(trail):
        walk.say("error", "fhir-canonical-relative", trail, value=value)


def _check_within(walk: Walk, value: str, trail: Trail, frame: Frame) -> None:
    """What ref-1 asks of a Reference holds of a canonical: "SHALL have a contained resource if a local reference is
    provided"; `#vs1` leads into the same resource alone (references.html#canonical)."""
    if value != "#" and frame.resolve(value) is None:
        walk.say("error", "fhir-canonical-not-contained", trail, value=value)


def _is_malformed(value: str) -> bool:
    kind = next((each for each in ("uuid", "oid") if value.startswith(f"urn:{each}:")), None)
    return kind is not None and not CHECKS[kind](value)


def _is_definition(trail: Trail) -> bool:
    """Whether the url is that of a resource, by which others name it."""
    return trail.up is not None and is_resource(trail.up.item)
