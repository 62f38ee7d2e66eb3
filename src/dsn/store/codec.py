"""Bodies on disk: FHIR JSON without what every version has of its own (id, version, instant), compressed.

Equal content so has equal bytes. Reading puts the head back in front: no JSON is parsed on the way out.
`format` numbers the dictionary; a new one is added beside the old, never in its place.
"""

from __future__ import annotations

import threading
from functools import cache, cached_property
from importlib.resources import files

import msgspec
from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor

from dsn.base import clock
from dsn.base.clock import Instant
from dsn.fhir.json import encode
from dsn.fhir.types import Resource

FORMAT = 2
"""What is written today; each format before it is read for ever."""
PLAIN = 0
"""Not compressed: where it does not pay."""

_LEVEL = 3
_META = b',"meta":{'
_DICTIONARIES = {1: "bodies-1.dict", FORMAT: "bodies-2.dict"}


def content(resource: Resource) -> bytes:
    """What is kept of a resource: all but its id, `meta.versionId` and `meta.lastUpdated`."""
    meta = resource.meta
    if meta is not None:
        meta = msgspec.structs.replace(
            meta, versionId=None, lastUpdated=None, _versionId=None, _lastUpdated=None
        )
        if meta == type(meta)():
            meta = None
    return encode(msgspec.structs.replace(resource, id=None, meta=meta))


def whole(type_: str, id_: str, version: int, instant: Instant, kept: bytes) -> bytes:
    """The FHIR JSON of a version from what `content` kept of it."""
    start = 17 + len(type_) + 1  # {"resourceType":" … "
    own = f',"id":"{id_}","meta":{{"versionId":"{version}","lastUpdated":"{clock.to_text(instant)}"'
    if kept.startswith(_META, start):
        return b"".join((kept[:start], own.encode(), b",", kept[start + len(_META) :]))
    return b"".join((kept[:start], own.encode(), b"}", kept[start:]))


class _Tools(threading.local):
    """zstd contexts are not shared between threads; they are made at first use."""

    @cached_property
    def compressor(self) -> ZstdCompressor:
        return ZstdCompressor(
            level=_LEVEL, dict_data=_dictionary(FORMAT), write_checksum=False, write_dict_id=False
        )

    @cached_property
    def decompressors(self) -> dict[int, ZstdDecompressor]:
        return {number: ZstdDecompressor(dict_data=_dictionary(number)) for number in _DICTIONARIES}


@cache
def _dictionary(number: int) -> ZstdCompressionDict:
    """Shared by all threads; the one that is written with is made ready for its level."""
    found = ZstdCompressionDict((files(__package__) / _DICTIONARIES[number]).read_bytes())
    if number == FORMAT:
        found.precompute_compress(level=_LEVEL)
    return found


_tools = _Tools()


def pack(kept: bytes) -> tuple[int, bytes]:
    """The format and the bytes to store."""
    packed = _tools.compressor.compress(kept)
    return (FORMAT, packed) if len(packed) < len(kept) else (PLAIN, kept)


def unpack(format_: int, stored: bytes) -> bytes:
    """What was packed. Raises KeyError for a format this program does not know, ZstdError for damaged bytes."""
    return stored if format_ == PLAIN else _tools.decompressors[format_].decompress(stored)
