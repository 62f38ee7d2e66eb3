"""Visits to the family doctor: vital signs, results, what is decided about each treatment, a note each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dsn.synth import context, laboratory, levels, notes, targets
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.holidays import workday
from dsn.synth.insulin import Insulin
from dsn.synth.moments import later
from dsn.synth.notes import Measures, Told, Voice
from dsn.synth.plain import Plain
from dsn.synth.posology import listed
from dsn.synth.regimen import molecule
from dsn.synth.requisitions import Before, panels
from dsn.synth.speaking import sentence
from dsn.synth.steering import CHANGES, PANELS, SOON, WATCHED, Decision, Steering
from dsn.synth.taking import Plans, taken_for

_LATER = 110
"""Days after which who is above a target and stays on the same doses is seen again."""
_AGAIN = {"inr": 0, "lithium": 80, "a1c": 80, "glucose": 80, "renal": 80, "electrolytes": 80, "bnp": 80}
"""Days before a panel is asked for again by habit; the others twice a year at most."""
_ELSEWHERE = ("mcas", "avc", "ic", "fa")
"""What is mostly found, and treated first, in a hospital."""
_MOVES_POTASSIUM = frozenset("ramipril perindopril candesartan hydrochlorothiazide spironolactone".split())
"""Whose potassium is read with the kidneys."""
_WEARING = ("mpoc", "ic", "avc", "demence")
"""Who has these does not climb two floors without a thought."""
_COMPARED = ("sys", "weight", "a1c", "ldl", "tsh", "egfr", "bnp")
"""Figures that a note compares with those of before."""


class Visits:
    """The visits of one person, one after the other. `days` grows where a decision calls the person back;
    `coming`: the day of the next appointment, when there is one."""

    def __init__(self, chart: Chart, plans: Plans, days: list[date], coming: Sequence[date]) -> None:
        self.chart, self.plans, self.days, self.coming = chart, plans, days, coming
        self.steering = Steering(chart, plans, days[0] if days else chart.today)
        habit = hash_of(chart.doctor.id, "order") % len(notes.ORDERS)
        self.voice = Voice(notes.ORDERS[habit])
        self.insulin = Insulin(chart.id)
        self.then = Measures()
        self.open: set[str] = set()
        self.drawn: dict[str, date] = {}
        self.called: set[date] = set()
        self.last: Before | None = None

    def told(self) -> None:
        at = 0
        while at < len(self.days):
            self._visit(self.days[at], at)
            at += 1
        self._before_the_next()
        self.steering.late()

    def _visit(self, day: date, at: int) -> None:
        chart, here = self.chart, self._here(day)
        results = self._results(day, at, here[:4])
        here = _in_turn(here, at)
        minutes = 480 + hash_of(chart.id, "hour", day) % 28 * 15
        reason = f"Suivi : {notes.lowered(here[0].condition.name)}" if here else "Suivi périodique"
        encounter = chart.visit(day, minutes, 25, "AMB", chart.doctor, reason)
        chart.clinics.append((day, minutes, encounter))
        measures = examine(chart, encounter, day, minutes + 3, at)
        for key, value in results.items():
            measures.add(key, value, laboratory.digits(key))
        if results and chart.age(day) >= 18:
            measures.words["blood"] = laboratory.in_short(results, chart.person.sex)
        self._compare(day, measures)
        decisions = self.steering.decide(day, measures.figures)
        self._call(day, at, [one for several in decisions.values() for one in several], measures)
        text = self._note(day, at, here, measures, decisions)
        written = later(day, minutes + 24)
        note = chart.note(encounter, written, notes.CLINIC, text)
        chart.stamp(later(day, minutes), written, encounter, note)
        chart.told.append((day, note))
        self.last = Before(day, minutes + 20, encounter, note)

    def _before_the_next(self) -> None:
        """What is asked for the appointment to come, and not drawn yet."""
        chart, last = self.chart, self.last
        day = min([*self.coming, *([chart.wanted] if chart.wanted is not None else [])], default=None)
        if last is not None and day is not None and last.holds(day):
            last.wait_for(chart, self._asked(day, len(self.days), of_day(chart, last.day)[:4]))

    def _here(self, day: date) -> list[Held]:
        """The lasting problems of that day, what is followed most first; what the visit is for before all."""
        here = of_day(self.chart, day)
        if day not in self.called:
            return here
        wanted = {axis.key for subject, axis in self.steering.axes.items() if subject in self.open}
        return sorted(here, key=lambda one: one.condition.key not in wanted)

    def _asked(self, day: date, at: int, told: list[Held]) -> list[str]:
        """The panels that this visit wants to read."""
        named = {one.condition.key for one in of_day(self.chart, day) if one.onset == day} & set(PANELS)
        asked = [panel for subject in sorted(self.open | named) for panel in PANELS[subject]]
        if day not in self.called:
            usual = panels(self.chart, told, day, at, self.plans)
            asked += [
                one for one in usual if (day - self.drawn.get(one, date.min)).days >= _AGAIN.get(one, 165)
            ]
        if "renal" in asked and self._moves_potassium(day):
            asked.append("electrolytes")
        return list(dict.fromkeys(asked))

    def _results(self, day: date, at: int, told: list[Held]) -> dict[str, float]:
        """What was drawn about a week before, when anything was asked."""
        asked = self._asked(day, at, told)
        before = day - timedelta(days=8)
        if not asked or before <= self.chart.person.birth:
            return {}
        drawn = workday(before)
        drawn = drawn if drawn < day else before
        self.drawn |= dict.fromkeys(asked, day)
        prescribed = (
            self.last.ask(self.chart, asked) if self.last is not None and self.last.holds(drawn) else None
        )
        return laboratory.measure(self.chart, asked, drawn, asked=prescribed)

    def _moves_potassium(self, day: date) -> bool:
        until = day - timedelta(days=1)
        taken = [
            key for one in of_day(self.chart, day) for key in taken_for(self.chart, one, self.plans, until)
        ]
        return any(molecule(key) in _MOVES_POTASSIUM for key in taken)

    def _compare(self, day: date, measures: Measures) -> None:
        """What the sentences of a note ask of the day: the goals missed, the figures of before."""
        chart, figures, then = self.chart, measures.figures, self.then
        figures["irregular"] = float(chart.has("fa", day))
        figures["lungs"] = float(chart.has("mpoc", day))
        figures["weak"] = float(any(chart.has(key, day) for key in _WEARING))
        figures["forgets"] = float(levels.forgets(chart, day))
        for name in _COMPARED:
            if name in measures.words and then.words.get(name) == measures.words[name]:
                figures[f"{name}_same"] = 1.0
            elif name in then.figures:
                figures[f"{name}_then"] = then.figures[name]
                measures.words[f"{name}_then"] = then.words.get(name, "")
        if "sys" in figures:
            upper, lower = targets.pressure_goal(chart, day)
            figures["over"] = float(figures["sys"] >= upper or figures["dia"] >= lower)
            clearly = float(figures["sys"] >= upper + 4 or figures["dia"] >= lower + 3)
            if "over" in then.figures:
                figures |= {"seen": 1.0, "over_then": then.figures["over"], "met_then": then.figures["met"]}
                measures.words["bp_then"] = then.words["bp"]
            then.figures.update(over=clearly, met=1.0 - figures["over"])
        if "weight_then" in figures and chart.age(day) >= 20:
            figures["gain"] = round(figures["weight"] - figures["weight_then"], 1)
            measures.words["gain"] = notes.written(abs(figures["gain"]))
        if "a1c" in figures:
            figures["a1c_over"] = float(figures["a1c"] > targets.sugar_goal(chart, day))
        alone = chart.age(day) >= 18 and not chart.has("hta", day) and "sys" in figures
        figures["suspect"] = float(alone and (figures["sys"] >= 140 or figures["dia"] >= 90))
        then.figures.update({name: figures[name] for name in _COMPARED if name in figures})
        then.words.update(
            {name: measures.words[name] for name in (*_COMPARED, "bp") if name in measures.words}
        )

    def _call(self, day: date, at: int, decisions: Sequence[Decision], measures: Measures) -> None:
        """The next visit is near enough to see what became of it, or one is put in between."""
        called = [one for one in decisions if one.kind in (*CHANGES, *WATCHED)]
        self.open = {one.subject for one in called}
        same = ("top", "again", "prefers", "spares")
        wanted = [max(SOON[one.subject], _LATER if one.kind in same else 0) for one in called]
        wanted += [SOON["hta"]] if measures.figures["suspect"] else []
        if not wanted:
            return
        soon, chart = min(wanted), self.chart
        after = self.days[at + 1] if at + 1 < len(self.days) else None
        if after is not None and (after - day).days <= soon + 35:
            return
        on = workday(day + timedelta(days=soon + hash_of(chart.id, "called", day) % 8))
        housed = chart.residence is not None and on >= chart.residence
        crowded = after is not None and (after - on).days < 14
        if after is None and on >= chart.today and chart.person.death is None and not housed:
            chart.wanted = max(on, workday(chart.today + timedelta(days=1)))
        if on < chart.today and chart.free(on, 0) and not housed and not crowded:
            self.days.insert(at + 1, on)
            self.called.add(on)

    def _note(
        self, day: date, at: int, here: list[Held], measures: Measures, decisions: dict[str, list[Decision]]
    ) -> str:
        chart = self.chart
        turn = at + hash_of(chart.id, "turn") % 60
        taken = {one.condition.key: taken_for(chart, one, self.plans, day) for one in of_day(chart, day)}
        until = day - timedelta(days=1)
        told = [one for one in here if one in here[:4] or one.condition.key in decisions]
        spoken = [
            Told(
                one.condition,
                len(taken_for(chart, one, self.plans, until)) if self._known(one, day) else 0,
                tuple(self._said(what, measures, turn) for what in decisions.get(one.condition.key, ())),
            )
            for one in told
        ]
        keys = list(dict.fromkeys(key for several in taken.values() for key in several))
        begun = any(one.now == "glargine" for several in decisions.values() for one in several)
        said = [text for one in spoken for text in one.decided]
        units = self.insulin.at("glargine" in keys, begun, said)
        drugs = [listed(key, units) for key in keys]
        age, sex = chart.age(day), chart.person.sex
        self.voice.context = context.told(chart, day, at)
        return notes.clinic(age, sex, spoken, measures, drugs, turn, self._gap(day, at), self.voice)

    def _known(self, held: Held, day: date) -> bool:
        """Was a visit before this one able to prescribe for it? What a hospital finds is treated from there."""
        first = self.days[0]
        return (
            held.onset < first
            or held.condition.key in _ELSEWHERE
            or any(held.onset <= one < day for one in self.days)
        )

    def _said(self, decision: Decision, measures: Measures, turn: int) -> str:
        words = measures.words | notes.suited(self.chart.person.sex)
        return sentence(decision, words, turn, self.voice.of(f"{decision.subject} {decision.kind}"))

    def _gap(self, day: date, at: int) -> int | None:
        """Months to the next visit."""
        wanted = [self.chart.wanted] if self.chart.wanted is not None else []
        after = [*self.days[at + 1 : at + 2], *sorted([*wanted, *self.coming])][:1]
        return round((after[0] - day).days / 30.4) if after else None


def examine(chart: Chart, encounter: Plain, day: date, minutes: int, at: int) -> Measures:
    """Pressure, pulse, weight, height at times."""
    taken, obese = later(day, minutes), chart.has("obesite", day)
    measures = Measures(words={"bp": "non prise"})
    if chart.age(day) >= 3:
        upper, lower = chart.pressure(encounter, day, taken)
        measures.figures.update(sys=float(upper), dia=float(lower))
        measures.words["bp"] = f"{upper}/{lower}"
    rate = chart.body.heart_rate(day, irregular=chart.has("fa", day))
    chart.vital(encounter, taken, "8867-4", "Fréquence cardiaque", rate, "/min", "/min")
    weight = round(chart.body.weight(day, obese=obese), 1)
    chart.vital(encounter, taken, "29463-7", "Poids", weight, "kg", "kg")
    height = round(chart.body.height(day), 1)
    if chart.age(day) < 18 or at % 4 == 0:
        chart.vital(encounter, taken, "8302-2", "Taille", height, "cm", "cm")
    bmi = round(weight / (height / 100) ** 2, 1)
    if chart.age(day) >= 2:
        chart.vital(encounter, taken, "39156-5", "Indice de masse corporelle", bmi, "kg/m²", "kg/m2")
    for name, value in (("hr", rate), ("weight", weight), ("bmi", bmi), ("height", height)):
        measures.add(name, value)
    return measures


def of_day(chart: Chart, day: date) -> list[Held]:
    """The lasting problems of that day, what is followed most first."""
    here = [one for one in chart.held if one.on(day) and one.condition.kind == "chronic"]
    return sorted(here, key=lambda one: -one.condition.visits)


def _in_turn(here: list[Held], at: int) -> list[Held]:
    """The three followed most stay first; of the others each is spoken of at its turn."""
    rest = here[3:]
    first = at % len(rest) if rest else 0
    return [*here[:3], *rest[first:], *rest[:first]]
