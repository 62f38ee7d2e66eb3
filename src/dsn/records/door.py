"""Records: who comes in, on what ground, gets a Desk."""

from __future__ import annotations

from collections.abc import Sequence

from dsn.access.actor import Actor, Why
from dsn.access.roles import role
from dsn.base.clock import Clock, now
from dsn.log.keys import stored_key
from dsn.log.log import Log
from dsn.records.admission import Admission
from dsn.records.desk import Desk
from dsn.records.inside import Inside
from dsn.records.judging import Invariant
from dsn.store.store import Store

PAGE_KEY = "records.page-key"


class Records:
    """One per process. `invariants` are what rooms hold true of every write, whoever makes it."""

    def __init__(
        self, store: Store, log: Log, clock: Clock = now, invariants: Sequence[Invariant] = ()
    ) -> None:
        self._admission = Admission(store, clock)
        self._inside = Inside(store, log, clock, tuple(invariants))

    async def admit(self, actor: Actor, why: Why) -> Desk:
        """A desk for one act. Admitting shows nothing, so it logs nothing; each act of the desk does.

        Raises Invalid `access-unknown-role`."""
        if not self._inside.page_key:
            self._inside.page_key = await stored_key(self._inside.store, PAGE_KEY)
        scope = await self._admission.scope(actor, why)
        return Desk(self._inside, actor, role(actor.role), why, scope)
