"""Explaining what is too large to be read again whole: member by member and item by item, in the room of one.

A list of many small items would take thirty times its text if it were read with nothing lost. Here items that the
quick reader accepts are passed over, and the others are explained each by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import msgspec
from msgspec import Raw

from dsn.base.errors import DsnError
from dsn.fhir.json import explain, scan
from dsn.fhir.json.checks import DEEPEST
from dsn.fhir.json.explain import SEEN, Enough, Known, Walk, about_of
from dsn.fhir.json.scan import Pairs
from dsn.fhir.json.source import FLAT, RESOURCE_LEVELS
from dsn.fhir.types import RESOURCE_TYPES

LARGE: Final = 1_000_000
"""Bytes; below, all of it is read at once."""
_PIECE: Final = 64_000
_members: Final = msgspec.json.Decoder(dict[str, Raw])
_items: Final = msgspec.json.Decoder(list[Raw])


IsFine = Callable[[Raw, str, int], bool]
"""(part, its type, its depth) → whether the quick reader accepts it."""


def issues(raw: bytes, is_fine: IsFine) -> list[DsnError]:
    """As `explain.issues`, of a resource whose JSON is well-formed and compact."""
    walk = _Large(is_fine)
    with suppress(Enough):
        walk.whole(raw, "", 0)
    return walk.found or (explain.issues(raw.decode()) if walk.is_unsure else [])


class _Large(Walk):
    """`is_unsure` when something was repeated and its key cannot be told: by an escape."""

    def __init__(self, is_fine: IsFine) -> None:
        super().__init__()
        self._is_fine = is_fine
        self.is_unsure = False

    def whole(self, raw: bytes | Raw, path: str, depth: int) -> None:
        """A resource. Its type is read first: it says what the members are."""
        if depth > DEEPEST:
            self.add("fhir-too-deep", path, expected=DEEPEST)
            return
        members = _members.decode(raw)
        kind = self._read(members["resourceType"]) if "resourceType" in members else None
        if not isinstance(kind, str) or kind not in RESOURCE_TYPES:
            known = [(key, value) for key, value in members.items() if key == "resourceType"]
            self.resource(Pairs((key, self._read(value)) for key, value in known), path, depth)
            return
        self._object(raw, members, kind, path or kind, depth)

    def _object(self, raw: bytes | Raw, members: dict[str, Raw], struct: str, path: str, depth: int) -> None:
        keys, pairs = about_of(struct).keys, Pairs()
        for key, value in members.items():
            known = keys.get(key)
            apart = known is not None and self._apart(known, value, f"{path}.{key}", depth)
            pairs.append((key, SEEN if apart else self._read(value)))
        self.struct(pairs, struct, path, depth)
        if _is_longer(raw, members):
            self.is_unsure = True
            for key in _repeated(raw, members):
                self.add("fhir-key-repeated", f"{path}.{key}", value=key)

    def _apart(self, known: Known, value: Raw, path: str, depth: int) -> bool:
        """Look at a large member by itself, if it is of a kind that has parts."""
        if len(value) <= _PIECE or known.primitive or known.is_twin:
            return False
        first = _first(value)
        if known.many and first == b"[":
            for index, item in enumerate(_items.decode(value)):
                if len(item) > LARGE or not self._is_fine(item, known.code, depth + 1):
                    self._item(known, item, f"{path}[{index}]", depth)
            return True
        if not known.many and first == b"{":
            self._item(known, value, path, depth)
            return True
        return False

    def _item(self, known: Known, raw: Raw, path: str, depth: int) -> None:
        if len(raw) <= _PIECE or _first(raw) != b"{":
            self.one(known, self._read(raw), path, depth)
        elif known.code == "Resource":
            self.whole(raw, path, depth + RESOURCE_LEVELS)
        else:
            deeper = depth if known.code in FLAT else depth + 1
            self._object(raw, _members.decode(raw), known.code, path, deeper)

    def _read(self, raw: Raw) -> Any:
        return scan.read(bytes(raw).decode())


def _first(raw: Raw) -> bytes:
    return bytes(memoryview(raw)[:1])


def _is_longer(raw: bytes | Raw, members: dict[str, Raw]) -> bool:
    """Is the text of an object longer than its members are?"""
    told = sum(len(key.encode()) + len(value) + 4 for key, value in members.items())  # "…": and a comma
    return len(raw) != 1 + told


def _repeated(raw: bytes | Raw, members: dict[str, Raw]) -> list[str]:
    """The keys that `raw` has more than once, by their number in it and in its members."""
    text, found = bytes(raw), []
    for key in members:
        written = msgspec.json.encode(key) + b":"
        if text.count(written) > 1 + sum(bytes(value).count(written) for value in members.values()):
            found.append(key)
    return found
