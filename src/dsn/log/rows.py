"""The canonical bytes of an event: what is hashed, stored, carried in the outbox and read again. Format 1.

A msgpack array whose first item is the format, the others the fields of `Event` in their order. New formats append;
old bytes are never rewritten, because the chain holds them.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from dsn.base.clock import Instant
from dsn.base.errors import Fault
from dsn.base.ids import Key
from dsn.log.events import Act, Event

_Format1 = tuple[
    Literal[1],
    Instant,
    str,
    str,
    Act,
    tuple[Key, ...],
    str,
    str,
    str,
    str,
    str,
    str,
    str,
    str,
    Literal["real", "training", "robot"],
]

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Format1)


def encode(event: Event) -> bytes:
    """The canonical bytes of `event`."""
    return _encoder.encode(
        (
            1,
            event.at,
            event.who,
            event.function,
            event.act,
            event.subjects,
            event.establishment,
            event.on_behalf_of,
            event.why,
            event.relation,
            event.screen,
            event.origin,
            event.request,
            event.query,
            event.actor,
        )
    )


def decode(body: bytes) -> Event:
    """The event of some canonical bytes. Raises Fault `log-unreadable` for anything else."""
    try:
        fields = _decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise Fault("log-unreadable") from error
    return Event(*fields[1:])
