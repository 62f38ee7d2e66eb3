"""Random bytes, fetched from the system in bulk.

Each call to the system lets another thread have the interpreter, and waits to have it back: under load that costs a
write some thirty times what the bytes do.
"""

from __future__ import annotations

import os
from collections import deque
from uuid import UUID

_EACH, _MANY = 8, 256
_pool: deque[bytes] = deque()
os.register_at_fork(after_in_child=_pool.clear)  # a child draws its own


def octets(count: int) -> bytes:
    """`count` bytes that nobody can foresee. Any thread may ask."""
    return b"".join([_eight() for _ in range(-(-count // _EACH))])[:count]


def bits(count: int) -> int:
    """A number below 2**count, each as likely as another; `count` up to 64."""
    return int.from_bytes(_eight(), "big") >> (_EACH * 8 - count)


def token(count: int) -> str:
    """`count` random bytes as hexadecimal digits, two a byte."""
    return octets(count).hex()


def uuid() -> UUID:
    """A random one (RFC 9562, version 4)."""
    return UUID(bytes=octets(16), version=4)


def _eight() -> bytes:
    while True:
        try:
            return _pool.popleft()  # whole, whatever other threads do
        except IndexError:
            fresh = os.urandom(_EACH * _MANY)
            _pool.extend(fresh[place : place + _EACH] for place in range(0, len(fresh), _EACH))
