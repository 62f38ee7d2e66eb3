"""Committing: judged, held to the invariants, stamped, and with its row of the log in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dsn.access.actor import Actor, Why
from dsn.access.roles import Role
from dsn.access.scope import Scope
from dsn.base.clock import Instant
from dsn.base.errors import Conflict
from dsn.base.ids import Key
from dsn.records.events import event_of
from dsn.records.inside import Inside
from dsn.records.judging import Judge, check_invariants, unlimited
from dsn.store.apply import digest_of
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
    blobs: tuple[bytes, ...] = ()

    async def commit(
        self, changes: Sequence[Change], idempotency: str | None, occurred: Instant | None, on_behalf_of: str
    ) -> Receipt:
        """See `Desk.commit`."""
        check_invariants(changes, self.inside.invariants)
        stamp, name = self._stamp(occurred, on_behalf_of), self._own(idempotency)
        if unlimited(self.scope, self.held):
            return await self._put(Commit(tuple(changes), stamp, name))
        digest = digest_of(Commit(tuple(changes), stamp)) if name is not None else None
        for left in reversed(range(_TRIES)):
            judged = await Judge(self.inside.store, self.scope, self.held).judged(changes)
            try:
                return await self._put(Commit(judged, stamp, name, scope=self.scope, digest=digest))
            except Conflict as error:
                # what was judged changed meanwhile: judge anew, unless it was the writer who had pinned it
                if not left or error.code != "version-differs" or judged == tuple(changes):
                    raise
        raise AssertionError("the last try returns or raises")

    async def _put(self, commit: Commit) -> Receipt:
        at = self.inside.clock()
        asked = " ".join(map(_named, commit.changes))[:_ASKED]

        def witness(people: frozenset[Key]) -> bytes:
            event = event_of(at, self.actor, self.why, self.scope.reason, "write", people, asked)
            return self.inside.log.pack(event)

        return await self.inside.store.commit(replace(commit, witness=witness, blobs=self.blobs))

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


def _named(change: Change) -> str:
    if isinstance(change, Guard):
        return "Guard"
    if isinstance(change, Delete):
        return f"-{change.type}/{change.id}"
    type_ = type(change.resource).__name__
    return f"{type_}/{change.resource.id}" if isinstance(change, Update) else f"+{type_}"
