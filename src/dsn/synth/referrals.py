"""Whom the family doctor sends to which specialist, how often, how long one waits. All ours, « à valider »."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.plain import Plain
from dsn.synth.regimen import molecule
from dsn.synth.taking import taken_for

EGFR = "98979-8"
_LOW = 45
_VERY_LOW = 30
_RESULT = 400
"""Days for which a result of the laboratory is still spoken of."""
_FITTED = 7
"""Of ten who have an apnoea or are hard of hearing, those who have their device (`continuing`)."""


@dataclass(frozen=True, slots=True)
class Care:
    """One specialty for one problem. `share`: of a hundred who have it and pass the gate; `letters`: the most that are
    told, a year apart; `wait`: days from the demand, least and most; `signs`: does the specialist take the pressure?"""

    key: str
    specialty: str
    trade: str
    share: int
    letters: int = 1
    wait: tuple[int, int] = (45, 200)
    signs: bool = False

    @property
    def body(self) -> str:
        """The key of its rows in `consultations.tsv`."""
        eye = self.specialty == "ophtalmologie" and self.key.startswith("diabete")
        return f"{self.key} œil" if eye else self.key


CARES = (
    Care("ic", "cardiologie", "cardiologue", 80, 2, (30, 150), True),
    Care("fa", "cardiologie", "cardiologue", 33, 1, (40, 200), True),
    Care("mcas", "cardiologie", "cardiologue", 33, 1, (40, 200), True),
    Care("irc", "néphrologie", "nephrologue", 85, 3, (60, 240), True),
    Care("diabete1", "endocrinologie", "endocrinologue", 85, 3, (30, 150), True),
    Care("diabete2", "endocrinologie", "endocrinologue", 45, 1, (60, 260), True),
    Care("mpoc", "pneumologie", "pneumologue", 25, 1, (60, 240), True),
    Care("apnee", "pneumologie", "pneumologue", 25, 1, (60, 260), True),
    Care("migraine", "neurologie", "neurologue", 12, 1, (90, 330), True),
    Care("demence", "gériatrie", "geriatre", 45, 1, (60, 240), True),
    Care("polyarthrite", "rhumatologie", "rhumatologue", 90, 3, (40, 200)),
    Care("goutte", "rhumatologie", "rhumatologue", 6, 1, (120, 360)),
    Care("mii", "gastro-entérologie", "gastroenterologue", 90, 3, (30, 180)),
    Care("schizophrenie", "psychiatrie", "psychiatre", 80, 3, (20, 90)),
    Care("bipolaire", "psychiatrie", "psychiatre", 75, 3, (30, 120)),
    Care("depression", "psychiatrie", "psychiatre", 8, 1, (45, 200)),
    Care("cataracte", "ophtalmologie", "ophtalmologiste", 6, 1, (60, 240)),
    Care("glaucome", "ophtalmologie", "ophtalmologiste", 45, 3, (40, 200)),
    Care("diabete1", "ophtalmologie", "ophtalmologiste", 25, 1, (60, 300)),
    Care("diabete2", "ophtalmologie", "ophtalmologiste", 12, 1, (60, 300)),
    Care("surdite", "oto-rhino-laryngologie", "oto-rhino-laryngologiste", 12, 1, (90, 330)),
    Care("arthrose", "orthopédie", "orthopediste", 3, 1, (90, 330)),
    Care("psoriasis", "dermatologie", "dermatologue", 25, 1, (60, 300)),
    Care("lithiase", "urologie", "urologue", 15, 1, (40, 200)),
)
"""Of each specialty the problem that comes first is the one a person is sent for."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What is operated later: the last day on which the surgeon may be seen for it, the side, who operates."""

    until: date
    side: str
    surgeon: tuple[str | int, ...]


def cares(chart: Chart) -> Iterator[tuple[Care, Held, Operation | None]]:
    """One at most of each specialty."""
    seen: set[str] = set()
    for care in CARES:
        held = next((one for one in chart.held if one.condition.key == care.key), None)
        if held is None or care.specialty in seen:
            continue
        operation = operated(chart, care.key)
        draw = hash_of(chart.id, "referred", care.specialty, care.key) % 100
        if operation is not None or (draw < care.share and _has_what_it_takes(chart, care)):
            seen.add(care.specialty)
            yield care, held, operation


def _has_what_it_takes(chart: Chart, care: Care) -> bool:
    """A device is spoken of by who has one."""
    return care.key not in ("apnee", "surdite") or hash_of(chart.id, care.key) % 10 < _FITTED


def may_be_sent(chart: Chart, care: Care, held: Held, day: date) -> bool:
    """At a visit of that day, as far as the record knows."""
    if chart.age(day) < 18 or not held.on(day) or chart.expects(day):
        return False
    gate = _GATES.get((care.key, care.specialty))
    return gate is None or gate(chart, held, day)


def _low_filtration(chart: Chart, held: Held, day: date) -> bool:
    found = last_result(chart.plains, EGFR, day)
    return found is not None and found[0] < _LOW


def _on_insulin(chart: Chart, held: Held, day: date) -> bool:
    return "glargine" in {molecule(key) for key in taken_for(chart, held, chart.plans, day)}


_GATES: dict[tuple[str, str], Callable[[Chart, Held, date], bool]] = {
    ("irc", "néphrologie"): _low_filtration,
    ("diabete2", "endocrinologie"): _on_insulin,
}


def letters(chart: Chart, care: Care, day: date) -> int:
    """How many a demand of that day brings at most: of the kidneys, one unless they work very little."""
    found = last_result(chart.plains, EGFR, day)
    if care.key == "irc" and found is not None and found[0] >= _VERY_LOW:
        return 1
    return care.letters


def last_result(plains: list[Plain], code: str, day: date) -> tuple[float, date] | None:
    """The last value of a test drawn before `day`, with its day; None when it is old, or there is none."""
    since, until = (day - timedelta(days=_RESULT)).isoformat(), day.isoformat()
    found = [
        (one["effectiveDateTime"], one["valueQuantity"]["value"])
        for one in plains
        if one["resourceType"] == "Observation"
        and "valueQuantity" in one
        and one["code"].get("coding", ({"code": ""},))[0]["code"] == code
        and since <= one["effectiveDateTime"][:10] < until
    ]
    if not found:
        return None
    at, value = max(found)
    return float(value), date.fromisoformat(at[:10])


_OPERATED = {"cataracte": ("Cataracte de l’œil ", 121), "arthrose": ("Arthroplastie du genou ", 75)}


def operated(chart: Chart, key: str) -> Operation | None:
    """The operation told for that problem: a cataract is ordered four months before."""
    reason, before = _OPERATED.get(key, ("", 0))
    if not reason:
        return None
    for one in chart.plains:
        if one["resourceType"] == "Encounter" and one["reasonCode"][0]["text"].startswith(reason):
            day = date.fromisoformat(one["period"]["start"][:10])
            names: tuple[str | int, ...] = ("eye",) if key == "cataracte" else (day.toordinal(),)
            side = one["reasonCode"][0]["text"].removeprefix(reason)
            return Operation(day - timedelta(days=before), side, (chart.id, *names))
    return None
