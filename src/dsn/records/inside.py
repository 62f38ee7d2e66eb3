"""What stands behind the door: only this room holds it."""

from __future__ import annotations

from dataclasses import dataclass

from dsn.base.clock import Clock
from dsn.log.log import Log
from dsn.records.judging import Invariant
from dsn.store.store import Store


@dataclass(slots=True)
class Inside:
    """The record, its log, the time, the laws of writing, and the key that signs paging tokens (made on first use)."""

    store: Store
    log: Log
    clock: Clock
    invariants: tuple[Invariant, ...]
    page_key: bytes = b""
