"""What a resource contains, taken out of it for an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from dsn.base.ids import Key
from dsn.fhir.search.references import head_of
from dsn.sql.connection import Connection
from dsn.store.changes import Version
from dsn.store.plan.frame import Frame
from dsn.store.plan.sql import piece


class Place(NamedTuple):
    """Where a contained resource stands."""

    holder: Key
    ordinal: int


class _Holder(msgspec.Struct):
    contained: list[msgspec.Raw]


_HOLDER = msgspec.json.Decoder(_Holder)


def places(connection: Connection, frame: Frame, keys: Sequence[Key]) -> dict[Key, Place]:
    """The places, at the instant, of contained resources by key."""
    if not keys:
        return {}
    asked = piece(
        "SELECT p.key, p.holder, p.ordinal FROM part p WHERE {} AND {}",
        frame.among("p.key", keys),
        frame.live("p"),
    )
    rows = connection.rows(asked.text, asked.values)
    return {int(str(key)): Place(int(str(holder)), int(str(ordinal))) for key, holder, ordinal in rows}


def piece_of(version: Version, ordinal: int) -> Version:
    """The version of the holder, telling of the one resource at that place alone."""
    body = _HOLDER.decode(version.body).contained[ordinal]
    return msgspec.structs.replace(version, body=bytes(body), part=head_of(body).id)
