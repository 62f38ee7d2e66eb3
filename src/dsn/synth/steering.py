"""The regulator of chronic care: what a visit decides about each steered treatment, from that day's figures.

A value above its target is looked at again; the second time (at once when far above) the dose goes up or a drug is
added, unless the note can say why not. Who was treated before the first visit told comes with what brought them near.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import ladders, levels, targets
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.regimen import molecule
from dsn.synth.taking import Plans
from dsn.synth.targets import Finding

_STATIN = (*ladders.VESSELS, "diabete2", "cholesterol")


@dataclass(frozen=True, slots=True)
class Decision:
    """About one treatment. `kind`: a word of `decisions.tsv`; `now`, `was`: keys of `drugs.tsv`, "" for none."""

    subject: str
    kind: str
    now: str = ""
    was: str = ""


CHANGES = ("start", "raise", "add", "lower", "stop")
WATCHED = ("control", "forgets", "prefers", "habits", "top", "again", "spares")
"""What leaves a value above its target as it is, for now."""
SOON = {"hta": 42, "diabete2": 98, "statine": 110, "hypothyroidie": 56, "goutte": 56, "ic": 28}
"""Days after which what was changed or found high is looked at again."""
PANELS = {
    "diabete2": ("a1c", "renal"),
    "statine": ("lipids",),
    "hypothyroidie": ("tsh",),
    "goutte": ("urate",),
    "hta": (),
    "ic": ("renal", "electrolytes"),
}
"""What blood shows of it."""
Judge = Callable[[Chart, date, Mapping[str, float]], Finding | None]
Ladder = Callable[[Chart, Plans, date], list[str]]
_HOW: dict[str, tuple[Judge, Ladder]] = {
    "ic": (targets.of_heart, ladders.of_heart),
    "hta": (targets.of_pressure, ladders.of_pressure),
    "diabete2": (targets.of_sugar, ladders.of_sugar),
    "hypothyroidie": (targets.of_thyroid, ladders.of_thyroid),
    "goutte": (targets.of_urate, ladders.of_urate),
    "statine": (targets.of_cholesterol, ladders.of_cholesterol),
}


class Axis:
    """One steered treatment of one person: its ladder, the rung reached, how often it was found high."""

    def __init__(self, chart: Chart, plans: Plans, subject: str, held: Held, day: date) -> None:
        self.chart, self.subject, self.held = chart, subject, held
        self.judge, ladder = _HOW[subject]
        self.rungs = [one for one in ladder(chart, plans, day) if ladders.SINCE.get(one, day) <= day]
        self.at, self.high, self.refused, self.last = -1, 0, 0, ""

    @property
    def key(self) -> str:
        return self.held.condition.key

    def up(self, day: date) -> Decision:
        """One rung; two at once to begin in heart failure, where two drugs go side by side."""
        taken = {molecule(one) for one in self.rungs[: self.at + 1]}
        before = {molecule(one): one for one in self.rungs[: self.at + 1]}
        self.at += 1
        now = self.rungs[self.at]
        kind = "start" if not taken else "raise" if molecule(now) in taken else "add"
        self.chart.regimen.put(self.key, now, day)
        return Decision(self.subject, kind, now, before.get(molecule(now), ""))

    def down(self, day: date) -> Decision:
        was = self.rungs[self.at]
        self.at -= 1
        lower = [one for one in self.rungs[: self.at + 1] if molecule(one) == molecule(was)]
        if lower:
            self.chart.regimen.put(self.key, lower[-1], day)
            return Decision(self.subject, "lower", lower[-1], was)
        self.chart.regimen.stop(self.key, was, day)
        return Decision(self.subject, "stop", "", was)

    def begin(self, day: date) -> None:
        """As it stood before the first visit told: raised until the level was near the target."""
        if not self.rungs or declines(self, day):
            return
        start = max(self.held.onset, day - timedelta(days=200))
        short = hash_of(self.chart.id, "short", self.subject) % 6 == 0
        self.up(start)
        later = _trusted(self.chart, start + timedelta(days=1))
        while self.at + 1 < len(self.rungs):
            steady = _steady(self.chart, later)
            found = self.judge(self.chart, later, steady)
            if (
                found is None
                or not found.above
                or found.near
                or (short and not found.far)
                or (self.subject == "ic" and self.at > 2)
                or self._spared(later, steady)
            ):
                break
            self.up(start)

    def decide(self, day: date, figures: Mapping[str, float]) -> Decision | None:
        """What is done about it at this visit; None when nothing is to be said."""
        decision = self._decide(day, figures)
        if decision is not None:
            self.last = decision.kind
            if decision.kind == "forgets":
                self.chart.regimen.reminded.append(day)
        return decision

    def _decide(self, day: date, figures: Mapping[str, float]) -> Decision | None:
        found = self.judge(self.chart, day, figures)
        if self.at < 0:
            return self._untreated(day, found, figures)
        if found is None:
            return None
        if found.low and self._may_go_down():
            self.high = 0
            return self.down(day)
        if not found.above:
            self.high = 0
            return None
        if found.near:
            return self._said("near")
        self.high += 1
        if self.high == 1 and not found.far:
            return self._said("control")
        why = self._why_not(day, figures)
        return self._said(why) if why else self.up(day)

    def _may_go_down(self) -> bool:
        """One drug stays; the thyroid's dose only ever changes."""
        return self.at > 0 and self.subject in ("hta", "hypothyroidie", "ic", "diabete2")

    def _untreated(self, day: date, found: Finding | None, figures: Mapping[str, float]) -> Decision | None:
        if not self.rungs:
            kind = "bears" if self.key != "cholesterol" else "risk"
            high = (
                self.subject == "statine"
                and ladders.may_bear(self.chart)
                and found is not None
                and found.above
            )
            return self._said(kind) if high else None
        if self.key == "cholesterol" and (found is None or not found.above):
            return None
        reason = "" if self._gives_in(figures) else declines(self, day)
        if reason:
            return self._said(reason) if found is not None and found.above else None
        trial = self.subject == "hta" and self.last == "" and not _vascular(self.chart, day)
        if trial and figures.get("sys", 170) < 158 and hash_of(self.chart.id, "habits") % 3 == 0:
            return self._said("habits")
        return self.up(day)

    def _gives_in(self, figures: Mapping[str, float]) -> bool:
        """Who refused for years, or is found far too high, accepts in the end."""
        self.refused += 1
        return self.subject == "hta" and (self.refused > 5 or figures.get("sys", 0) >= 162)

    def _spared(self, day: date, figures: Mapping[str, float]) -> bool:
        """Insulin comes next, and the sugar is not a point above its target: nobody begins it for so little."""
        after = self.rungs[self.at + 1 : self.at + 2]
        return after == ["glargine"] and figures["a1c"] < targets.sugar_goal(self.chart, day) + 1.0

    def _why_not(self, day: date, figures: Mapping[str, float]) -> str:
        """Why the dose does not go up although the value asks for it; "" when it does."""
        if self.subject == "ic":
            return "" if self.at + 1 < len(self.rungs) else "top"
        if levels.forgets(self.chart, day):
            return "forgets"
        if self.at + 1 >= len(self.rungs):
            return "again" if self.last in ("top", "again") else "top"
        if self._spared(day, figures):
            return "spares"
        chance = hash_of(self.chart.id, "why", self.subject, day)
        if self.subject == "hta" and self.chart.age(day) >= 78 and chance % 5 == 0:
            return "frail"
        return "prefers" if chance % 9 == 0 and self.last != "prefers" else ""

    def _said(self, kind: str) -> Decision | None:
        return None if self.subject == "ic" else Decision(self.subject, kind)


