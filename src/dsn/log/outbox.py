"""A write's log row while it waits in the record's outbox: the event, an id that makes moving it idempotent, a seal.

The id is random and ours, because the outbox's own numbers may come again once it was emptied.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from dsn.base import chance
from dsn.base.errors import Fault
from dsn.log import rows
from dsn.log.events import Event

_ID, _SEAL = 16, 16


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row read from the outbox: `id` for ever, the event and its canonical bytes."""

    id: bytes
    event: Event
    body: bytes


def pack(event: Event, key: bytes) -> bytes:
    """What goes into `Commit.outbox`."""
    sealed = chance.octets(_ID) + rows.encode(event)
    return _seal(key, sealed) + sealed


def unpack(packed: bytes, key: bytes) -> Waiting:
    """Raises Fault `log-outbox-changed` when the row is not as `pack` made it."""
    seal, sealed = packed[:_SEAL], packed[_SEAL:]
    if len(sealed) <= _ID or not hmac.compare_digest(seal, _seal(key, sealed)):
        raise Fault("log-outbox-changed")
    body = sealed[_ID:]
    return Waiting(sealed[:_ID], rows.decode(body), body)


def _seal(key: bytes, sealed: bytes) -> bytes:
    return hmac.digest(key, b"outbox/" + sealed, "sha256")[:_SEAL]
