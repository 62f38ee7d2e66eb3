"""The day as it stands while it is played: who is at the emergency, on the wards, what waits for a result."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush

from dsn.synth.people import Person
from dsn.synth.plain import Plain
from dsn.synth.playing.act import Act
from dsn.synth.playing.folk import Folk

Later = Callable[[], Iterator[Act]]


@dataclass(slots=True)
class Visit:
    """Someone who is here. `plain`: the Encounter as last filed; `since`: second of the day, -1 for who came before;
    `nights`: how many a stay lasts; `drug`: what is given."""

    person: Person
    plain: Plain
    since: int
    unit: str = ""
    over: bool = False
    nights: int = 0
    drug: Plain | None = None


@dataclass(slots=True)
class Asked:
    """An order that waits for its result."""

    person: Person
    plain: Plain
    panel: str
    since: int


@dataclass(slots=True)
class Day:
    """One establishment's day. What is to follow is kept in the order of time."""

    seed: int
    establishment: str
    date: date
    folk: Folk
    emergency: list[Visit] = field(default_factory=list)
    wards: list[Visit] = field(default_factory=list)
    leaving: deque[Visit] = field(default_factory=deque)
    orders: deque[Asked] = field(default_factory=deque)
    _following: list[tuple[int, int, Later]] = field(default_factory=list)
    _count: int = 0

    def after(self, second: int, what: Later) -> None:
        """Calls `what` when the day has come to `second`."""
        self._count += 1
        heappush(self._following, (second, self._count, what))

    def due(self, second: float) -> Iterator[Act]:
        """What follows up to that second, in order."""
        while self._following and self._following[0][0] <= second:
            yield from heappop(self._following)[2]()
