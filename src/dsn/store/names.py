"""Ids that clients brought, packed for the directory: a UUID takes 17 bytes, anything else its own text."""

from __future__ import annotations

import re

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def pack(id_: str) -> bytes:
    """The bytes of `id_`; no two ids have the same."""
    if len(id_) == 36 and _UUID.fullmatch(id_):
        return b"\0" + bytes.fromhex(id_.replace("-", ""))
    return id_.encode()


def unpack(name: bytes) -> str:
    """The id again."""
    if name[:1] != b"\0":
        return name.decode()
    digits = name[1:].hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
