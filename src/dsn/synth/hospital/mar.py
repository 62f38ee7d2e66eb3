"""What is given in a stay: orders for the drugs of home and for those of the stay, each dose as it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dsn.synth import tables
from dsn.synth.chart import Chart, hash_of
from dsn.synth.conditions import Condition
from dsn.synth.moments import later
from dsn.synth.plain import Plain, quantity
from dsn.synth.posology import dose_of
from dsn.synth.staff import someone
from dsn.synth.taking import taken_for

HOURS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("4 fois", (480, 720, 1020, 1320)),
    ("3 fois", (480, 840, 1260)),
    ("2 fois", (540, 1260)),
    ("au coucher", (1290,)),
    ("au souper", (1020,)),
    ("à jeun", (390,)),
    ("avant le repas", (450,)),
)
"""By the words of a dosage, minutes after midnight at which a ward gives it; once, at nine, for the rest."""
_NOT_SCHEDULED = (
    "au besoin",
    "selon",
    "par semaine",
    "perfusion",
    "aux 3 mois",
    "avant l’incision",
    "dès le début",
)
HELD = ("metformine", "empagliflozine", "naproxen", "celecoxib", "methotrexate")
"""Drugs of home that are held while somebody is acutely ill. Ours, « à valider »."""
_UNITS = {"comprimé": "{tbl}", "capsule": "{capsule}", "inhalation": "{puff}", "goutte": "[drp]", "mg": "mg"}
_DOSE = re.compile(r"(\d+(?:/\d+)?) (comprimé|capsule|inhalation|goutte|mg)")
_EVENING = 960


@dataclass(frozen=True, slots=True)
class Taken:
    """A drug of home: `key` of `drugs.tsv`, for what."""

    key: str
    reason: Condition

    @property
    def molecule(self) -> str:
        return self.key.partition("@")[0]


def at_home(chart: Chart, day: date) -> list[Taken]:
    """What is taken at home that day, each once; injectors for a grave reaction are not counted."""
    here = [one for one in chart.held if one.on(day) and one.condition.key in chart.plans]
    found = {
        key: Taken(key, one.condition) for one in here for key in taken_for(chart, one, chart.plans, day)
    }
    return [one for one in found.values() if not one.key.startswith("epinephrine")]


def words(taken: list[Taken]) -> list[str]:
    """With their strength, as a note of the clinic writes them."""
    return list(dict.fromkeys(dose_of(one.key) for one in taken))


def hours(dosage: str) -> tuple[int, ...]:
    """When a ward gives it; () for what is given as needed, by weeks or by a protocol."""
    if any(word in dosage for word in _NOT_SCHEDULED):
        return ()
    return next((times for word, times in HOURS if word in dosage), (540,))


def dose(dosage: str, *, first: bool = True) -> Plain:
    """« 1/2 comprimé … » as a quantity; of « 2 … le premier jour, puis 1 … » the second once the first day is over."""
    found = _DOSE.findall(dosage)
    number, unit = found[-1 if "puis" in dosage and not first else 0] if found else ("1", "dose")
    over, _, under = number.partition("/")
    value = int(over) / int(under or 1)
    return quantity(value, f"{unit}s" if value >= 2 and unit != "mg" else unit, _UNITS.get(unit, "{dose}"))


def orders(chart: Chart, encounter: Plain, taken: list[Taken], *, over: bool) -> list[Plain]:
    """Orders of the stay for what is taken at home and not held."""
    state, start = "completed" if over else "active", encounter["period"]["start"]
    found = []
    for one in taken:
        if one.molecule not in HELD:
            ordered = chart.prescribe(one.key, date.fromisoformat(start[:10]), state, one.reason, encounter)
            ordered["authoredOn"] = start
            found.append(ordered)
    return found


def give(chart: Chart, ordered: list[Plain], encounter: Plain, on: date, since: int, until: int) -> None:
    """Each scheduled dose of that day, from `since` to `until` minutes after midnight, by the nurse of the shift."""
    before = chart.author
    first = (
        on.isoformat()
        <= (date.fromisoformat(encounter["period"]["start"][:10]) + timedelta(days=1)).isoformat()
    )
    for one in ordered:
        dosage = one["dosageInstruction"][0]["text"]
        for minutes in hours(dosage):
            if since <= minutes < until:
                shift = "evening" if minutes >= _EVENING else "day"
                chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), shift)
                at = later(on, minutes + hash_of(one["id"], on, minutes) % 25)
                given(chart, one, encounter, at, dose(dosage, first=first))
    chart.author = before


def given(chart: Chart, ordered: Plain, encounter: Plain, at: str, amount: Plain) -> None:
    """Given; one in sixty is refused."""
    said: Plain = {
        "status": "completed",
        "medicationCodeableConcept": ordered["medicationCodeableConcept"],
        "context": chart.point(encounter),
        "effectiveDateTime": at,
        "performer": [{"actor": chart.author.who()}],
        "request": chart.point(ordered),
        "dosage": {"text": f"{amount['value']:g} {amount['unit']}".replace(".", ","), "dose": amount},
    }
    if hash_of(ordered["id"], at) % 60 == 0:
        del said["dosage"]
        said |= {"status": "not-done", "statusReason": [{"text": "Refus de la personne"}]}
    chart.add("MedicationAdministration", **said)


def infused(key: str) -> Plain:
    """The dosage of a drug given once by a protocol, for its administration."""
    return {"text": tables.by_key("drugs")[key]["dosage"], "dose": quantity(1, "dose", "{dose}")}
