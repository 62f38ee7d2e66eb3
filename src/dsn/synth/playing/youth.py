"""Youth protection: a report comes in and waits for somebody to look at it. Told barely, and restricted."""

from __future__ import annotations

from collections.abc import Iterator

from dsn.access.labels import CONFIDENTIALITY
from dsn.synth.plain import TAG
from dsn.synth.playing.act import Act, Event
from dsn.synth.playing.day import Day


def reported(day: Day, event: Event) -> Iterator[Act]:
    """A Task about a child, that whoever works elsewhere does not see."""
    person = day.folk.pick(event.random, lambda _, age: age < 18)
    if person is None:
        return
    subject = event.subject(person)
    plain = event.made(
        "Task",
        "s",
        person,
        status="requested",
        intent="proposal",
        code={"text": "Signalement à évaluer"},
        authoredOn=event.at(),
        requester=event.who.who(),
        **{"for": subject},
    )
    del plain["subject"]
    plain["meta"] = TAG | {"security": [{"system": CONFIDENTIALITY, "code": "R"}]}
    yield event.act("0", person, plain)
