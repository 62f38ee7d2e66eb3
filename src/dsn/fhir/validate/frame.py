"""Where a resource stands: inside which container and Bundle, and what its references lead to there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from dsn.fhir.path.nodes import Item
from dsn.fhir.path.walk import child, plain, type_name

RESTFUL = re.compile(r"(?P<base>(?:https?|urn):.*/)(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})")


def text(item: Item | None, name: str) -> str | None:
    """The text of an element that occurs once; None without it."""
    found = child(item, name) if item is not None else []
    value = plain(found[0]) if found else None
    return value if isinstance(value, str) else None


@dataclass(eq=False)
class Entries:
    """The entries of a Bundle by fullUrl."""

    bundle: Item
    up: Frame | None = None
    by_url: dict[str, list[Item]] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)
    """The fullUrl of a resource by its identity in memory."""
    anchors: frozenset[str] | None = None
    """What links of narratives may lead to anywhere in the Bundle, kept by those who gather it."""
    _meant: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in child(self.bundle, "entry"):
            for resource in child(entry, "resource"):
                if (url := text(entry, "fullUrl")) is not None:
                    self.by_url.setdefault(url, []).append(resource)
                    self.urls[id(resource)] = url
                    self._meant.setdefault(f"{type_name(resource)}/{text(resource, 'id')}", url)
                    if url.startswith("urn:"):
                        self._meant.setdefault(url.rpartition(":")[2], url)

    def meant(self, reference: str) -> str | None:
        """The fullUrl of the entry that a relative reference seems to mean: by type and id, else by a UUID."""
        return self._meant.get(reference) or self._meant.get(reference.partition("/")[2])

    def named(self, url: str) -> list[Item]:
        """The resources that an absolute reference names; a version in it must be theirs."""
        plain_url, _, version = url.partition("/_history/")
        found = self.by_url.get(plain_url, [])
        if version:
            return [each for each in found if version_of(each) in (None, version)]
        return found


@dataclass(eq=False)
class Frame:
    """`root` is the container where `resource` is contained, else the resource itself."""

    resource: Item
    root: Item
    entries: Entries | None = None
    full_url: str | None = None
    parameters: tuple[Item, ...] = ()
    """The resources that the Parameters around bring."""
    ids: set[str] = field(default_factory=set)
    """Those of the resource's elements that were looked at."""

    def inside(self, resource: Item) -> Frame:
        """The frame of a resource contained in this one."""
        return Frame(resource, self.root, self.entries, self.full_url, self.parameters)

    def beside(self, resource: Item) -> Frame:
        """The frame of a resource that a reference leads to."""
        if any(resource is each for each in self.contained):
            return Frame(resource, self.root, self.entries, self.full_url)
        return Frame(resource, resource, self.entries, self._url_of(resource))

    def _url_of(self, resource: Item) -> str | None:
        return self.entries.urls.get(id(resource)) if self.entries else None

    @cached_property
    def contained(self) -> list[Item]:
        return child(self.root, "contained")

    def resolve(self, reference: str) -> Item | None:
        """The resource that a literal reference names, here or in the Bundle; None when it is not there."""
        return next(iter(self.candidates(reference)), None)

    def candidates(self, reference: str) -> list[Item]:
        """Those that the reference might name; several only in a Bundle that repeats a fullUrl."""
        if reference == "#":
            return [self.root]
        if reference.startswith("#"):
            return [each for each in self.contained if text(each, "id") == reference[1:]][:1]
        if self.entries is None:
            return []
        url, _, inner = reference.partition("#")
        found = self.entries.named(self.absolute(url)) or self._outside(url)
        if inner:
            return [each for one in found for each in child(one, "contained") if text(each, "id") == inner]
        return found

    def _outside(self, url: str) -> list[Item]:
        return self.entries.up.candidates(url) if self.entries and self.entries.up else []

    def absolute(self, reference: str) -> str:
        """A relative reference made absolute by the entry's own fullUrl, where that is a RESTful one (bundle.html)."""
        if ":" in reference.partition("/")[0]:
            return reference
        own = RESTFUL.fullmatch(self.full_url or "")
        return own["base"] + reference if own else reference


def version_of(resource: Item) -> str | None:
    meta = child(resource, "meta")
    return text(meta[0], "versionId") if meta else None


def is_bundle(item: Item) -> bool:
    return type_name(item) == "Bundle"


def brought_by(item: Item) -> tuple[Item, ...]:
    """The resources in the parameters of a Parameters resource, or of a parameter, at any depth."""
    parts = [*child(item, "parameter"), *child(item, "part")]
    return tuple(found for each in parts for found in (*child(each, "resource"), *brought_by(each)))
