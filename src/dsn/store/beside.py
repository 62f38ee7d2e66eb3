"""What a resource puts into the index beside its own rows: what it contains, its addresses, merged people.

A contained resource has rows like any other, under a key of its own that is negative, so that whoever looks for what
stands by itself says `key > 0`. It is as visible as its holder: its `life` row bears the holder's labels, its `member`
rows the holder's people and the holder's type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from dsn.base.ids import Key, bucket_of_key
from dsn.fhir.search.folding import bounded
from dsn.fhir.search.judging import rows_of
from dsn.fhir.search.links import canonical_types, inside
from dsn.fhir.search.references import located
from dsn.fhir.search.rows import IndexRow, ReferenceRow
from dsn.fhir.types import Resource
from dsn.store import kinds, present
from dsn.store.index import Entries, Names, entries
from dsn.store.schema import url_target

HOLDER = -1
"""Stands for the containing resource where an ordinal is expected."""
_LOCAL = (1 << 51) - 1


class Inner(NamedTuple):
    """A reference within a container, `#id` or `#`, with what it leads to: its ordinal and type."""

    param: int
    ordinal: int
    type: str
    url: str


class Part(NamedTuple):
    """One contained resource. `rows` with those of `_id` and `_lastUpdated`, which no column holds for it."""

    ordinal: int
    type: str
    rows: Sequence[IndexRow]
    present: int
    inner: Sequence[Inner]


class Address(NamedTuple):
    """One way a reference by canonical address may be written that leads to the resource, or into it."""

    url: str
    version: str
    ordinal: int
    type: str


class Beside(NamedTuple):
    """Everything of one resource. `merged`: ids of the Patients it says to be the same person."""

    inner: Sequence[Inner] = ()
    parts: Sequence[Part] = ()
    addresses: Sequence[Address] = ()
    merged: Sequence[str] = ()


def part_key(holder: Key, ordinal: int) -> Key:
    """The key of what stands at a place of `contained`, counted from 0: negative, of the holder's bucket.

    A digest of 51 bits: two of one bucket meet once in some hundred million.
    """
    digest = blake2b(b"%d/%d" % (holder, ordinal), digest_size=8).digest()
    local = int.from_bytes(digest, "big") & _LOCAL
    return (bucket_of_key(holder) << 51 | local) - (1 << 63)


def beside(resource: Resource, rows: Sequence[IndexRow], content: bytes) -> Beside | None:
    """None where there is nothing, as nearly always. `rows` are the resource's own, `content` is it as bytes."""
    type_ = resource.resourceType
    contained = list(inside(resource)) if getattr(resource, "contained", ()) else []
    addressed = type_ in canonical_types() and isinstance(getattr(resource, "url", None), str)
    others = tuple(merged(resource)) if type_ == "Patient" else ()
    if not (contained or addressed or others or b'"#"' in content):
        return None
    names = [(type_, "", HOLDER)]
    names += [
        (type(each.resource).__name__, each.resource.id or "", place) for place, each in enumerate(contained)
    ]
    parts = tuple(_part(place, each.resource, resource, names) for place, each in enumerate(contained))
    return Beside(
        tuple(_inner(rows, names)),
        parts,
        tuple(_addresses(resource, names)) if addressed else (),
        others,
    )


def _part(place: int, resource: Any, holder: Any, names: Sequence[tuple[str, str, int]]) -> Part:
    type_ = type(resource).__name__
    rows = list(dict.fromkeys(rows_of(resource, holder)))
    bits = present.mask(type_, {row.param for row in rows})
    return Part(place, type_, rows, bits, tuple(_inner(rows, names)))


def _inner(rows: Sequence[IndexRow], names: Sequence[tuple[str, str, int]]) -> Iterator[Inner]:
    for row in rows:
        if isinstance(row, ReferenceRow) and not row.group and row.url.startswith("#"):
            for type_, id_, ordinal in names:
                if id_ == row.url[1:] and (id_ or ordinal == HOLDER):
                    yield Inner(row.param, ordinal, type_, row.url)


def _addresses(resource: Any, names: Sequence[tuple[str, str, int]]) -> Iterator[Address]:
    """`url`, `url|version`; and of each thing contained `url#id`, `url#id|version`, `url|version#id`, `url|#id`."""
    url = bounded(resource.url)
    version = getattr(resource, "version", None)
    own = bounded(version) if isinstance(version, str) else ""
    for type_, id_, ordinal in names:
        if ordinal == HOLDER:
            written = [(url, ""), (url, own)]
        elif id_:
            inner = f"{url}#{id_}"
            written = [(inner, ""), (inner, own), (url, f"#{id_}"), (url, f"{own}#{id_}")]
        else:
            written = []
        for address in dict.fromkeys(written):
            yield Address(*address, ordinal, type_)


def merged(patient: Any) -> Iterator[str]:
    """The ids of those whom a Patient replaces, and of those who replace it."""
    for link in patient.link:
        kind, id_, _, _ = located(link.other.reference or "")
        if link.type in ("replaces", "replaced-by") and kind == "Patient":
            yield id_


def add(
    found: Entries, of: Beside, type_: int, key: Key, labels: int, patients: Sequence[Key], names: Names
) -> None:
    """Adds what a resource of that type (by number) has beside its own rows to `found`."""
    _add_inner(found, of.inner, key, key)
    for part in of.parts:
        own = part_key(key, part.ordinal)
        for table, rows in entries(part.rows, own, names).items():
            found.setdefault(table, set()).update(rows)
        _add_inner(found, part.inner, own, key)
        _put(found, "part", (own, key, type_, part.ordinal))
        _put(found, "life", (kinds.number(part.type), own, 0, labels, part.present))
        for patient in patients or (0,):
            _put(found, "member", (patient, type_, own, labels))
    for url, version, ordinal, name in of.addresses:
        to = _key(key, ordinal)
        _put(found, "ix_address", (url_target(url), url, version, kinds.number(name), to))
    for id_ in of.merged:
        _put(found, "link", (key, names.key("Patient", id_)))


def _add_inner(found: Entries, inner: Sequence[Inner], key: Key, holder: Key) -> None:
    for param, ordinal, type_, url in inner:
        _put(found, "ix_reference", (param, _key(holder, ordinal), key, 0, kinds.number(type_), "", url))


def _key(holder: Key, ordinal: int) -> Key:
    return holder if ordinal == HOLDER else part_key(holder, ordinal)


def _put(found: Entries, table: str, row: tuple[Any, ...]) -> None:
    found.setdefault(table, set()).add(row)
