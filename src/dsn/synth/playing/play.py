"""From the events of a day to what is filed, in the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from dsn.base.errors import Invalid
from dsn.synth import days, staff
from dsn.synth.playing import births, clinic, emergency, orders, talk, ward, youth
from dsn.synth.playing.act import Act, Event
from dsn.synth.playing.day import Day
from dsn.synth.playing.folk import Folk
from dsn.synth.stream import stream

Handler = Callable[[Day, Event], Iterator[Act]]
HANDLERS: dict[str, Handler] = {
    "urgence": emergency.arrives,
    "admission": ward.admitted,
    "conge": ward.goes_home,
    "deplacement": ward.moved,
    "chirurgie": clinic.operated,
    "naissance": births.born,
    "visite": clinic.visits,
    "domicile": clinic.at_home,
    "ordonnance": orders.ordered,
    "resultat": orders.reported,
    "imagerie": orders.imaged,
    "administration": ward.given,
    "message": talk.says,
    "signalement": youth.reported,
}
"""What each kind of `days.KINDS` files."""
_BEDS = ("urgence", "admission", "deplacement")
"""What decides who lies where at the end of a day."""
EVENING = 20 * 3600
"""Who was to leave by then leaves."""


def acts(
    seed: int,
    establishment: str,
    day: date,
    *,
    rate: float = 1.0,
    people: int = 2_000,
    as_of: date | None = None,
    kinds: Sequence[days.Kind] = days.KINDS,
    befell_nobody: Counter[str] | None = None,
) -> Iterator[Act]:
    """What is filed that day and in the night after, in the order of time.

    `rate`: share of the full volume; `people`: those of the province of that seed who are in the record;
    `as_of`: the day that province is told for (`day` when not said);
    `befell_nobody`: counts by kind the events that fit nobody or nothing. Raises Invalid `synth-no-act` for a kind
    without a handler, NotFound `synth-no-such-establishment`.
    """
    now = Day(seed, establishment, day, Folk(seed, people, as_of or day, establishment))
    if any(kind.key in _BEDS for kind in kinds):
        _came_before(now, rate)
    now.after(EVENING, lambda: ward.evening(now, EVENING))
    yield from _played(now, rate, kinds, Counter() if befell_nobody is None else befell_nobody)
    yield from now.due(float("inf"))


def _came_before(now: Day, rate: float) -> None:
    """Fills the wards with who came on the days before and is there still, or leaves today.

    What a day makes of its beds hangs on that day alone (see `Folk.may_lie`), so each is made again by itself."""
    kinds = [kind for kind in days.KINDS if kind.key in _BEDS]
    for back in range(ward.LONGEST, 0, -1):
        before = Day(now.seed, now.establishment, now.date - timedelta(days=back), now.folk)
        for _ in _played(before, rate, kinds, Counter()):
            pass
        for visit in before.wards:
            left = visit.nights - back
            visit.since = -1
            if left >= 0:
                now.wards.append(visit)
            if left == 0:
                now.leaving.append(visit)


def _played(day: Day, rate: float, kinds: Sequence[days.Kind], nobody: Counter[str]) -> Iterator[Act]:
    for plain in days.events(
        day.seed, day.establishment, day.date, rate=rate, people=day.folk.count, kinds=kinds
    ):
        event = _event(day, plain)
        yield from day.due(event.second)
        handle = HANDLERS.get(event.kind)
        if handle is None:
            raise Invalid("synth-no-act", kind=event.kind)
        told = False
        for act in handle(day, event):
            told = True
            yield act
        if not told:
            nobody[event.kind] += 1


def _event(day: Day, plain: dict[str, Any]) -> Event:
    key = f"j{day.seed}-{plain['id']}"
    who = staff.of_id(plain["who"])
    assert who is not None, plain["who"]
    return Event(key, plain["kind"], plain["second"], who, stream("play", key), day.date, day.seed)
