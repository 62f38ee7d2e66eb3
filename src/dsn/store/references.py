"""References inside a resource that are not final yet: to a resource of the same commit, or to whatever a query finds.

Worked out on the encoded bytes: a property named `reference` that holds a string is always Reference.reference in R4,
and inside a JSON string its quotes would be escaped. Elements of type uri, url, oid and uuid are found in the structs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from os.path import commonprefix
from typing import Any

from dsn.fhir.json import decode, encode, from_plain, to_plain
from dsn.fhir.types import Resource, meta

_LOCAL = re.compile(rb'"reference":"((?:urn:(?:uuid|oid):|https?://)[^"\\]+)"')
_CONDITION = re.compile(rb'"reference":"([A-Z][A-Za-z]+)\?([^"\\]+)"')
_LINK = re.compile(r"""((?:href|src)\s*=\s*["'])([^"']+)(["'])""")
_ADDRESS_TYPES = frozenset({"uri", "url", "oid", "uuid"})


class Names(Mapping[str, str]):
    """What stands for what in one commit (`urn:uuid:…` for `Patient/x`). Knows quickly that a text has none of them."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._known: dict[str, str] = {}
        self._heads: dict[str, str] = {}
        self._cuts: dict[bytes, list[bytes]] | None = None
        for name, stands_for in (names or {}).items():
            self.add(name, stands_for)

    def add(self, name: str, stands_for: str) -> None:
        """From now on `name` stands for that."""
        scheme = name.partition(":")[0]
        self._heads[scheme] = commonprefix([self._heads.get(scheme, name), name])  # noqa: RUF071 - of letters
        self._known[name] = stands_for
        self._cuts = None

    def occur_in(self, text: bytes) -> bool:
        """Does any of them stand in `text`? They begin alike, so that most texts are asked once or twice."""
        if self._cuts is None:
            self._cuts = {head.encode(): [] for head in self._heads.values()}
            for name in self._known:
                self._cuts[self._heads[name.partition(":")[0]].encode()].append(name.encode())
        return any(head in text and any(name in text for name in names) for head, names in self._cuts.items())

    def __getitem__(self, name: str) -> str:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def rewrite(resource: Resource, names: Mapping[str, str]) -> Resource:
    """The resource with each of `names` replaced by what it stands for.

    In references, in elements of type uri, url, oid and uuid, and in links of the narrative (R4 http.html#trules).
    """
    body = encode(resource)
    found = _LOCAL.sub(lambda match: _named(match, names), body)
    if (names if isinstance(names, Names) else Names(names)).occur_in(found):
        plain = to_plain(decode(found))
        return from_plain(_walk(plain, resource.resourceType, names))
    return resource if found == body else decode(found)


def _named(match: re.Match[bytes], names: Mapping[str, str]) -> bytes:
    name = names.get(match[1].decode())
    return match[0] if name is None else b'"reference":"%b"' % name.encode()


def conditions(resource: Resource) -> list[tuple[str, str]]:
    """The conditional references (`Practitioner?identifier=…`) in a resource: type and query, each once."""
    body = encode(resource)
    if b"?" not in body:
        return []
    found = [(m[1].decode(), m[2].decode()) for m in _CONDITION.finditer(body)]
    return list(dict.fromkeys(found))


def settle(resource: Resource, find: Callable[[str, str], str]) -> Resource:
    """The resource with each conditional reference replaced by `Type/id`, where `find(type, query)` gives the id."""
    body = _CONDITION.sub(
        lambda m: f'"reference":"{m[1].decode()}/{find(m[1].decode(), m[2].decode())}"'.encode(),
        encode(resource),
    )
    return decode(body)


def _walk(value: Any, type_: str, names: Mapping[str, str]) -> Any:
    """Rewrites a plain object of the R4 type (or struct) `type_`."""
    if type_ == "Resource" and isinstance(value, dict):
        type_ = value["resourceType"]
    fields = fields_of(type_)
    return {name: _element(kept, fields.get(name), names) for name, kept in value.items()}


def _element(value: Any, type_: str | None, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_element(item, type_, names) for item in value]
    if type_ is None or value is None:
        return value
    if isinstance(value, str):
        if type_ == "xhtml":
            return _LINK.sub(lambda match: f"{match[1]}{names.get(match[2], match[2])}{match[3]}", value)
        return names.get(value, value) if type_ in _ADDRESS_TYPES else value
    return _walk(value, type_, names) if isinstance(value, dict) else value


@cache
def fields_of(type_: str) -> dict[str, str]:
    """JSON property → type code, of one struct; the `_` twin of a primitive is an Element."""
    found = {"resourceType": "code"}
    for element in meta.of(type_).elements:
        for field in element.fields:
            found[field.json] = field.type.code.lstrip("@")
            if field.twin:
                found[field.twin] = "Element"
    return found
