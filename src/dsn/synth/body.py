"""A body over a life: height, weight, pressure, kidney. Pure; the same person and day give the same figures.

Children follow the WHO curves (`growth.tsv`); creatinine follows the kidney through CKD-EPI 2021:
« eGFRcr = 142 x min(Scr/κ, 1)α x max(Scr/κ, 1)-1.200 x 0.9938Age x 1.012 [if female] »
(https://kidney.org/ckd-epi-creatinine-equation-2021).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache

from dsn.synth import tables
from dsn.synth.stream import about, number_of, stream

ADULT_DAYS = 6900
_UMOL = 88.4


@dataclass(slots=True)
class Body:
    """What does not change of one body. `tall` and `heavy`: deviations of the WHO tables; `kidney`: mL/min at 40."""

    name: str
    sex: str
    birth: date
    tall: float
    heavy: float
    kidney: float
    pressure: float
    pulse: float

    def height(self, day: date) -> float:
        """In centimetres; the old lose a little."""
        days = (day - self.birth).days
        tall = _value("height", self.sex, min(days, ADULT_DAYS), self.tall)
        return tall - max(0, days - 365 * 60) / 365 * 0.08

    def bmi(self, day: date, *, obese: bool) -> float:
        """kg/m². Adults gain slowly until 60."""
        days = (day - self.birth).days
        if days < ADULT_DAYS:
            return _value("bmi", self.sex, days, self.heavy)
        gained = min(days / 365 - 19, 41) * 0.075
        found = 22.3 + gained + self.heavy * 1.6 + self.swaying(day)
        if obese:
            return max(30.4, found + 7.5) + number_of(self.name, "obese") % 40 / 10
        return min(found, 29.6)

    def weight(self, day: date, *, obese: bool) -> float:
        """In kilograms."""
        metres = self.height(day) / 100
        plain = self.bmi(day, obese=obese) * metres * metres
        return plain + self._jitter(day, "weight") * min(0.6, plain * 0.006)

    def swaying(self, day: date) -> float:
        """kg/m² that an adult is above or below the own course, over the months."""
        return 0.5 * wave(self.name, "weight", day, 400)

    def resting(self, day: date) -> float:
        """The systolic pressure of the healthy body, from which a reading differs by chance."""
        age = (day - self.birth).days / 365
        base = 88 + 2 * age if age < 13 else 110 + min(max(0.0, age - 30), 50) * 0.28
        return base + max(-2.0, min(1.2, self.pressure)) * 5

    def systolic(self, day: date, more: float = 0.0) -> int:
        """`more`: what a disease adds, or a drug takes away."""
        return round(self.resting(day) + more + self._jitter(day, "systolic") * 7)

    def diastolic(self, day: date, more: float = 0.0) -> int:
        age = (day - self.birth).days / 365
        base = 52 + 1.1 * age if age < 13 else 70 + min(max(0.0, age - 30), 30) * 0.2
        return round(base + self.pressure * 3 + more + self._jitter(day, "diastolic") * 5)

    def heart_rate(self, day: date, *, irregular: bool) -> int:
        age = (day - self.birth).days / 365
        base = 130 - age * 9 if age < 6 else 72
        return round(base + self.pulse * 5 + (9 if irregular else 0) + self._jitter(day, "pulse") * 6)

    def filtration(self, day: date, onset: date | None) -> float:
        """mL/min/1.73 m²; below 60 from the day a kidney disease was found, and falling."""
        age = (day - self.birth).days / 365
        healthy = max(66.0, self.kidney - max(0.0, age - 40) * 0.75) + self._jitter(day, "kidney") * 3
        if onset is None or day < onset:
            return max(61.0, healthy)
        years = (day - onset).days / 365
        return max(
            16.0,
            55 - years * (0.2 + number_of(self.name, "fall") % 10 / 10) + self._jitter(day, "kidney") * 2,
        )

    def _jitter(self, day: date, what: str) -> float:
        """From -1 to 1."""
        return number_of(self.name, what, day.toordinal()) / (1 << 63) - 1


def body(name: str, sex: str, birth: date) -> Body:
    """The body of the person of that name (an id)."""
    random = stream(name, "body")
    tall, heavy = about(random, 0, 0.9), about(random, 0.2, 0.9)
    return Body(
        name,
        sex,
        birth,
        tall,
        heavy,
        about(random, 104, 7),
        about(random, 0, 1),
        about(random, 0, 1),
    )


def wave(name: str, what: str, day: date, span: int) -> float:
    """From -1 to 1, without a jump: a level of its own every `span` days, and the way from each to the next."""
    knot, rest = divmod(day.toordinal(), span)
    left, right = (number_of(name, what, knot + one) / (1 << 63) - 1 for one in (0, 1))
    part = rest / span
    return left + (right - left) * part * part * (3 - 2 * part)


def creatinine(filtration: float, sex: str, age: float) -> float:
    """The serum creatinine (µmol/L) of an adult whose CKD-EPI 2021 estimate is `filtration`."""
    level, power, factor = (0.7, -0.241, 1.012) if sex == "F" else (0.9, -0.302, 1.0)
    ratio = filtration / (142 * 0.9938**age * factor)
    return float(_UMOL * level * ratio ** (1 / (power if ratio > 1 else -1.2)))


def estimate(umol: float, sex: str, age: float) -> float:
    """The CKD-EPI 2021 estimate (mL/min/1.73 m²) of an adult's creatinine in µmol/L."""
    level, power, factor = (0.7, -0.241, 1.012) if sex == "F" else (0.9, -0.302, 1.0)
    ratio = umol / _UMOL / level
    return float(142 * min(ratio, 1) ** power * max(ratio, 1) ** -1.2 * 0.9938**age * factor)


@cache
def _curve(measure: str, sex: str) -> tuple[tuple[int, ...], tuple[tuple[float, float, float], ...]]:
    rows = [row for row in tables.rows("growth") if row["measure"] == measure and row["sex"] == sex]
    return (
        tuple(int(row["days"]) for row in rows),
        tuple((float(row["l"]), float(row["m"]), float(row["s"])) for row in rows),
    )


def _value(measure: str, sex: str, days: int, z: float) -> float:
    """By the LMS method, on a straight line between two ages of the table."""
    ages, curve = _curve(measure, sex)
    at = min(bisect_right(ages, days), len(ages) - 1)
    left, right = max(at - 1, 0), at
    low, high = (_lms(*curve[one], z) for one in (left, right))
    if ages[left] == ages[right]:
        return low
    part = min(1.0, max(0.0, (days - ages[left]) / (ages[right] - ages[left])))
    return low + (high - low) * part


def _lms(skew: float, median: float, deviation: float, z: float) -> float:
    return float(median * (1 + skew * deviation * z) ** (1 / skew)) if skew else median * (1 + deviation * z)
