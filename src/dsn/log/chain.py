"""The hash chain: one per writer and month. Each row is bound to all rows before it, the newest to a signature.

A writer is one process from its start to its end, so chains never fork: a downtime copy or an offline pack logs under
writers of its own, and its rows are merged as they are.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

Hash = bytes
Month = str
"""`2026-11`, in UTC."""


def genesis(month: Month, writer: int) -> Hash:
    """What the first row of a chain is bound to."""
    return sha256(f"dsn-log/1/{month}/{writer}".encode()).digest()


def link(before: Hash, body: bytes) -> Hash:
    """The hash of a row: of the one before it and its own canonical bytes."""
    return sha256(before + body).digest()


def sign(key: bytes, month: Month, writer: int, count: int, head: Hash) -> bytes:
    """The signature of a head: this writer wrote `count` rows in this month, and `head` is the hash of the last."""
    return hmac.digest(key, f"head/{month}/{writer}/{count}/".encode() + head, "sha256")


def signed(signature: bytes, key: bytes, month: Month, writer: int, count: int, head: Hash) -> bool:
    """Is it that signature?"""
    return hmac.compare_digest(signature, sign(key, month, writer, count, head))