def _vascular(chart: Chart, day: date) -> bool:
    return any(chart.has(one, day) for one in (*ladders.VESSELS, "diabete2", "irc"))


def _trusted(chart: Chart, day: date) -> date:
    """That day, or the next on which what is prescribed is taken."""
    while levels.forgets(chart, day):
        day += timedelta(days=levels.SPELL)
    return day


def _steady(chart: Chart, day: date) -> dict[str, float]:
    """The figures of a day without the chance of one reading, as far as begun treatments go."""
    more, below = levels.pressure(chart, day)
    upper = chart.body.resting(day) + more
    figures = {"sys": upper + 10, "dia": min(78 + below, upper - 25), "hr": 75.0}
    sugar, tsh = levels.sugar(chart, day), levels.thyroid(chart, day)
    figures |= {"a1c": sugar} if sugar is not None else {}
    figures |= {"tsh": tsh} if tsh is not None else {}
    return figures | {
        "ldl": 3.0 * (1 - levels.lowered(chart, day)) + 0.2,
        "urate": 440.0 - levels.urate(chart, day),
    }


def declines(axis: Axis, day: date) -> str:
    """Why there is no such drug at all; "" for who takes it."""
    chart, chance = axis.chart, hash_of(axis.chart.id, "declines", axis.subject) % 100
    if axis.subject == "hta":
        return "refuses" if chance < 4 else ""
    if axis.subject == "goutte":
        share = dict(axis.held.condition.drugs)["allopurinol"]
        return "" if chance < share * 100 else "rare"
    if axis.subject != "statine":
        return ""
    if axis.key == "cholesterol" and chart.age(day) > 75:
        return "age"
    if axis.key == "cholesterol" and chance < 55:
        return "weighs" if _middling(chart, day) else "risk"
    if axis.key == "diabete2" and chart.age(axis.held.onset) >= 80:
        return "age"
    return {0: "refuses", 1: "muscles"}.get(chance % 16, "")


