"""The sections this room gives to the chart, and its line in the banner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dsn.care.facts import rules
from dsn.care.reading.section import Reading, Section, Shown
from dsn.care.reading.shown import Text, concept, language_of
from dsn.fhir.types import AllergyIntolerance, Condition, Immunization
from dsn.web.page import Page
from dsn.web.words import N_, Words

MOST = 500
"""No person has more problems, allergies or vaccines than this; if one does, the section says there is more."""
CLOSED_SHOWN = 4
VACCINES_SHOWN = 8

CRITICALITIES = {
    "high": N_("danger élevé"),
    "low": N_("danger faible"),
    "unable-to-assess": N_("danger indéterminé"),
}
REFUSED = {"not-done": N_("non administré")}


@dataclass(frozen=True, slots=True)
class Problem:
    """`state` is a message for what is not simply active; `day` when it began, `ended` when it ended."""

    name: Text
    day: str
    ended: str
    active: bool
    refuted: bool


@dataclass(frozen=True, slots=True)
class Problems(Page):
    """Active problems first."""

    template: ClassVar[str] = "care/facts/problems.html"
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Allergy:
    """`criticality` in words, "" when not stated; `high`: it can kill; `excludes`: it says that none is known."""

    name: Text
    criticality: str
    high: bool
    reactions: tuple[Text, ...]
    day: str
    holds: bool
    refuted: bool
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Allergies(Page):
    """The allergies as a section of the chart."""

    template: ClassVar[str] = "care/facts/allergies.html"
    allergies: tuple[Allergy, ...]


@dataclass(frozen=True, slots=True)
class AllergyLine(Page):
    """The allergies that hold, as the banner's line; else what is said not to be known."""

    template: ClassVar[str] = "care/facts/allergy_line.html"
    allergies: tuple[Allergy, ...]
    excluded: tuple[Allergy, ...] = ()


@dataclass(frozen=True, slots=True)
class Vaccine:
    """`state` is "" for one that was given."""

    name: Text
    day: str
    lot: str
    state: str


@dataclass(frozen=True, slots=True)
class Vaccines(Page):
    """The newest first."""

    template: ClassVar[str] = "care/facts/vaccines.html"
    vaccines: tuple[Vaccine, ...]


async def load_problems(reading: Reading) -> Shown:
    """All active problems; of the closed ones the newest few, unless all are asked for."""
    found, beyond = await reading.find(Condition, count=MOST)
    ordered = rules.order_problems(found)
    active = [problem for problem in ordered if rules.is_active(problem)]
    closed = ordered[len(active) :]
    kept = closed if reading.whole else closed[:CLOSED_SHOWN]
    shown = tuple(_problem(problem, reading.words) for problem in [*active, *kept])
    return Shown(Problems(shown), len(ordered), beyond or len(kept) < len(closed))


def _problem(problem: Condition, words: Words) -> Problem:
    return Problem(
        name=concept(problem.code, language_of(problem)),
        day=words.day(rules.since(problem)),
        ended=words.day(rules.ended(problem)),
        active=rules.is_active(problem),
        refuted=rules.is_refuted(problem),
    )


async def load_allergies(reading: Reading) -> Shown:
    """Every allergy, those that hold first."""
    allergies, beyond = await _allergies(reading)
    return Shown(Allergies(allergies), len(allergies), beyond)


async def load_allergy_line(reading: Reading) -> Page:
    """The line in the banner: asks what the section asks, so both cost one search."""
    allergies, _ = await _allergies(reading)
    held = [allergy for allergy in allergies if allergy.holds]
    return AllergyLine(
        tuple(allergy for allergy in held if not allergy.excludes),
        tuple(allergy for allergy in held if allergy.excludes),
    )


async def _allergies(reading: Reading) -> tuple[tuple[Allergy, ...], bool]:
    found, beyond = await reading.find(AllergyIntolerance, count=MOST)
    return tuple(_allergy(allergy, reading.words) for allergy in rules.order_allergies(found)), beyond


def _allergy(allergy: AllergyIntolerance, words: Words) -> Allergy:
    language = language_of(allergy)
    manifestations = [concept(sign, language) for event in allergy.reaction for sign in event.manifestation]
    criticality = CRITICALITIES.get(allergy.criticality or "")
    return Allergy(
        name=concept(allergy.code, language),
        criticality=words._(criticality) if criticality else "",
        high=allergy.criticality == "high",
        reactions=tuple(manifestations),
        day=words.day(allergy.onsetDateTime or allergy.recordedDate),
        holds=rules.holds(allergy),
        refuted=rules.is_refuted(allergy),
        excludes=rules.excludes(allergy),
    )


async def load_vaccines(reading: Reading) -> Shown:
    """The newest immunizations, or all of them."""
    count = MOST if reading.whole else VACCINES_SHOWN
    found, beyond = await reading.find(Immunization, ("_sort", "-date"), count=count)
    kept = [given for given in found if given.status != rules.IN_ERROR]
    shown = Vaccines(tuple(_vaccine(given, reading.words) for given in kept))
    return Shown(shown, None if beyond else len(kept), beyond)


def _vaccine(given: Immunization, words: Words) -> Vaccine:
    state = REFUSED.get(given.status or "")
    return Vaccine(
        name=concept(given.vaccineCode, language_of(given)),
        day=words.day(rules.given_on(given)) or given.occurrenceString or "",
        lot=given.lotNumber or "",
        state=words._(state) if state else "",
    )


SECTIONS = [
    Section("problemes", N_("Problèmes"), load_problems, 1, ("Condition",), "left"),
    Section("allergies", N_("Allergies et intolérances"), load_allergies, 1, ("AllergyIntolerance",), "left"),
    Section("vaccins", N_("Vaccins"), load_vaccines, 1, ("Immunization",), "left"),
]
LINES = [load_allergy_line]
PAGES = [Problems, Allergies, AllergyLine, Vaccines]
