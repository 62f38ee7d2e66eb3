"""Committing: judged, held to the invariants, stamped, and with its row of the log in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsn.access.actor import Actor, Why
from dsn.access.roles import Role
from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.errors import Conflict
from dsn.base.ids import Key
from dsn.records.events import event_of
from dsn.records.inside import Inside
from dsn.records.judging import Judge, check_invariants, unlimited
from dsn.store.changes import Change, Commit, Delete, Guard, Receipt, Stamp, Update

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Writing:
    """One desk's way of writing."""

    inside: Inside
    actor: Actor
    held: Role
    why: Why
    scope: Scope

    async def commit(
        self, changes: Sequence[Change], idempotency: str | None, occurred: Instant | None, on_behalf_of: str
    ) -> Receipt:
        """See `Desk.commit`."""
        check_invariants(changes, self.inside.invariants)
        stamp = self._stamp(occurred, on_behalf_of)
        if unlimited(self.scope, self.held):
            return await self._put(tuple(changes), stamp, idempotency, None)
        for _ in range(_TRIES - 1):
            judged = await Judge(self.inside.store, self.scope, self.held).judged(changes)
            try:
                return await self._put(judged, stamp, idempotency, self.scope)
            except Conflict:
                if judged == tuple(changes):
                    raise
                # what was judged changed meanwhile: judge anew, unless the writer had pinned it
                if not _pinned_by_us(changes, judged):
                    raise
        judged = await Judge(self.inside.store, self.scope, self.held).judged(changes)
        return await self._put(judged, stamp, idempotency, self.scope)

    async def _put(
        self, changes: tuple[Change, ...], stamp: Stamp, idempotency: str | None, scope: Scope | None
    ) -> Receipt:
        at = self.inside.clock()
        asked = " ".join(map(_named, changes))[:_ASKED]

        def witness(people: frozenset[Key]) -> bytes:
            event = event_of(at, self.actor, self.why, self.scope.reason, "write", people, asked)
            return self.inside.log.pack(event)

        commit = Commit(changes, stamp, self._own(idempotency), witness=witness, scope=scope)
        return await self.inside.store.commit(commit)

    def _own(self, idempotency: str | None) -> str | None:
        """Keys are each writer's own: nobody learns of another's commit by guessing its key."""
        return None if idempotency is None else f"{self.actor.who}/{idempotency}"

    def _stamp(self, occurred: Instant | None, on_behalf_of: str) -> Stamp:
        return Stamp(
            who=self.actor.who,
            on_behalf_of=on_behalf_of,
            establishment=self.actor.establishment,
            mission=self.actor.mission,
            client=self.why.client,
            screen=self.why.screen,
            request=self.why.request,
            occurred=occurred,
            actor=self.actor.kind,
        )


_ASKED = 400
"""How much of what was written the log names; the versions themselves say the rest."""


def _pinned_by_us(changes: Sequence[Change], judged: Sequence[Change]) -> bool:
    pairs = zip(changes, judged, strict=True)
    return any(asked != pinned for asked, pinned in pairs)


def _named(change: Change) -> str:
    if isinstance(change, Guard):
        return "Guard"
    if isinstance(change, Delete):
        return f"-{change.type}/{change.id}"
    type_ = type(change.resource).__name__
    return f"{type_}/{change.resource.id}" if isinstance(change, Update) else f"+{type_}"
