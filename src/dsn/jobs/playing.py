"""Plays a day against a running server: each act is sent at its hour, or at so many times that pace, over FHIR.

An act is one transaction under its own idempotency key: a player that begins again sends what it sent before and
changes nothing. A server that is away or busy is asked again; what it refuses is counted and told, never sent twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from dsn.base.errors import NotFound
from dsn.jobs.caller import Caller, Refused
from dsn.synth.around import Around
from dsn.synth.plain import Plain
from dsn.synth.playing import Act

LOOKED_AT = 50
"""Acts after which a player that met nobody of its province says so and stops."""
KEPT = 20
"""Refusals whose words are kept."""


@dataclass(slots=True)
class Tally:
    """What became of the acts. `absent`: about people who are not in that record; `lag`: seconds behind the pace."""

    sent: int = 0
    resources: int = 0
    absent: int = 0
    refused: int = 0
    again: int = 0
    lag: float = 0.0
    second: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pace:
    """`speed`: seconds of the day in one of ours, 0 for as fast as the server answers. `since` and `until`: seconds
    after midnight; acts before `since` are passed over."""

    speed: float = 60.0
    since: int = 0
    until: float = float("inf")


@dataclass(slots=True)
class Player:
    """Sends acts to one server, one after another: what concerns a person arrives in its order."""

    caller: Caller
    pace: Pace
    tally: Tally = field(default_factory=Tally)
    around: Around = field(default_factory=Around)
    _there: dict[str, bool] = field(default_factory=dict)

    def play(self, acts: Iterable[Act], told: Callable[[Tally], None] = lambda _: None) -> Tally:
        """Until the last act, `until`, or the caller's `stop`.

        Raises NotFound `play-nobody-there`, Busy `play-unanswered`, Forbidden `play-not-allowed`."""
        began = time.monotonic()
        for act in acts:
            if act.second > self.pace.until:
                break
            if self.caller.stop.is_set():  # also while what is over is passed over
                return self.tally
            if act.second >= self.pace.since:
                if not self._wait(act, began):
                    return self.tally
                self._send(act)
                told(self.tally)
        self._rest(began)
        return self.tally

    def _wait(self, act: Act, began: float) -> bool:
        """Waits for the hour of the act; False when asked to stop."""
        self.tally.second = act.second
        if self.pace.speed <= 0:
            return not self.caller.stop.is_set()
        due = began + (act.second - self.pace.since) / self.pace.speed
        self.tally.lag = max(0.0, time.monotonic() - due)
        return not self.caller.stop.wait(max(0.0, due - time.monotonic()))

    def _rest(self, began: float) -> None:
        """Waits for `until` itself: who plays on from there begins in time."""
        if self.pace.speed > 0 and self.pace.until < float("inf"):
            due = began + (self.pace.until - self.pace.since) / self.pace.speed
            self.caller.stop.wait(max(0.0, due - time.monotonic()))

    def _send(self, act: Act) -> None:
        if not self._is_there(act):
            self.tally.absent += 1
            if not self.tally.sent and self.tally.absent >= LOOKED_AT:
                raise NotFound("play-nobody-there")
            return
        directory = tuple(self.around.of(act.resources))
        try:
            if directory:
                self._post(Act(f"{act.key}-a", act.kind, act.second, act.patient, directory).bundle(), "")
            self._post(act.bundle(), act.key)
        except Refused as refused:
            self.tally.refused += 1
            if len(self.tally.words) < KEPT:
                self.tally.words.append(f"{act.key}: {refused.words}")
            return
        self.tally.sent += 1
        self.tally.resources += len(act.resources)
        self.tally.kinds[act.kind] += 1

    def _post(self, bundle: Plain, key: str) -> None:
        self.caller.post(bundle, key)
        self.tally.again = self.caller.again

    def _is_there(self, act: Act) -> bool:
        """Is the person in that record, or do they come with the act? Asked once a person."""
        known = self._there.get(act.patient)
        if known is None:
            comes = any(one["id"] == act.patient for one in act.resources if one["resourceType"] == "Patient")
            known = self._there[act.patient] = comes or self.caller.has(f"Patient/{act.patient}")
        return known
