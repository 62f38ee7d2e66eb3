"""A batch read entry by entry: what is wrong with one is no reason to refuse the others (R4, http.html#transaction)."""

from __future__ import annotations

import re
from collections import defaultdict

import msgspec

from dsn.api.body import decode
from dsn.base.errors import DsnError, Refused
from dsn.fhir.types import Resource

_IN_ENTRY = re.compile(r"^Bundle\.entry\[(\d+)\]")
_Plain = dict[str, msgspec.Raw]


def decode_batch(body: bytes, content_type: str) -> tuple[Resource, dict[int, DsnError]]:
    """The resource in `body`. Of a batch in JSON, entries that are wrong are left out and told in the second part, by
    their place. Raises Refused when anything else is wrong."""
    wrong: dict[int, DsnError] = {}
    while True:
        try:
            return decode(_without(body, wrong) if wrong else body, content_type), wrong
        except Refused as refused:
            found = _by_entry(refused, wrong)
            if not found or not _is_json_batch(body):
                raise
            wrong |= found


def _by_entry(refused: Refused, wrong: dict[int, DsnError]) -> dict[int, DsnError]:
    """The faults of each entry, by its place in what was sent; nothing when there is a fault outside of entries."""
    issues: defaultdict[int, list[DsnError]] = defaultdict(list)
    for issue in refused.issues:
        found = _IN_ENTRY.match(issue.path or "")
        if found is None:
            return {}
        issues[_sent_place(int(found[1]), wrong)].append(issue)
    return {index: Refused(listed) for index, listed in issues.items()}


def _sent_place(place: int, wrong: dict[int, DsnError]) -> int:
    """Where an entry stood before those known to be wrong were left out."""
    for index in sorted(wrong):
        if index > place:
            break
        place += 1
    return place


def _is_json_batch(body: bytes) -> bool:
    try:
        plain = msgspec.json.decode(body, type=_Plain)
        return bytes(plain["type"]) == b'"batch"'
    except (msgspec.DecodeError, KeyError, RecursionError):
        return False


def _without(body: bytes, wrong: dict[int, DsnError]) -> bytes:
    plain = msgspec.json.decode(body, type=_Plain)
    entries = msgspec.json.decode(plain["entry"], type=list[msgspec.Raw])
    kept = [entry for index, entry in enumerate(entries) if index not in wrong]
    rest = {name: value for name, value in plain.items() if name != "entry"}
    return msgspec.json.encode({**rest, "entry": kept} if kept else rest)
