"""Ids that carry their partition.

A *key* is a whole number below 2**63: 12 bits of bucket, 36 bits of time (sixteenths of a second since 2000,
enough until 2136), 15 bits that start at random in each tick. Records, index rows and members are numbered by
keys, so the records of one person lie together and a read by id needs no look-up.

Its text, 14 letters and digits, is a FHIR id: 13 of base 32 and one that checks them.
Ids that clients bring are any FHIR id; a directory in the store gives them their key.
"""

from __future__ import annotations

import threading
from zlib import crc32

from dsn.base import chance, clock

_BUCKET_BITS = 12
BUCKETS = 1 << _BUCKET_BITS
Key = int

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)}
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range(50, -1, -10)
_DIGITS = bytes(
    ord("0123456789abcdefghijklmnopqrstuv"[_VALUE[chr(byte)]]) if chr(byte) in _VALUE else ord("!")
    for byte in range(256)
)
"""Our letters as those that `int` reads in base 32; every other byte as one that it refuses."""
_LOCAL_BITS = 51
_COUNT_BITS = 15
_LOCAL_MASK = (1 << _LOCAL_BITS) - 1
_EPOCH_2000 = 946_684_800_000


class Minter:
    """Makes keys. No key comes twice from one minter; two processes may meet, which the store's key refuses."""

    def __init__(self, now: clock.Clock = clock.now) -> None:
        self._now = now
        self._last = 0
        self._lock = threading.Lock()

    def mint(self, bucket: int) -> Key:
        """A new key in `bucket`, later than every key this minter made before."""
        tick = (self._now() - _EPOCH_2000) * 16 // 1000
        with self._lock:
            fresh = tick << _COUNT_BITS
            if self._last < fresh:
                fresh |= chance.bits(_COUNT_BITS - 1)
                self._last = fresh
            else:
                self._last += 1
            return bucket << _LOCAL_BITS | (self._last & _LOCAL_MASK)

    def serial(self) -> int:
        """A number below 2**63 for what lies in no bucket, later than every one this minter made before.

        By chance in its last 12 bits: of many processes that number the same table in the same tick hardly two meet,
        where keys of one bucket would, once in some minutes beside an import.
        """
        return self.mint(0) << _BUCKET_BITS | chance.bits(_BUCKET_BITS)


def any_bucket() -> int:
    """One of all buckets, by chance: for what belongs to nobody."""
    return chance.bits(_BUCKET_BITS)


def bucket_of_key(key: Key) -> int:
    """The bucket a key lies in, 0 to 4,095."""
    return key >> _LOCAL_BITS


def bucket_of_text(text: str) -> int:
    """The bucket of a person whose id is `text`: the one inside an id of ours, else a stable hash of a client's."""
    key = to_key(text)
    return bucket_of_key(key) if key is not None else crc32(text.encode()) % BUCKETS


def to_text(key: Key) -> str:
    """The FHIR id of a key."""
    pairs = [_PAIRS[key >> shift & 1023] for shift in _SHIFTS]
    return f"{_ALPHABET[key >> 60]}{''.join(pairs)}{_ALPHABET[_check(key)]}"


def to_key(text: str) -> Key | None:
    """The key inside an id of ours; None when the text is a client's own id."""
    if len(text) != 14:
        return None
    raw = text.encode(errors="replace").translate(_DIGITS)
    try:
        key = int(raw[:13], 32)
    except ValueError:
        return None
    if key >> 63 or len(raw) != 14 or _VALUE.get(text[13]) != _check(key):
        return None
    return key


def _check(key: Key) -> int:
    return key % 31


def first_key(bucket: int) -> Key:
    """The lowest key of a bucket: with `last_key`, the range a walk through one bucket covers."""
    return bucket << _LOCAL_BITS


def last_key(bucket: int) -> Key:
    """The highest key of a bucket."""
    return first_key(bucket) | _LOCAL_MASK
