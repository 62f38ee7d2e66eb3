"""All results of one test of a person: a larger plot, and every value with its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.responses import Response

from dsn.base.errors import NotFound
from dsn.care.reading.person import Person, person
from dsn.care.reading.section import Reading, Searches
from dsn.care.reading.shown import Text, concept, language_of
from dsn.care.results import rules, values
from dsn.care.results.screens import TEST
from dsn.care.results.sections import MOST, Line, line
from dsn.fhir.types import Observation
from dsn.web.call import Call
from dsn.web.page import Page
from dsn.web.routes import Door
from dsn.web.widgets.trend import Trend
from dsn.web.words import Words

PLOT = (720, 160)
_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in "\\,$|"})


@dataclass(frozen=True, slots=True)
class TestPage(Page):
    """`lines` are the results, newest first. `more`: there are older ones than are shown."""

    __test__ = False  # no test case, whatever pytest thinks of the name

    template: ClassVar[str] = "care/results/test.html"
    person: Person
    name: Text
    trend: Trend | None
    lines: tuple[Line, ...]
    more: bool


async def show_test(call: Call) -> Response:
    """GET /personnes/{person}/resultats/{test}: one opening of the record, in the log as such.

    Raises OutOfRelation, and NotFound when there is no result of that test.
    """
    desk = await call.desk()
    chart = await desk.open_chart(call.hole("person"), TEST.id)
    reading = Reading(Searches(chart), call.words, call.today, whole=True)
    code = call.hole("test").translate(_SPECIAL)
    found, more = await reading.find(Observation, ("code", code), ("_sort", "-date"), count=MOST)
    tests = [test for test in rules.group(found) if rules.code_of(test[0]) == call.hole("test")]
    if not tests:
        raise NotFound("results-none-of-test", test=call.hole("test"))
    return call.show(_page(person(chart.identity, call.words, call.today), tests[0], call.words, more))


def _page(who: Person, results: Sequence[Observation], words: Words, more: bool) -> TestPage:
    name = concept(results[0].code, language_of(results[0]))
    lines = tuple(line([result], words) for result in results)
    return TestPage(who, name, values.trend(results, name.text, words, PLOT), lines, more)


DOORS = [Door(TEST, show_test)]
PAGES = [TestPage]
