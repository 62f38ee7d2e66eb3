"""What R4 says of Bundles beyond their invariants: fullUrls, links, what documents and messages hold (bundle.html)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsn.fhir.path.nodes import Item, Prim
from dsn.fhir.path.walk import child, elements_in, type_name
from dsn.fhir.types import meta
from dsn.fhir.validate.face import Walk
from dsn.fhir.validate.frame import RESTFUL, Entries, Frame, text
from dsn.fhir.validate.trail import Trail

_FIRST = {"document": "Composition", "message": "MessageHeader"}
_ASKED = frozenset({"batch", "transaction"})


def check(walk: Walk, trail: Trail, frame: Frame) -> None:
    kind = text(trail.item, "type") or ""
    entries = [Trail(trail, "entry", at, each) for at, each in enumerate(child(trail.item, "entry"))]
    _check_links(walk, trail)
    for entry in entries:
        _check_full_url(walk, entry, kind)
    if kind in _FIRST:
        _check_first(walk, _FIRST[kind], entries, trail)
        _check_reached(walk, entries, frame)
    if kind == "searchset":
        for entry in entries:
            _check_found(walk, entry)


def _check_links(walk: Walk, trail: Trail) -> None:
    """One link of each relation is meant, by the link relations that R4 borrows."""
    counts = Counter(text(each, "relation") for each in child(trail.item, "link"))
    for relation, count in counts.items():
        if count > 1 and relation is not None:
            walk.say("error", "fhir-bundle-link-twice", trail, ".link", value=relation)


def _check_full_url(walk: Walk, entry: Trail, kind: str) -> None:
    url = text(entry.item, "fullUrl")
    resources = child(entry.item, "resource")
    if not resources:
        return
    if url is None:
        # "fullUrl … SHALL have a value unless": a request that creates gives none, other entries have an identity.
        if kind not in _ASKED and kind not in ("transaction-response", "batch-response"):
            walk.say("warning" if kind == "searchset" else "error", "fhir-bundle-no-full-url", entry)
        return
    if ":" not in url:
        walk.say("error", "fhir-bundle-full-url-relative", entry, ".fullUrl", value=url)
        return
    _check_identity(walk, entry, resources[0], url, kind)


def _check_identity(walk: Walk, entry: Trail, resource: Item, url: str, kind: str) -> None:
    """What has an address has an id: "The only time that a resource does not have an id is when it is being submitted
    to the server using a create operation" (Resource.id). The two agree "if the fullUrl does look like a RESTful
    server URL"; other addresses may "not end with the logical id of the resource" (Bundle.entry.fullUrl)."""
    if not url.startswith(("http:", "https:")):
        return
    identifier, name = text(resource, "id"), type_name(resource)
    if identifier is None:
        if kind not in _ASKED and name != "OperationOutcome":
            walk.say("error", "fhir-bundle-no-id", entry, ".resource", value=url)
        return
    match = RESTFUL.fullmatch(url)
    if match is None or match["type"] not in meta.RESOURCE_NAMES:
        return
    if (match["type"], match["id"]) != (name, identifier):
        expected = f"{name}/{identifier}"
        walk.say("error", "fhir-bundle-full-url-other", entry, ".fullUrl", value=url, expected=expected)


def _check_first(walk: Walk, wanted: str, entries: list[Trail], trail: Trail) -> None:
    resources = child(entries[0].item, "resource") if entries else []
    if not resources or type_name(resources[0]) != wanted:
        walk.say("error", "fhir-bundle-first", trail, ".entry[0]", expected=wanted)


def _check_found(walk: Walk, entry: Trail) -> None:
    """An outcome is about the search; what was found is not an outcome."""
    mode = next((text(each, "mode") for each in child(entry.item, "search")), None)
    kind = next((type_name(each) for each in child(entry.item, "resource")), None)
    if kind is None or mode is None:
        return
    if (kind == "OperationOutcome") != (mode == "outcome"):
        walk.say("error", "fhir-bundle-search-mode", entry, ".search.mode", value=mode, expected=kind)


def _check_reached(walk: Walk, entries: list[Trail], frame: Frame) -> None:
    """Every entry of a document or message hangs together with the first: by a reference to or from it."""
    near = _neighbours(entries, frame)
    reached, waiting = {0}, [0]
    while waiting:
        fresh = near[waiting.pop()] - reached if near else set()
        waiting.extend(fresh)
        reached |= fresh
    for at, entry in enumerate(entries):
        if at not in reached:
            walk.say("warning", "fhir-bundle-not-reached", entry)


def _neighbours(entries: list[Trail], frame: Frame) -> list[set[int]]:
    """For each entry, the places of those that it refers to or that refer to it."""
    index = Entries(frame.resource)
    resources = [next(iter(child(entry.item, "resource")), None) for entry in entries]
    places = {id(resource): at for at, resource in enumerate(resources) if resource is not None}
    near: list[set[int]] = [set() for _ in entries]
    for at, own in enumerate(resources):
        if own is None:
            continue
        here = Frame(own, own, index, text(entries[at].item, "fullUrl"))
        for reference in references_in(own):
            other = places.get(id(here.resolve(reference)))
            if other is not None:
                near[at].add(other)
                near[other].add(at)
    return near


def references_in(item: Item) -> Iterator[str]:
    """The literal references in an item, those of resources within it included."""
    if isinstance(item, Prim):
        return
    if type_name(item) == "Reference" and (reference := text(item, "reference")) is not None:
        yield reference
    for _, found in elements_in(item):
        for each in found:
            yield from references_in(each)
