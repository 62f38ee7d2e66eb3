"""Vital signs and laboratory results of an invented person over time: a slow walk around the person's own level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from dsn.synth.cast import Member

Plain = dict[str, Any]
Base = Callable[[str, int | str], Plain]
LOINC = "http://loinc.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


@dataclass(frozen=True, slots=True)
class Test:
    """`level` is where values start, `step` how far one may lie from the one before, `digits` how many are written.

    Codes: vital signs as in R4 (observation-vitalsigns.html), glucose as in the R4 example Observation f001,
    the others as Synthea writes them.
    """

    __test__ = False  # no test case, whatever pytest thinks of the name

    code: str
    name: str
    unit: str
    ucum: str
    level: float
    step: float
    digits: int
    category: str = "laboratory"
    low: float | None = None
    high: float | None = None


VITALS = (
    Test("8867-4", "Fréquence cardiaque", "/min", "/min", 74, 4, 0, "vital-signs"),
    Test("29463-7", "Poids", "kg", "kg", 72, 0.8, 1, "vital-signs"),
)
GLUCOSE = Test("15074-8", "Glucose (sang)", "mmol/L", "mmol/L", 5.2, 0.4, 1, low=3.1, high=6.2)
SODIUM = Test("2947-0", "Sodium", "mmol/L", "mmol/L", 140, 1.2, 0)
POTASSIUM = Test("6298-4", "Potassium", "mmol/L", "mmol/L", 4.2, 0.2, 1)
A1C = Test("4548-4", "Hémoglobine glyquée (HbA1c)", "%", "%", 7.6, 0.3, 1)
HAEMOGLOBIN = Test("718-7", "Hémoglobine", "g/L", "g/L", 128, 3, 0)
PLATELETS = Test("777-3", "Plaquettes", "10⁹/L", "10*9/L", 240, 14, 0)


def measures(base: Base, member: Member, days: Sequence[date], random: Random) -> Iterator[Plain]:
    """The observations of `days` (newest first), dated at the visit's morning."""
    number = 0
    for test in _tests(member):
        level = _level(test, member)
        for day in reversed(days):
            level += random.uniform(-test.step, test.step)
            number += 1
            yield _observation(base, number, test, day, level)
    if days and member.doctor:
        yield from _pressures(base, number + 1, member, days, random)


def _tests(member: Member) -> list[Test]:
    if not member.doctor:
        return []
    adult = member.birth < "2008"
    kept = list(VITALS) if adult else [VITALS[0]]
    kept += [GLUCOSE, SODIUM, POTASSIUM, HAEMOGLOBIN, PLATELETS] if member.problems and adult else []
    return kept + ([A1C] if "diabete" in member.problems else [])


def _level(test: Test, member: Member) -> float:
    if test is GLUCOSE and "diabete" in member.problems:
        return 7.4
    if test is HAEMOGLOBIN and "anemie" in member.problems:
        return 101
    return test.level


def _observation(base: Base, number: int, test: Test, day: date, level: float) -> Plain:
    written = round(level, test.digits) if test.digits else round(level)
    plain = base("Observation", number) | {
        "status": "final",
        "category": [_category(test.category)],
        "code": {"coding": [{"system": LOINC, "code": test.code}], "text": test.name},
        "effectiveDateTime": f"{day}T07:40:00-05:00",
        "issued": f"{day}T11:05:00-05:00",
        "valueQuantity": _quantity(written, test.unit, test.ucum),
    }
    if test.low is not None or test.high is not None:
        ends = {"low": test.low, "high": test.high}
        given = {end: _quantity(at, test.unit, test.ucum) for end, at in ends.items() if at is not None}
        plain["referenceRange"] = [given]
    return plain


def _pressures(
    base: Base, first: int, member: Member, days: Sequence[date], random: Random
) -> Iterator[Plain]:
    upper, lower = (138.0, 82.0) if "hta" in member.problems else (118.0, 72.0)
    if member.birth > "2008":
        return
    for number, day in enumerate(reversed(days), first):
        upper, lower = upper + random.uniform(-5, 5), lower + random.uniform(-3, 3)
        yield base("Observation", number) | {
            "status": "final",
            "category": [_category("vital-signs")],
            "code": {"coding": [{"system": LOINC, "code": "85354-9"}], "text": "Pression artérielle"},
            "effectiveDateTime": f"{day}T07:35:00-05:00",
            "component": [_part("8480-6", "Systolique", upper), _part("8462-4", "Diastolique", lower)],
        }


def _part(code: str, name: str, value: float) -> Plain:
    return {
        "code": {"coding": [{"system": LOINC, "code": code}], "text": name},
        "valueQuantity": _quantity(round(value), "mmHg", "mm[Hg]"),
    }


def _quantity(value: float, unit: str, ucum: str) -> Plain:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": ucum}


def _category(code: str) -> Plain:
    return {"coding": [{"system": _CATEGORY, "code": code}]}
