"""What a physician writes of a visit to the emergency: history, what is found, what is done; `stories.tsv`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from dsn.synth import notes, tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.hospital import mar
from dsn.synth.posology import dose_of

_MOST = 6
"""Old problems and drugs that an emergency note names; the rest is in the record."""


@cache
def _lines(key: str, part: str) -> tuple[tables.Row, ...]:
    return tuple(row for row in tables.rows("stories") if (row["key"], row["part"]) == (key, part))


def told(chart: Chart, found: tables.Row, day: date, turn: int) -> tables.Row:
    """The row of a complaint with what is told and seen that time; `turn`: how often the person came for it."""
    age = chart.age(day)
    first = hash_of(chart.id, found["key"]) + turn
    stories = [row["text"] for row in _lines(found["key"], "story") if _fits(row, age)]
    seen = [found["found"], *(row["text"] for row in _lines(found["key"], "exam") if _fits(row, age))]
    return found | {"story": stories[first % len(stories)], "found": seen[first % len(seen)]}


def _fits(row: tables.Row, age: int) -> bool:
    return int(row["low"]) <= age <= int(row["high"])


def words(text: str, found: tables.Row, sex: str) -> str:
    """With the endings that agree and the saturation of the row."""
    female = sex == "F"
    return text.format_map(
        notes.suited(sex) | {"sat": found["sat"], "x": "se" if female else "x", "f": "ve" if female else "f"}
    )


def written(
    chart: Chart, day: date, found: tables.Row, signs: Sequence[str], blood: str, triage: int, outcome: str
) -> str:
    """The note. `signs`: the vital signs of the triage; `outcome`: where the person goes."""
    sex = chart.person.sex
    lines = [
        f"Motif : {notes.lowered(found['text'])}. Priorité P{triage}.",
        f"{notes.who(chart.age(day), sex)}.",
        before(chart, day),
        f"Histoire : {words(found['story'], found, sex)}",
        f"Examen à l’urgence : {_measured(signs, found)}. {words(found['found'], found, sex)}",
        blood,
        f"Impression : {notes.lowered(found['diagnosis'])}.",
        f"Conduite : {found['plan']}.",
        _ordered(found["drug"]) if outcome != "hospitalisation" else "",
        f"Orientation : {outcome}.",
    ]
    return "\n".join(line for line in lines if line)


def _measured(signs: Sequence[str], found: tables.Row) -> str:
    """The saturation is told once: by the sentence that speaks of it, or here."""
    more = [] if "{sat}" in found["found"] else [f"saturation {found['sat']} %"]
    return ", ".join([*signs, *more])


def before(chart: Chart, day: date) -> str:
    """Old problems, drugs of home and allergies, as far as the record knows them that day."""
    lasting = [one for one in chart.held if one.on(day) and one.condition.kind == "chronic"]
    known = [notes.lowered(one.condition.name) for one in lasting]
    drugs = mar.words(mar.at_home(chart, day))
    allergies = [
        notes.lowered(one.condition.name)
        for one in chart.held
        if one.condition.kind == "allergy" and one.onset <= day
    ]
    return (
        f"Antécédents : {_some(known, 'aucun')}. Médication : {_some(drugs, 'aucune')}. "
        f"Allergies : {_some(allergies, 'aucune connue')}."
    )


def _some(names: list[str], none: str) -> str:
    more = " et autres au dossier" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}" or none


def _ordered(key: str) -> str:
    if not key:
        return ""
    return f"Ordonnance : {dose_of(key)}, {tables.by_key('drugs')[key]['dosage']}."
