"""Narratives: what their invariants do not look at, the ends of their links (narrative.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import elements_in
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import Frame, text
from dsn.fhir.validate.trail import Trail

_LINK = re.compile(r"""\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ANCHOR = re.compile(r"""\s(?:id|name)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# The invariants let `href` be anything; "scripts" are not allowed in a narrative (txt-1), and this is one.
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript)\s*:", re.IGNORECASE)


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    """Links within the narrative lead somewhere: "A reference to an unavailable or unidentifiable resource is an
    error" (HTML 4.01, 12.2.4, which R4 borrows its links from). None of them runs."""
    links = [one or other for one, other in _LINK.findall(text(trail.item, "div") or "")]
    inside = [each[1:] for each in links if each.startswith("#") and each != "#"]
    known = set(_anchors(frame)) if inside else set()
    for name in dict.fromkeys(inside):
        if name not in known:
            walk.say("error", "fhir-narrative-link", trail, ".div", value=f"#{name}")
    for each in dict.fromkeys(filter(_SCRIPT.match, links)):
        walk.say("error", "fhir-narrative-script", trail, ".div", value=each[:40])


def _anchors(frame: Frame) -> Iterator[str]:
    """What a link may lead to: anchors of the narratives and ids of elements and contained resources, of the
    resource, and in a Bundle of all of it, whose narratives may be shown together as one page."""
    yield from _named(frame.root)
    entries = frame.entries
    if entries is not None:
        if entries.anchors is None:
            entries.anchors = frozenset(_named(entries.bundle))
        yield from entries.anchors


def _named(item: Item) -> Iterator[str]:
    if isinstance(item, Prim):
        if item.type == "xhtml" and isinstance(item.value, str):
            yield from (one or other for one, other in _ANCHOR.findall(item.value))
        return
    if (identifier := text(item, "id")) is not None:
        yield identifier
    for name, found in elements_in(item):
        for each in found if name != "id" else ():
            yield from _named(each)
