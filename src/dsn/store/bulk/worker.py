"""One piece of a file, made into a parcel: everything that needs no look at the store. Runs in a process of its own."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec

from dsn.access.relations import Relate
from dsn.base.errors import DsnError, Invalid, Unsupported
from dsn.fhir.json import admit
from dsn.fhir.types import Resource
from dsn.store import codec
from dsn.store.blobs import marks
from dsn.store.bulk.parcel import Failure, Item, Parcel
from dsn.store.bulk.sources import Piece, open_
from dsn.store.index import Names, entries
from dsn.store.ready import ready
from dsn.store.references import rewrite

_REFERENCE = re.compile(rb'"reference"\s*:\s*"((?:urn:|https?:)[^"\\]+)"')
_CONDITION = re.compile(rb'"reference":"[A-Z][A-Za-z]+\?')
_UUID = "urn:uuid:"
_NICE = 10

relate: Sequence[Relate] = ()
"""Set once in each worker process, by `prepare`."""


class _Request(msgspec.Struct):
    method: str = ""
    url: str = ""


class _Entry(msgspec.Struct):
    fullUrl: str | None = None
    resource: msgspec.Raw = msgspec.Raw(b"")
    request: _Request | None = None


class _Bundle(msgspec.Struct):
    resourceType: str = ""
    entry: list[_Entry] = []


class _Named(msgspec.Struct):
    resourceType: str = ""
    id: str | None = None


_BUNDLE = msgspec.json.Decoder(_Bundle)
_NAMED = msgspec.json.Decoder(_Named)


class _Plain:
    """Leaves words as they are: the writer knows the numbers."""

    def symbol(self, text: str) -> str:
        return text

    def unit(self, *words: str) -> tuple[str, ...]:
        return words

    def key(self, type_: str, id_: str) -> tuple[str, str]:
        return type_, id_


_NAMES = cast("Names", _Plain())


def prepare(rules: Sequence[Relate]) -> None:
    """Before the first piece."""
    global relate
    relate = rules


def start(rules: Sequence[Relate]) -> None:
    """Prepares a worker process. It gives way to the writer, which holds what others wait for while it writes."""
    os.nice(_NICE)
    prepare(rules)
    gc.disable()  # no cycles are made here, and looking for them among so many rows costs a fifth of the time


def work(piece: Piece) -> Parcel:
    """The parcel of a piece. What cannot be read or is refused is told in it, never raised."""
    parcel = Parcel(str(piece.path), [], [])
    try:
        for line, raw, given in _resources(piece):
            _add(parcel, line, raw, given)
    except (msgspec.DecodeError, OSError, EOFError):
        parcel.refused.append((piece.first, failure(Invalid("import-unreadable", file=piece.path.name))))
    return parcel


class _Given(msgspec.Struct, frozen=True):
    """What stands around a resource: names of its neighbours, its own, and how it is to be written."""

    names: dict[bytes, bytes] = {}
    id: str | None = None
    method: str = "PUT"


_ALONE = _Given()


def _resources(piece: Piece) -> Iterator[tuple[int, bytes, _Given]]:
    if piece.lines is not None:
        for number, line in enumerate(piece.lines, piece.first):
            if line.strip():
                yield number, line, _ALONE
        return
    with open_(piece.path) as file:
        data = file.read()
    if _NAMED.decode(data).resourceType != "Bundle":
        yield 1, data, _ALONE
        return
    yield from _of_bundle(_BUNDLE.decode(data))


def _of_bundle(bundle: _Bundle) -> Iterator[tuple[int, bytes, _Given]]:
    own = [_own(entry) for entry in bundle.entry]
    names = {
        entry.fullUrl.encode(): f"{type_}/{id_}".encode()
        for entry, (type_, id_) in zip(bundle.entry, own, strict=True)
        if entry.fullUrl and type_ and id_
    }
    for number, (entry, (_, id_)) in enumerate(zip(bundle.entry, own, strict=True), 1):
        method = entry.request.method if entry.request else "PUT"
        yield number, bytes(entry.resource), _Given(names, id_, method)


def _own(entry: _Entry) -> tuple[str, str | None]:
    """Type and id of an entry; without an id of its own, the UUID it is called by."""
    if not entry.resource:
        return "", None
    named = _NAMED.decode(entry.resource)
    url = entry.fullUrl or ""
    return named.resourceType, named.id or (url.removeprefix(_UUID) if url.startswith(_UUID) else None)


def _add(parcel: Parcel, line: int, raw: bytes, given: _Given) -> None:
    try:
        parcel.items.append(_item(line, raw, given))
    except DsnError as error:
        parcel.refused.append((line, failure(error)))


def _item(line: int, raw: bytes, given: _Given) -> Item:
    if given.method not in ("PUT", "POST"):
        raise Unsupported("import-method", method=given.method)
    resource, written = admit(_REFERENCE.sub(lambda match: _renamed(match, given.names), raw))
    if given.names and _UUID.encode() in written:
        resource = rewrite(resource, {name.decode(): to.decode() for name, to in given.names.items()})
    id_ = resource.id or given.id
    if id_ is None:
        raise Invalid("id-missing", path="id")
    return _packed(line, resource, id_, given.method != "POST", bool(_CONDITION.search(written)))


def _renamed(match: re.Match[bytes], names: dict[bytes, bytes]) -> bytes:
    name = names.get(match[1])
    return match[0] if name is None else b'"reference":"%b"' % name


def _packed(line: int, resource: Resource, id_: str, replaces: bool, asks: bool) -> Item:
    made = ready(resource, id_, relate)
    if marks.MARK in made.content:
        raise Invalid("blob-mark", url=marks.URL)
    format_, body = codec.pack(made.content)
    found = entries(made.rows, cast("int", None), _NAMES)
    return Item(
        line,
        made.type,
        id_,
        replaces,
        asks,
        format_,
        body,
        made.labels,
        made.present,
        made.patients,
        made.claims,
        {table: list(rows) for table, rows in cast("dict[str, set[tuple[Any, ...]]]", found).items()},
        made.beside,
    )


def failure(error: DsnError) -> Failure:
    """An error as values that can cross between processes."""
    return error.kind, error.code, error.path, dict(error.values)
