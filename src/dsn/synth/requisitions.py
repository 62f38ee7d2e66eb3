"""What blood a visit asks for, and where its note says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import laboratory, recall
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Held
from dsn.synth.plain import Plain
from dsn.synth.taking import Plans, taken_for

_HOLDS = 400
"""Days for which a requisition for blood is honoured. Ours, « à valider »."""
_SAID = ("Bilan prescrit d’ici là", "Requête remise", "Prélèvement la semaine d’avant", "Contrôle demandé")
"""How physicians write it: a habit that each keeps."""


@dataclass(frozen=True, slots=True)
class Before:
    """The visit before: its day, the minute of its requisitions, its Encounter and its note."""

    day: date
    minutes: int
    encounter: Plain
    note: Plain

    def holds(self, day: date) -> bool:
        """Would a requisition of this visit still be honoured on `day`?"""
        return self.day < day <= self.day + timedelta(days=_HOLDS)

    def ask(self, chart: Chart, panels: Sequence[str]) -> tuple[date, int, Plain]:
        """Its plan names what will be drawn before the next visit; when and where that was asked."""
        habit = _SAID[hash_of(chart.doctor.id, "asks") % len(_SAID)]
        named = ", ".join(laboratory.named(one) for one in panels)
        recall.reword(self.note, f"{recall.text_of(self.note)} {habit} : {named}.")
        return self.day, self.minutes, self.encounter

    def wait_for(self, chart: Chart, panels: Sequence[str]) -> None:
        """Asked, and not drawn yet."""
        if panels:
            self.ask(chart, panels)
        chart.author = chart.doctor
        for panel in panels:
            chart.order(self.day, self.minutes, laboratory.PANELS[panel], "active", self.encounter)


def panels(chart: Chart, told: list[Held], day: date, at: int, plans: Plans) -> list[str]:
    """What blood is asked for: by what is followed; a general check every other visit from 40 on."""
    asked = list(dict.fromkeys(panel for one in told for panel in one.condition.tests))
    if any(one.condition.key == "hta" and one.onset == day for one in told):
        asked = ["lipids", "glucose", *asked]
    if not asked and chart.age(day) >= 40 and at % 2 == 0:
        asked = ["cbc", "lipids", "glucose", "renal"]
    if chart.has("diabete2", day) or chart.has("diabete1", day):
        asked = [*asked, "glucose"]
    monitored = {"lithium": ("bipolaire", "lithium"), "inr": ("fa", "warfarine")}
    asked = [one for one in asked if one not in monitored and one != "urine"]
    for panel, (key, drug) in monitored.items():
        held = next((one for one in chart.held if one.condition.key == key and one.on(day)), None)
        if held and drug in taken_for(chart, held, plans, day):
            asked.insert(0, panel)
    return list(dict.fromkeys(asked))[: 6 if at % 2 == 0 else 3]