def _middling(chart: Chart, day: date) -> bool:
    """Is the risk of the vessels no longer low, by age, sex and pressure? Ours, « à valider »."""
    age = chart.age(day)
    return age >= (60 if chart.person.sex == "M" else 65) or (age >= 50 and chart.has("hta", day))


class Steering:
    """All steered treatments of a person, as the visits go on."""

    def __init__(self, chart: Chart, plans: Plans, first: date) -> None:
        self.chart, self.plans = chart, plans
        self.axes: dict[str, Axis] = {}
        for axis in self._new(first - timedelta(days=1)):
            axis.begin(first)

    def _new(self, day: date) -> Iterator[Axis]:
        for subject in _HOW:
            axis = self.axes.get(subject)
            held = _reason(self.chart, subject, day) if axis is None or axis.at < 0 else None
            if held is not None and (axis is None or axis.held is not held):
                self.axes[subject] = Axis(self.chart, self.plans, subject, held, day)
                yield self.axes[subject]

    def decide(self, day: date, figures: Mapping[str, float]) -> dict[str, list[Decision]]:
        """By condition, what that visit decides; `figures`: what it measured, and what was drawn for it."""
        list(self._new(day))
        found: dict[str, list[Decision]] = {}
        for axis in self.axes.values():
            decision = axis.decide(day, figures)
            if decision is not None:
                found.setdefault(axis.key, []).append(decision)
        return found

    def late(self) -> None:
        """What was found after the last visit told is treated from that day on."""
        for axis in self._new(self.chart.today):
            if axis.rungs and not declines(axis, axis.held.onset):
                axis.up(axis.held.onset)


def _reason(chart: Chart, subject: str, day: date) -> Held | None:
    """For which problem of that day: its own, or the first of those that ask for a statin."""
    wanted = _STATIN if subject == "statine" else (subject,)
    for key in wanted:
        for one in chart.held:
            young = subject == "statine" and key == "diabete2" and chart.age(day) < 40
            if one.condition.key == key and one.on(day) and not young:
                return one
    return None
