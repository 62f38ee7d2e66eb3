"""From an actor to a scope, at every request, for the cost of one look-up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dsn.access.actor import Actor, Why
from dsn.access.decide import Facts, decide
from dsn.access.scope import Scope
from dsn.base.clock import Clock, Instant
from dsn.store.store import Store

STALE = 1000
"""Milliseconds after which relations are read anew even if this process saw none change: another one may have
written. So long at most does somebody keep sight of a person after a relation ended elsewhere."""

_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class _Decided:
    scope: Scope
    epoch: int
    until: Instant


class Admission:
    """Decides scopes and remembers them until a relation changes here, one ends, or `STALE` has passed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._decided: dict[Actor, _Decided] = {}

    async def scope(self, actor: Actor, why: Why) -> Scope:
        """The scope of `actor` now. Raises Invalid when the role is unknown."""
        at = self._clock()
        epoch = self._store.relations_epoch
        known = self._decided.get(actor)
        if known is None or known.epoch != epoch or not known.until - STALE <= at < known.until:
            known = await self._decide(actor, why, at, epoch)
            self._remember(actor, known)
        return known.scope

    async def _decide(self, actor: Actor, why: Why, at: Instant, epoch: int) -> _Decided:
        who = f"Practitioner/{actor.practitioner}"
        relations = await self._store.relations(who, at) if actor.practitioner else []
        scope = decide(Facts(actor, why, at, relations))
        if scope.people:
            scope = replace(scope, people=await self._store.people(scope.people))
        turns = [turn for one in relations for turn in (one.since, one.until) if turn > at]
        return _Decided(scope, epoch, min([at + STALE, *turns]))

    def _remember(self, actor: Actor, decided: _Decided) -> None:
        if len(self._decided) >= _KEPT:
            self._decided.clear()
        self._decided[actor] = decided
