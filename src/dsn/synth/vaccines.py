"""Vaccines of adults: what the programme offered, to whom, since when.

Pneumococcus at 65 or in lasting illness, zoster from an age that falls with the years, one dT at 50, COVID-19 by
campaigns: sources and their words in `data/SOURCE.md`, « Prevention ». How many come is ours, « à valider ».
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dsn.synth.chart import Chart, hash_of
from dsn.synth.childhood import vaccinate
from dsn.synth.holidays import workday
from dsn.synth.moments import later
from dsn.synth.staff import someone

PNEUMOCOCCUS = ("33", "Pneumocoque polysaccharidique")
ZOSTER = ("187", "Zona (recombinant)")
TETANUS = ("113", "dT")
COVID = ("213", "COVID-19")
ZOSTER_FROM = ((date(2023, 5, 1), 80), (date(2024, 5, 1), 75), (date(2026, 2, 1), 71))
"""From which day the youngest age that is offered the vaccine."""
TETANUS_FROM = date(2019, 10, 1)
COVID_FROM = {60: date(2021, 4, 8), 18: date(2021, 5, 3)}
"""By the youngest age; that of the younger is ours, « à valider »."""
_CAMPAIGNS = (
    (date(2022, 1, 4), 18, 70, 45),
    (date(2022, 8, 29), 18, 55, 20),
    (date(2023, 10, 10), 18, 45, 12),
    (date(2024, 10, 9), 18, 40, 8),
    (date(2025, 10, 8), 18, 38, 6),
)
"""(begins, youngest, percent of those from 60 on, percent of the others)."""
_AT_RISK = ("diabete2", "diabete1", "mpoc", "ic", "irc", "mcas")
_TOLD_YEARS = 15
_BETWEEN = 365 * 5

Dose = tuple[date, tuple[str, str]]


def adults(chart: Chart) -> None:
    """What the nurse or the pharmacist gave in the years that are told; nothing to who lies in a bed."""
    chart.author = someone(chart.owner, "infirmiere", chart.id, "vaccination")
    since = chart.today - timedelta(days=365 * _TOLD_YEARS)
    for day, (code, name) in sorted(
        (*_pneumococcus(chart), *_zoster(chart), *_tetanus(chart), *_covid(chart))
    ):
        given = workday(day)
        lying = any(start <= given <= end for start, end in chart.beds)
        if since < given < chart.today and not lying:
            vaccinate(chart, None, later(given, 545 + hash_of(chart.id, code) % 380), code, name)


def _comes(chart: Chart, what: str, percent: int) -> bool:
    return hash_of(chart.id, what) % 100 < percent


def _after(chart: Chart, day: date, what: str, most: int) -> date:
    return day + timedelta(days=14 + hash_of(chart.id, what, day) % most)


def _birthday(chart: Chart, age: int) -> date:
    birth = chart.person.birth
    return birth.replace(year=birth.year + age)


def _pneumococcus(chart: Chart) -> Iterator[Dose]:
    """At 65; earlier with a lasting illness of heart, lungs, kidneys or sugar, and then again five years later."""
    at_risk = [one.onset for one in chart.held if one.condition.key in _AT_RISK and one.end is None]
    usual, first = _birthday(chart, 65), date.max
    if (
        at_risk
        and min(at_risk) < usual
        and chart.age(min(at_risk)) >= 18
        and _comes(chart, "pneumo-risk", 60)
    ):
        first = _after(chart, min(at_risk), "pneumo-risk", 700)
        yield first, PNEUMOCOCCUS
    due = _after(chart, usual, "pneumo", 500)
    if _comes(chart, "pneumo", 65) and (first == date.max or (due - first).days > _BETWEEN):
        yield due, PNEUMOCOCCUS


def _zoster(chart: Chart) -> Iterator[Dose]:
    offered = min(max(start, _birthday(chart, age)) for start, age in ZOSTER_FROM)
    if _comes(chart, "zona", 48):
        first = _after(chart, offered, "zona", 300)
        yield first, ZOSTER
        if _comes(chart, "zona-2", 85):
            yield first + timedelta(days=75 + hash_of(chart.id, "zona-2") % 280), ZOSTER


def _tetanus(chart: Chart) -> Iterator[Dose]:
    fifty = _birthday(chart, 50)
    if fifty >= TETANUS_FROM and _comes(chart, "dt", 45):
        yield _after(chart, fifty, "dt", 500), TETANUS


def _covid(chart: Chart) -> Iterator[Dose]:
    """Two doses in 2021, then what each campaign adds; never without the first two."""
    day = next((start for age, start in COVID_FROM.items() if chart.age(start) >= age), None)
    if day is None or not _comes(chart, "covid", 90):
        return
    first = _after(chart, day, "covid", 50)
    yield first, COVID
    yield first + timedelta(days=56 + hash_of(chart.id, "covid-2") % 21), COVID
    for start, youngest, old, young in _CAMPAIGNS:
        if chart.age(start) >= youngest and _comes(
            chart, f"covid-{start}", old if chart.age(start) >= 60 else young
        ):
            yield start + timedelta(days=hash_of(chart.id, start) % 45), COVID
