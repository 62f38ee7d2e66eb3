"""Rules of prevention: each vaccine and each screening at its age, in its era, and followed by what it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from dsn.synth.coherence.record import Record
from dsn.synth.plain import Plain


def _given(record: Record, name: str) -> list[str]:
    """The days of a vaccine whose name begins so, in order."""
    told = [one for one in record.all("Immunization") if one["vaccineCode"]["text"].startswith(name)]
    return sorted(str(one["occurrenceDateTime"])[:10] for one in told)


def _reports(record: Record, name: str) -> list[Plain]:
    found = [one for one in record.all("DiagnosticReport") if one["code"]["text"].startswith(name)]
    return sorted(found, key=lambda one: str(one["effectiveDateTime"]))


def _apart(days: list[str], least: int) -> Iterator[str]:
    for before, after in pairwise(days):
        if date.fromisoformat(after) - date.fromisoformat(before) < timedelta(days=least):
            yield f"{before} → {after}"


def vaccines_of_their_time(record: Record) -> Iterator[str]:
    """None before it was offered: zoster, COVID-19, against the syncytial virus, for boys against papilloma."""
    since = {"Zona": "2023-05-01", "COVID-19": "2020-12-14", "Nirsévimab": "2024-11-04", "dT": "2019-01-01"}
    if record.sexed and not record.female:
        since["Virus du papillome"] = "2016-09-01"
    for name, first in since.items():
        yield from (f"{name} {day}" for day in _given(record, name) if day < first)


def zoster_at_its_age(record: Record) -> Iterator[str]:
    """From 80 on at first, from 75 a year later, from 71 since the winter of 2026; two doses, two months apart."""
    days = _given(record, "Zona")
    for day in days:
        least = 71 if day >= "2026-02-01" else 75 if day >= "2024-05-01" else 80
        if record.age(day) < least:
            yield f"{record.age(day)} {day}"
    if len(days) > 2:
        yield f"{len(days)} doses"
    yield from _apart(days, 60)


def pneumococcus_for_the_old_or_ill(record: Record) -> Iterator[str]:
    ill = (
        "Diabète de type 2",
        "Diabète de type 1",
        "Maladie pulmonaire obstructive chronique",
        "Insuffisance cardiaque",
        "Maladie rénale chronique",
        "Maladie coronarienne",
    )
    days = _given(record, "Pneumocoque polysaccharidique")
    for day in days:
        if record.age(day) < 65 and not record.had(ill, day):
            yield f"{record.age(day)} {day}"
    yield from _apart(days, 365 * 5 - 10)


def doses_are_spaced(record: Record) -> Iterator[str]:
    """Of COVID-19 six weeks at least, of influenza a season, never the same vaccine twice on a day."""
    yield from _apart(_given(record, "COVID-19"), 42)
    yield from _apart(_given(record, "Influenza"), 240)
    names = [
        (one["vaccineCode"]["text"], one["occurrenceDateTime"][:10]) for one in record.all("Immunization")
    ]
    yield from (f"{name} twice {day}" for name, day in set(names) if names.count((name, day)) > 1)


def newborns_only_against_rsv(record: Record) -> Iterator[str]:
    for day in _given(record, "Nirsévimab"):
        if (date.fromisoformat(day) - record.birth).days > 10:
            yield day


def stool_tests_of_that_age(record: Record) -> Iterator[str]:
    """From 50 to 74, two years apart, not once a cancer of the bowel is known."""
    found = _reports(record, "Recherche de sang occulte")
    days = [str(one["effectiveDateTime"])[:10] for one in found]
    for day in days:
        if not 50 <= record.age(day) <= 75 or day < "2013-06-01" or record.had(("Cancer colorectal",), day):
            yield f"{record.age(day)} {day}"
    yield from _apart(days, 650)


def positive_stool_tests_are_followed(record: Record) -> Iterator[str]:
    """By a colonoscopy, unless somebody saw the person for another reason, a cancer was named, or it is too soon."""
    looked = [
        one["performedDateTime"][:10] for one in record.all("Procedure") if "oloscopie" in one["code"]["text"]
    ]
    for one in _reports(record, "Recherche de sang occulte"):
        day = str(one["effectiveDateTime"])[:10]
        late = (date.fromisoformat(day) + timedelta(days=200)).isoformat()
        if one["conclusion"].startswith("Positif") and late < record.end.isoformat():
            busy = any(
                day <= other["period"]["start"][:10] <= late
                for other in record.all("Encounter")
                if other["class"]["code"] in ("IMP", "EMER", "AMB", "HH")
            )
            named = record.had(("Cancer colorectal",), late)
            if not any(day <= done <= late for done in looked) and not busy and not named:
                yield day


def smears_of_women_of_that_age(record: Record) -> Iterator[str]:
    """From 21 to 65; the test for the virus from 25 on and since 2023; never within a pregnancy."""
    for name, least, first in (
        ("Cytologie du col", 21, "1960"),
        ("Test de détection des VPH", 25, "2023-07-01"),
    ):
        for one in _reports(record, name):
            day = str(one["effectiveDateTime"])[:10]
            pregnant = any(
                held["onsetDateTime"] < day < held["abatementDateTime"]
                for held in record.problems.get("Grossesse normale", [])
            )
            man = record.sexed and not record.female
            if man or pregnant or not least <= record.age(day) <= 65 or day < first:
                yield f"{name} {record.age(day)} {day}"


def smears_are_spaced(record: Record) -> Iterator[str]:
    """A clear Pap test is not repeated within two years, a clear test for the virus within five."""
    found = [*_reports(record, "Cytologie du col"), *_reports(record, "Test de détection des VPH")]
    found.sort(key=lambda one: str(one["effectiveDateTime"]))
    for before, after in pairwise(found):
        first, then = (date.fromisoformat(one["effectiveDateTime"][:10]) for one in (before, after))
        least = 1800 if "5 ans" in before["conclusion"] else 700
        again = "épéter" in before["conclusion"] or "Contrôle" in before["conclusion"]
        if not again and (then - first).days < least:
            yield f"{first} → {then}"


RULES = (
    vaccines_of_their_time,
    zoster_at_its_age,
    pneumococcus_for_the_old_or_ill,
    doses_are_spaced,
    newborns_only_against_rsv,
    stool_tests_of_that_age,
    positive_stool_tests_are_followed,
    smears_of_women_of_that_age,
    smears_are_spaced,
)
