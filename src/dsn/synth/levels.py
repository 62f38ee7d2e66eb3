"""What chronic diseases do to figures over the years, and what is left of it under treatment.

Pure: a person, what they take and a day give a level. It drifts with the years, sways over months, and answers to the
drugs of `Regimen.before` in part, less in the months in which they are forgotten. All sizes are ours, « à valider ».
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from dsn.synth.body import Body, wave
from dsn.synth.conditions import Held
from dsn.synth.regimen import Regimen, molecule
from dsn.synth.stream import number_of

SPELL = 150
"""Days that a season of adherence lasts."""
FORGETFUL = 0.5
"""How much of a treatment acts in the months in which it is forgotten."""
_FORESEEN = 120
"""Days before a diagnosis on which the disease shows whole."""


class Treated(Protocol):
    """Of a chart, what a level depends on."""

    id: str
    held: list[Held]
    regimen: Regimen
    body: Body

    def age(self, day: date) -> int: ...


PRESSURE = {
    "ramipril@2.5": 6.0,
    "ramipril": 9.0,
    "ramipril@10": 13.0,
    "perindopril@2": 6.0,
    "perindopril": 9.0,
    "perindopril@8": 13.0,
    "candesartan@8": 7.0,
    "candesartan": 10.0,
    "candesartan@32": 14.0,
    "amlodipine@2.5": 6.0,
    "amlodipine": 10.0,
    "amlodipine@10": 15.0,
    "hydrochlorothiazide": 8.0,
    "hydrochlorothiazide@25": 11.0,
    "spironolactone": 9.0,
    "bisoprolol@2.5": 4.0,
    "bisoprolol": 6.0,
    "bisoprolol@10": 8.0,
}
"""mmHg of systolic pressure."""
SUGAR = {
    "metformine": 0.8,
    "metformine@850": 1.1,
    "gliclazide": 0.6,
    "gliclazide@60": 0.9,
    "empagliflozine": 0.6,
    "empagliflozine@25": 0.75,
    "sitagliptine": 0.6,
    "semaglutide": 1.2,
    "glargine": 1.2,
}
"""Points of glycated haemoglobin."""
CHOLESTEROL = {
    "atorvastatine": 0.42,
    "atorvastatine@40": 0.48,
    "atorvastatine@80": 0.53,
    "rosuvastatine": 0.44,
    "rosuvastatine@20": 0.5,
    "rosuvastatine@40": 0.55,
    "ezetimibe": 0.2,
}
"""Part of the LDL cholesterol; of what is left, for the second drug."""
URATE = {"allopurinol": 70.0, "allopurinol@200": 125.0, "allopurinol@300": 165.0}
"""µmol/L."""


def forgets(treated: Treated, day: date) -> bool:
    """Is this a season in which tablets are forgotten, and of which nobody has spoken yet? One in three people has
    such seasons."""
    if number_of(treated.id, "adherence") % 3:
        return False
    spell, passed = divmod(day.toordinal() + number_of(treated.id, "phase") % SPELL, SPELL)
    if number_of(treated.id, "forgets", spell) % 4:
        return False
    return not any(0 < (day - one).days <= passed for one in treated.regimen.reminded)


def _answer(treated: Treated, table: dict[str, float], day: date) -> Sequence[float]:
    """What each drug of the table does that day: by person and molecule, three quarters to five quarters."""
    taken = [key for key in treated.regimen.before(day) if key in table]
    if not taken:
        return ()
    kept = FORGETFUL if forgets(treated, day) else 1.0
    return [
        table[key] * kept * (0.75 + number_of(treated.id, "answer", molecule(key)) % 51 / 100)
        for key in taken
    ]


def _since(treated: Treated, key: str) -> date | None:
    return next((one.onset for one in treated.held if one.condition.key == key), None)


def pressure(treated: Treated, day: date) -> tuple[float, float]:
    """What lies on top of a healthy body's pressure, systolic and diastolic."""
    found = _since(treated, "hta")
    fall = sum(_answer(treated, PRESSURE, day))
    if found is None:
        return (-0.3 * fall, -0.15 * fall) if fall else (0.0, 0.0)
    top = 151.0 + number_of(treated.id, "hypertension") % 20 - treated.body.resting(found)
    years = (day - found).days / 365
    if years * 365 < -_FORESEEN:
        top *= max(0.0, 0.45 + years * 0.07)
    more = top + min(max(0.0, years) * 0.5, 7.0)
    part = 0.5 if treated.age(day) < 65 else 0.32
    # what was found high was high under whatever was taken then
    fall = min(fall, more + 6.0) if day > found else 0.0
    return more - fall, (more - fall) * part


def sugar(treated: Treated, day: date) -> float | None:
    """Glycated haemoglobin of a diabetic, in per cent, and of who is about to be found one; None for the others."""
    known = _since(treated, "diabete2")
    if known is None:
        return _first_type(treated, day)
    years = (day - known).days / 365
    if years * 365 < -30:
        return None
    first = 7.3 + number_of(treated.id, "sugar") % 16 / 10
    sway = 0.5 * wave(treated.id, "sugar", day, 260) + 0.3 * treated.body.swaying(day)
    plain = first + min(max(0.0, years), 18.0) * 0.16 + sway + (0.15 if day.month in (1, 2, 3) else 0.0)
    return min(11.6, max(5.8, plain - sum(_answer(treated, SUGAR, day)))) if years > 0.2 else max(6.7, plain)


def _first_type(treated: Treated, day: date) -> float | None:
    known = _since(treated, "diabete1")
    if known is None or day < known:
        return None
    level = 7.1 + number_of(treated.id, "sugar") % 16 / 10 + 0.6 * wave(treated.id, "sugar", day, 230)
    return level + (0.5 if 13 <= treated.age(day) < 20 else 0.0)


def lowered(treated: Treated, day: date) -> float:
    """The part of the LDL cholesterol that treatment takes away."""
    left = 1.0
    for part in _answer(treated, CHOLESTEROL, day):
        left *= 1.0 - min(part, 0.6)
    return 1.0 - left


def thyroid(treated: Treated, day: date) -> float | None:
    """TSH in mU/L of who is hypothyroid, or about to be found so: what the dose lacks, doubled every 16 micrograms."""
    known = _since(treated, "hypothyroidie")
    if known is None or (day - known).days < -30:
        return None
    years = max(0.0, (day - known).days / 365)
    need = 46.0 + number_of(treated.id, "thyroid") % 56 + min(years, 20.0) * 0.7
    dose = 0.0
    for key in treated.regimen.before(day):
        if molecule(key) == "levothyroxine":
            dose = float(key.partition("@")[2] or 50)
    if dose == 0.0:
        return 9.0 + number_of(treated.id, "thyroid") % 70 / 10 + min(years, 3.0)
    lack = need - dose * (0.75 if forgets(treated, day) else 1.0)
    chance = 0.92 + number_of(treated.id, "thyroid", day.toordinal()) % 17 / 100
    return min(30.0, max(0.06, float(2.1 * 2.0 ** (lack / 16.0)))) * chance


def urate(treated: Treated, day: date) -> float:
    """What treatment takes from the uric acid, in µmol/L."""
    return float(sum(_answer(treated, URATE, day)))
