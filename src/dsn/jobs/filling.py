"""Filling a record that people use meanwhile: many resources through the door, in slices, never in anybody's way.

What is there already and equal makes no new version, so that a filling that was cut short goes on by beginning again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dsn.access.actor import Actor
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Resource
from dsn.records import Records, Why
from dsn.store.changes import Update

Thing = Resource | dict[str, Any]
Plains = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pace:
    """`slice`: resources in one commit. `rest`: how long the filling stands back after it, in times its length."""

    slice: int
    rest: float


ALONE = Pace(500, 0.0)
"""While nobody is served."""
BESIDE = Pace(32, 0.7)
"""While somebody is: a commit of some ten milliseconds, then nearly as long for the others."""


@dataclass(slots=True)
class Filler:
    """Files groups as `actor`. `filed` counts resources."""

    records: Records
    actor: Actor
    pace: Pace
    filed: int = 0

    async def file(self, group: Sequence[Thing]) -> None:
        """One group, in slices of one commit each."""
        for slice_ in _slices(group, self.pace.slice):
            changes = await asyncio.to_thread(_changes, slice_)
            began = time.monotonic()
            desk = await self.records.admit(self.actor, Why("demo"))
            await desk.commit(changes)
            self.filed += len(changes)
            await asyncio.sleep((time.monotonic() - began) * self.pace.rest)

    async def next_of(self, groups: Iterator[Plains]) -> Plains | None:
        """The next group, made on a thread; None after the last."""
        return await asyncio.to_thread(next, groups, None)


def _slices(group: Sequence[Thing], size: int) -> Iterable[Sequence[Thing]]:
    return (group[at : at + size] for at in range(0, len(group), size))


def _changes(slice_: Sequence[Thing]) -> list[Update]:
    return [Update(one if isinstance(one, Resource) else fhir_json.from_plain(one)) for one in slice_]
