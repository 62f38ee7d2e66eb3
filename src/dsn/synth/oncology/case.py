"""One cancer being told: its line of `cancers.tsv`, who follows it, and the next free day of its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import notes, tables
from dsn.synth.chart import Chart
from dsn.synth.conditions import Held
from dsn.synth.holidays import workday
from dsn.synth.plain import Plain
from dsn.synth.staff import Member, someone
from dsn.synth.stream import Table, stream

TITLE = "Note d’oncologie"


@dataclass(slots=True)
class Case:
    """One cancer being told. `row`: of `cancers.tsv`; `day`: the next free day of the story."""

    chart: Chart
    held: Held
    row: tables.Row
    side: str
    episode: Plain
    day: date

    def words(self, name: str) -> str:
        return self.row[name].format(side=self.side)

    def step(self, days: int) -> bool:
        """Moves to a work day so many days on; False when that has not come, or the person lies in a bed."""
        self.day = workday(self.day + timedelta(days=days))
        return self.day < self.chart.today and self.chart.free(self.day, 0)

    def stage(self) -> str:
        """« Stade II (pT2 N1 M0) »."""
        return f"Stade {self.row['stage']} ({self.row['tnm']})"

    def oncologist(self) -> Member:
        """The same one from the diagnosis to the follow-up."""
        return someone(self.chart.owner, "oncologue", self.chart.id, self.held.condition.key)

    def reason(self) -> str:
        """Of a visit at which nothing is given."""
        return f"Oncologie : {notes.lowered(self.held.condition.name)}"


def stage_of(chart: Chart, held: Held) -> tables.Row:
    rows = [row for row in tables.rows("cancers") if row["key"] == held.condition.key]
    random = stream(chart.id, "stage", held.condition.key)
    return Table([(row, float(row["weight"])) for row in rows]).choose(random)
