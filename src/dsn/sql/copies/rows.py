"""Reading what PostgreSQL's binary COPY wrote, without a server (its manual, COPY, « Binary Format »)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from dsn.base.errors import Invalid

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
Fields = tuple[bytes | None, ...]


def rows(file: BinaryIO) -> Iterator[Fields]:
    """Each row as the bytes of its fields. Raises Invalid `backup-unreadable` for a file that is cut or is none."""
    head = file.read(len(SIGNATURE) + 8)
    if head[: len(SIGNATURE)] != SIGNATURE or len(head) != len(SIGNATURE) + 8:
        raise Invalid("backup-unreadable", file=file.name)
    file.read(struct.unpack(">I", head[-4:])[0])
    while (count := _number(file, 2)) >= 0:
        yield tuple(_field(file) for _ in range(count))


def _field(file: BinaryIO) -> bytes | None:
    size = _number(file, 4)
    return None if size < 0 else _exactly(file, size)


def _number(file: BinaryIO, size: int) -> int:
    return int.from_bytes(_exactly(file, size), "big", signed=True)


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise Invalid("backup-unreadable", file=file.name)
    return found
