"""Cultures at the emergency: urine of the old who are confused and of feverish infants, blood in pneumonia."""

from __future__ import annotations

from datetime import date, timedelta

from dsn.synth import cultures, resistance, tables
from dsn.synth.chart import Chart
from dsn.synth.plain import Plain
from dsn.synth.recall import reword, text_of

_INFANT = 2
"""Until that age urine is taken by a catheter."""
_GROWS = 2
"""Days after which a ward hears that something grows in the blood."""
_STAY = 30
NEGATIVE = "cultures négatives à ce jour"
"""As a note of the ward says it (`ward.tsv`)."""
SAID = {
    "confusion": "Analyse d’urine : leucocytes 3+, nitrites positifs. Culture d’urine prélevée.",
    "pneumonie": "Deux hémocultures prélevées.",
    "fievre-enfant": "Culture d’urine prélevée par cathétérisme.",
}
"""How the note of the emergency tells it."""


def looked_for(
    chart: Chart, encounter: Plain, day: date, minutes: int, found: tables.Row, *, admitted: bool
) -> cultures.Culture | None:
    """What is grown of that complaint, None for nothing. Of a confusion the urine is abnormal and grows what yields to
    the drug of the row."""
    kind = _kind(found["key"], chart.age(day), admitted)
    if kind is None:
        return None
    if found["key"] == "confusion":
        cultures.strip(chart, encounter, day, minutes)

    def right(grown: cultures.Grown) -> bool:
        sick = found["key"] != "confusion" or grown.organism
        return sick and not grown.bears(found["drug"])

    return cultures.take(chart, encounter, day, minutes, kind, right)


def _kind(key: str, age: int, admitted: bool) -> cultures.Kind | None:
    if key == "confusion":
        return cultures.URINE
    if key == "pneumonie" and admitted:
        return cultures.BLOOD
    return cultures.CATHETER if key == "fievre-enfant" and age < _INFANT else None


def told(blood: str, key: str, culture: cultures.Culture | None) -> str:
    """The line of the tests with the cultures that were taken; `blood`: what it says without them, or ""."""
    if culture is None:
        return blood
    said = SAID[key]
    return f"{blood} {said}" if blood else f"Bilan : {said[0].lower()}{said[1:]}"


def read(chart: Chart, culture: cultures.Culture | None) -> None:
    """What grows in the blood, the ward knows: its notes say so from the second day on, and the next visit asks."""
    if culture is None or culture.kind is not cultures.BLOOD or culture.grown.row["key"] == "sterile":
        return
    resistance.heard(chart, culture)
    since = (culture.taken + timedelta(days=_GROWS)).isoformat()
    until = (culture.taken + timedelta(days=_STAY)).isoformat()
    for one in chart.plains:
        if one["resourceType"] == "DocumentReference" and since <= one["date"][:10] <= until:
            text = text_of(one)
            if NEGATIVE in text:
                reword(one, text.replace(NEGATIVE, _growing(culture.grown)))


def _growing(grown: cultures.Grown) -> str:
    if grown.organism:
        return f"hémocultures positives ({grown.row['organism']}), germe sensible au traitement"
    return "un contaminant probable dans une hémoculture sur deux"
