"""Which entry of a Bundle a reference means (R4, bundle.html#references), for what the store cannot know.

The store replaces the local name of an entry by the id it gave. Here every entry that writes is given a `urn:uuid:` as
that name when it has another fullUrl, and references to that fullUrl, whole or relative to it, are turned to the name.
An entry put where its fullUrl says keeps its place as its name: what is relative to it already means it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from dsn.base import chance
from dsn.base.errors import Invalid
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Bundle, BundleEntry, Resource

_PLACE = re.compile(r"^(?P<root>(?:https?://.*/)?)[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}$")
_REFERENCES = re.compile(rb'"reference":"([^"]+)"')
_WRITES = frozenset(("POST", "PUT"))


def linked(given: Bundle) -> Bundle:
    """`given` with local names that the store replaces. Raises Invalid `full-url-twice` (R4, bdl-7)."""
    entries = given.entry or ()
    _check_unique(entries)
    names = {str(entry.fullUrl): _name(entry) for entry in entries if _is_place(entry)}
    if not names:
        return given
    return msgspec.structs.replace(given, entry=tuple(_renamed(entry, names) for entry in entries))


def _name(entry: BundleEntry) -> str:
    found = _PLACE.match(entry.fullUrl or "")
    place = str(entry.fullUrl)[found.end("root") :] if found else ""
    stays = entry.request is not None and entry.request.method == "PUT" and entry.request.url == place
    return place if stays else f"urn:uuid:{chance.uuid()}"


def _check_unique(entries: tuple[BundleEntry, ...]) -> None:
    urls = [entry.fullUrl for entry in entries if entry.fullUrl and entry.resource is not None]
    if len(set(urls)) != len(urls):
        twice = next(url for url in urls if urls.count(url) > 1)
        raise Invalid("full-url-twice", path="Bundle.entry.fullUrl", value=twice)


def _is_place(entry: BundleEntry) -> bool:
    is_write = entry.request is not None and entry.request.method in _WRITES
    return is_write and _PLACE.match(entry.fullUrl or "") is not None


def _renamed(entry: BundleEntry, names: Mapping[str, str]) -> BundleEntry:
    url = entry.fullUrl or ""
    found = _PLACE.match(url)
    resource = entry.resource
    if resource is not None:
        resource = _with_names(resource, names, found["root"] if found else "")
    return msgspec.structs.replace(entry, fullUrl=names.get(url, entry.fullUrl), resource=resource)


def _with_names(resource: Resource, names: Mapping[str, str], root: str) -> Resource:
    said = {one.decode() for one in _REFERENCES.findall(fhir_json.encode(resource))}
    if not any(_turned(one, names, root) for one in said):
        return resource
    plain = fhir_json.to_plain(resource)
    return fhir_json.from_plain(plain) if _rename(plain, names, root) else resource


def _turned(said: str, names: Mapping[str, str], root: str) -> str | None:
    """What a reference is to say instead; None when it stays as it is."""
    name = names.get(said) or names.get(root + said)
    return name if name != said else None


def _rename(value: Any, names: Mapping[str, str], root: str) -> bool:
    """Changes `value` in place; whether there was anything to change."""
    changed = False
    if isinstance(value, dict):
        said = value.get("reference")
        if isinstance(said, str) and (name := _turned(said, names, root)):
            value["reference"] = name
            changed = True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        changed = _rename(one, names, root) or changed
    return changed
