"""The section this room gives to the chart: one line a test, the newest value, what came before as a small plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from dsn.care.reading.section import Reading, Section, Shown
from dsn.care.reading.shown import Text, concept, language_of
from dsn.care.results import rules, values
from dsn.care.results.screens import TEST
from dsn.fhir.types import Observation
from dsn.web.page import Page
from dsn.web.widgets.trend import Trend
from dsn.web.words import N_, Words

NEWEST = 500
"""Results read for the first look; the plots reach as far back as these do."""
MOST = 1000
TESTS_SHOWN = {"vital-signs": 8, "laboratory": 16, "other": 4}

TITLES = {
    "vital-signs": N_("Signes vitaux"),
    "laboratory": N_("Laboratoire"),
    "other": N_("Autres observations"),
}
FLAGS = {
    "high": N_("↑ haut"),
    "low": N_("↓ bas"),
    "critical-high": N_("↑↑ critique"),
    "critical-low": N_("↓↓ critique"),
    "abnormal": N_("anormal"),
}
UNFINISHED = {
    "registered": N_("à venir"),
    "preliminary": N_("préliminaire"),
    "amended": N_("modifié"),
    "corrected": N_("corrigé"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One test. `beside`: what came with the value; `flag` says how it stands out, "" when nobody says so; `state` what
    is not final.

    `url` leads to all results of the test, "" when there is but one, or no code to ask by.
    """

    name: Text
    url: str
    value: Text
    beside: tuple[Text, ...]
    flag: str
    state: str
    day: str
    range: str
    trend: Trend | None
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The tests of one family."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Results(Page):
    """Families in their order, tests by their newest result."""

    template: ClassVar[str] = "care/results/results.html"
    groups: tuple[Group, ...]


async def load_results(reading: Reading) -> Shown:
    """The newest results by test; every test and a longer past when all are asked for."""
    count = MOST if reading.whole else NEWEST
    found, beyond = await reading.find(Observation, ("_sort", "-date"), count=count)
    tests = rules.group(found)
    person = reading.searches.person
    groups, left_out = [], False
    for family in rules.FAMILIES:
        mine = [test for test in tests if rules.family(test[0]) == family]
        kept = mine if reading.whole else mine[: TESTS_SHOWN[family]]
        left_out |= len(kept) < len(mine)
        if kept:
            lines = tuple(line(test, reading.words, person) for test in kept)
            groups.append(Group(reading.words._(TITLES[family]), lines))
    return Shown(Results(tuple(groups)), None if beyond else len(tests), beyond or left_out)


def line(results: Sequence[Observation], words: Words, person: str = "") -> Line:
    """The line of one test; `results` are its results, the newest first, at least one."""
    newest = results[0]
    name = concept(newest.code, language_of(newest))
    flag, state = FLAGS.get(rules.flag(newest)), UNFINISHED.get(newest.status or "")
    code = rules.code_of(newest)
    return Line(
        name=name,
        url=TEST.url(person=person, test=code) if person and code and len(results) > 1 else "",
        value=values.value(newest, words),
        beside=values.beside(newest, words),
        flag=words._(flag) if flag else "",
        state=words._(state) if state else "",
        day=words.day(rules.when(newest)),
        range=values.normal_range(newest, words),
        trend=values.trend(results, name.text, words),
        count=len(results),
    )


SECTIONS = [Section("resultats", N_("Résultats"), load_results, 1, ("Observation",), "right")]
PAGES = [Results]
