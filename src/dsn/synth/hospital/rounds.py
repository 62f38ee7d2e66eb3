"""The rounds of a stay: each day its vital signs, its doses, blood once more, the nurse's note and the doctor's."""

from __future__ import annotations

import re
from datetime import date

from dsn.synth import laboratory
from dsn.synth.chart import Chart, hash_of
from dsn.synth.hospital import charting, mar
from dsn.synth.hospital.stay import LEAVING, Stay
from dsn.synth.moments import later
from dsn.synth.notes import written
from dsn.synth.plain import Plain, quantity
from dsn.synth.staff import Member, someone

_THINNED = ("apixaban", "warfarine", "énoxaparine")
_WARDS = ("4n", "5n", "4s", "5s", "card", "onco")
_COURSE = re.compile(r"pendant (\d+) jours")
_BLOOD_AGAIN = 2  # the day after an operation on the first day
"""The day of a stay on which blood is drawn again, when it lasts longer."""
LOST = -19.0
"""g/L of haemoglobin that an operation costs. Ours, « à valider »."""
WATER = 3.4
"""Kilograms of water that a decompensated heart holds back. Ours, « à valider »."""


def ordered(chart: Chart, encounter: Plain, stay: Stay, *, over: bool) -> list[Plain]:
    """Orders of the stay: the drugs of home and what begins, one for its reason, against clots, for a wound."""
    wanted = [(stay.drug, stay.reason)] if stay.drug else []
    home = mar.at_home(chart, stay.day)
    thinned = any(one.startswith(_THINNED) for one in mar.words(home))
    adult = chart.age(stay.day) >= 18
    if adult and stay.unit in _WARDS and not thinned and not chart.has("irc", stay.day):
        wanted.append(("enoxaparine", "Prévention des thromboses pendant l’hospitalisation"))
    if stay.kind == "surgery":
        wanted.append(("hydromorphone", "Douleur postopératoire"))
    found = mar.orders(chart, encounter, home, over=over)
    for key, reason in wanted:
        plain = chart.prescribe(key, stay.day, "completed" if over else "active", None, encounter)
        plain["reasonCode"] = [{"text": reason}]
        plain["authoredOn"] = encounter["period"]["start"]
        found.append(plain)
    return found


def rounds(chart: Chart, encounter: Plain, stay: Stay, start: int, orders: list[Plain]) -> None:
    """Every day that has come, that of leaving until the way home."""
    doctor = chart.author
    for on, number in charting.days_of(stay.day, stay.days, min(chart.now, chart.today)):
        since = start + 90 if number == 0 else 0
        until = LEAVING - 30 if number == stay.days else 1440
        mar.give(chart, [one for one in orders if _lasts(one, number)], encounter, on, since, until)
        if stay.kind == "surgery" and stay.operated < number < min(stay.operated + 3, stay.days):
            _soothed(chart, orders[-1], encounter, on)
        _day(chart, encounter, stay, on, number, doctor)
    chart.author = doctor


def course(dosage: str) -> int | None:
    """Days of « pendant 7 jours »; None for what has no end of its own."""
    found = _COURSE.search(dosage)
    return int(found[1]) if found else None


def _lasts(one: Plain, number: int) -> bool:
    days = course(one["dosageInstruction"][0]["text"])
    return days is None or number < days


def _soothed(chart: Chart, one: Plain, encounter: Plain, on: date) -> None:
    """What is given as needed in the first days after an operation."""
    for minutes, shift in ((425, "day"), (1130, "evening")):
        chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), shift)
        at = later(on, minutes + hash_of(chart.id, on, minutes) % 50)
        mar.given(chart, one, encounter, at, quantity(1, "comprimé", "{tbl}"))


def _day(chart: Chart, encounter: Plain, stay: Stay, on: date, number: int, doctor: Member) -> None:
    warm = charting.warmth(chart, on, number, stay.warm)
    sat = charting.saturation(chart, on, number, stay.sat)
    found = _morning(chart, encounter, stay, on, number, (warm, sat)) if number else {}
    if number < stay.days:
        chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), "evening")
        charting.vitals(chart, encounter, on, 1215 + hash_of(chart.id, on, "evening") % 60, warm, sat)
    if 0 < number < stay.days:
        if number == _BLOOD_AGAIN and stay.days > _BLOOD_AGAIN + 1 and stay.kind in ("ward", "surgery"):
            _blood(chart, stay, on)
        came = doctor if on.weekday() < 5 or number == stay.days - 1 else None
        waiting = stay.operated and number <= stay.operated
        topic = "preop" if waiting else stay.topic or stay.kind
        since = (number - stay.operated, stay.days - stay.operated) if not waiting else (0, stay.days)
        charting.tell(chart, encounter, topic, (on, number, charting.phase(*since)), found, came)


def _morning(
    chart: Chart, encounter: Plain, stay: Stay, on: date, number: int, measured: tuple[float, int]
) -> dict[str, str]:
    """The vital signs of the morning, and the words for them in the notes of the day."""
    warm, sat = measured
    chart.author = someone(chart.owner, "infirmiere", chart.id, on.toordinal(), "day")
    minutes = 485 + hash_of(chart.id, on) % 40
    charting.vitals(chart, encounter, on, minutes, warm, sat)
    upper, lower = chart.pressure(encounter, on, later(on, minutes))
    heat = f"Fébrile à {written(warm)} °C" if warm >= charting.FEVER else f"Afébrile à {written(warm)} °C"
    found = {
        "warm": heat,
        "heat": f"Température {written(warm)} °C",
        "sat": str(sat),
        "ta": f"{upper}/{lower}",
    }
    if stay.topic == "ic":
        dry = chart.body.weight(on, obese=chart.has("obesite", on))
        weight = round(dry + WATER * max(0.0, 1 - number / max(1, stay.days - 1)), 1)
        chart.vital(encounter, later(on, 395), "29463-7", "Poids", weight, "kg", "kg")
        found["kg"] = written(weight)
    return found


def _blood(chart: Chart, stay: Stay, on: date) -> None:
    """Before breakfast; what the illness added is half gone."""
    before = chart.acute
    chart.acute = {key: value * 0.4 for key, value in stay.acute.items()}
    if stay.kind == "surgery":
        chart.acute["hemoglobin"] = LOST
    panels = ["cbc", "renal", "electrolytes", *(["crp"] if "crp" in stay.acute else [])]
    laboratory.measure(chart, panels, on, 375 + hash_of(chart.id, on) % 30)
    chart.acute = before
