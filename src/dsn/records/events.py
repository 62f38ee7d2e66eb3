"""An act of a desk as the log keeps it."""

from __future__ import annotations

from collections.abc import Iterable

from dsn.access.actor import Actor, Why
from dsn.base.clock import Instant
from dsn.base.ids import Key
from dsn.log.events import Act, Event


def event_of(
    at: Instant, actor: Actor, why: Why, relation: str, act: Act, subjects: Iterable[Key], query: str
) -> Event:
    """The event of one act; the people in a fixed order, so that equal acts have equal bytes."""
    return Event(
        at=at,
        who=actor.who,
        function=why.function,
        act=act,
        subjects=tuple(sorted(subjects)),
        establishment=actor.establishment,
        why=why.reason,
        relation=relation,
        screen=why.screen,
        origin=why.origin,
        request=why.request,
        query=query,
        actor=actor.kind,
    )
