"""Out of the generator: lines of NDJSON or a Bundle a person, as bytes that are the same on any machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from dsn.synth import identity, lives, people, places, staff, teams
from dsn.synth.plain import Plain, transaction

REFERENCE_DAY = date(2026, 6, 1)
"""The day the province is seen on when nobody says another: never today, for the bytes would change overnight."""
_encode = msgspec.json.Encoder(decimal_format="number").encode


def of_people(seed: int, count: int, today: date, first: int, charts: int | None) -> Iterator[list[Plain]]:
    """One list per person: whole records for the first `charts` people (None: for all), identities for the rest."""
    told = count if charts is None else min(charts, count)
    yield from lives.lives(seed, told, today, first)
    if count > told:
        for person in people.people(seed, count - told, today, first + told):
            yield list(identity.identities(person, seed))


def of_establishments(only: str, today: date, scale: float) -> Iterator[list[Plain]]:
    """One list per establishment: places, staff (share `scale` of it), teams and on-call. `only`: its id, or ""."""
    for one in places.establishments():
        if only in ("", one.id):
            found = list(places.resources(one))
            if scale > 0:
                found += [*staff.resources(one.id, scale), *teams.resources(one.id, today)]
            yield found


def ndjson(groups: Iterable[list[Plain]]) -> Iterator[bytes]:
    """A line for each resource."""
    for group in groups:
        for plain in group:
            yield _encode(plain) + b"\n"


def bundles(groups: Iterable[list[Plain]]) -> Iterator[bytes]:
    """A line for each group: a transaction that puts each resource where its id says."""
    for group in groups:
        yield _encode(transaction(group)) + b"\n"


def events(plains: Iterable[Plain]) -> Iterator[bytes]:
    """A line for each event of a day."""
    for plain in plains:
        yield _encode(plain) + b"\n"
