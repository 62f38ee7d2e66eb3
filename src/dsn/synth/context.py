"""Who comes, beside what they have: an occupation, a household, tobacco. The shares are ours, « à valider »."""

from __future__ import annotations

from datetime import date

from dsn.synth import tables
from dsn.synth.chart import Chart, hash_of

_EVERY = 3
"""Visits from one that tells it to the next."""
_APART = frozenset(("schizophrenie", "demence", "tsa"))
"""Whose days a line would tell wrongly."""
_SMOKED = frozenset(("mcas", "cancer-poumon"))
_STUDIES, _COUPLE = 23, 25


def told(chart: Chart, day: date, at: int) -> str:
    """After « Femme de 72 ans » in a note: « , enseignante à la retraite, vit en couple. N’a jamais fumé, … »; "" for
    children and at most visits. `at`: the number of the visit."""
    held = {one.condition.key for one in chart.held}
    if chart.age(day) < 18 or (at + hash_of(chart.id, "context")) % _EVERY or held & _APART:
        return ""
    who = "".join(f", {one}" for one in (_occupation(chart, day), _household(chart, day)) if one)
    habits = ", ".join(filter(None, (_tobacco(chart, held), _alcohol(chart, held))))
    return f"{who}. {habits[0].upper()}{habits[1:]}" if habits else who


def _occupation(chart: Chart, day: date) -> str:
    woman, age = chart.person.sex == "F", chart.age(day)
    if age < _STUDIES:
        return "étudiante" if woman else "étudiant"
    rows = tables.rows("occupations")
    name = rows[hash_of(chart.id, "occupation") % len(rows)]["woman" if woman else "man"]
    retires = 58 + hash_of(chart.id, "retires") % 9
    return name if age < retires else f"{name} à la retraite"


def _household(chart: Chart, day: date) -> str:
    """Of whom the partner is known: together, or widowed since."""
    partner = chart.partner
    if partner is None or chart.age(day) < _COUPLE:
        return ""
    if partner.death is None or partner.death > day:
        return "vit en couple"
    return f"{'veuve' if chart.person.sex == 'F' else 'veuf'} depuis {partner.death.year}"


def _tobacco(chart: Chart, held: set[str]) -> str:
    """Nothing of who has damaged lungs: their problem speaks of it."""
    if "mpoc" in held:
        return ""
    smoked = held & _SMOKED or hash_of(chart.id, "tobacco") % 10 < 3
    if smoked:
        return "ancienne fumeuse" if chart.person.sex == "F" else "ancien fumeur"
    return "n’a jamais fumé"


def _alcohol(chart: Chart, held: set[str]) -> str:
    if "alcool" in held:
        return ""
    return ("alcool à l’occasion", "un ou deux verres la fin de semaine")[hash_of(chart.id, "drinks") % 2]
