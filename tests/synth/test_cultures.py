"""Cultures: who has one, what grows, what is done of what resists, and the rules that keep them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta

import pytest

from dsn.fhir import json as fhir_json
from dsn.synth import cultures, people, resistance, tables
from dsn.synth.chart import Chart
from dsn.synth.coherence import RULES
from dsn.synth.coherence.microbiology import RULES as MICROBIOLOGY
from dsn.synth.coherence.paper import text_of
from dsn.synth.coherence.record import Record
from dsn.synth.conditions import Held, by_key
from dsn.synth.lives import lives
from dsn.synth.plain import Plain
from dsn.synth.printing import page

TODAY = date(2026, 6, 1)
NAMES = [rule.__name__.replace("_", "-") for rule in MICROBIOLOGY]
_WORDS = ("Culture d’urine", "Hémocultures", "Infection urinaire")
LIVES = [life for life in lives(61, 420, TODAY) if any(word in str(life) for word in _WORDS)]


def _of(life: list[Plain], type_: str, word: str = "") -> Iterator[Plain]:
    """Those of a type in which the word is written."""
    return (one for one in life if one["resourceType"] == type_ and word in str(one))


def _reports(name: str) -> list[Plain]:
    return [one for life in LIVES for one in _of(life, "DiagnosticReport") if one["code"]["text"] == name]


def _woman(low: int, high: int) -> Chart:
    """The chart of the first living woman of these ages, empty."""
    for person in people.people(5, 400, TODAY):
        if person.sex == "F" and low <= person.age(TODAY) <= high and person.death is None:
            return Chart(5, person, TODAY)
    raise AssertionError


def _visit(chart: Chart, day: date) -> Plain:
    return chart.visit(day, 600, 15, "AMB", chart.doctor, "Infection urinaire")


def _taken(
    chart: Chart, day: date, right: Callable[[cultures.Grown], bool], encounter: Plain | None = None
) -> cultures.Culture:
    visit = encounter or _visit(chart, day)
    found = cultures.take(chart, visit, day, 608, cultures.URINE, right)
    assert found
    return found


def _anything(_grown: cultures.Grown) -> bool:
    return True


def _many(low: int, high: int) -> list[cultures.Grown]:
    """What grew on each of many days: as many as a chart has names for."""
    chart = _woman(low, high)
    visit = _visit(chart, TODAY)
    days = (TODAY - timedelta(days=20 + back) for back in range(950))
    return [_taken(chart, day, _anything, visit).grown for day in days]


@pytest.mark.parametrize("name", NAMES)
def test_no_record_breaks_a_rule_of_cultures(name: str) -> None:
    """Each rule, over who ever had an infection or a culture among four hundred."""
    assert [what for life in LIVES for what in RULES[name](Record(life, TODAY))] == []


def test_what_grows_by_age() -> None:
    """Mostly Escherichia coli; Staphylococcus saprophyticus in young women, Proteus and Klebsiella more in old ones."""
    young, old = (Counter(one.row["key"] for one in _many(*ages)) for ages in ((20, 45), (68, 90)))
    for found in (young, old):
        organisms = sum(found.values()) - found["mixte"] - found["aucune"]
        assert 0.6 < found["coli"] / organisms < 0.8
        assert 0.1 < (found["mixte"] + found["aucune"]) / sum(found.values()) < 0.25
    assert young["saprophyticus"] > 60 > old["saprophyticus"] == 0
    assert old["proteus"] + old["klebsiella"] > young["proteus"] + young["klebsiella"]


def test_how_often_the_usual_drugs_are_resisted() -> None:
    """Nitrofurantoin about one time in ten, trimethoprim-sulfamethoxazole about one in five of Escherichia coli."""
    found = [*_many(20, 45), *_many(68, 90)]
    grown = [one for one in found if one.organism]
    assert 0.06 < sum(one.bears("nitrofurantoine") for one in grown) / len(grown) < 0.16
    coli = [one for one in grown if one.row["key"] == "coli"]
    assert 0.17 < sum(one.bears("tmp-smx") for one in coli) / len(coli) < 0.27
    for one in coli:
        assert not one.bears("cephalexine") or one.bears("amoxicilline-adulte")


def test_who_has_a_culture() -> None:
    """About half of the simple infections of young women; every other one."""
    young, old = _woman(20, 45), _woman(68, 90)
    days = [TODAY - timedelta(days=back) for back in range(1, 301)]
    half = sum(cultures.wanted(young, day, housed=False, again=False) for day in days)
    assert 120 < half < 180
    assert all(cultures.wanted(young, day, housed=False, again=True) for day in days)
    assert all(cultures.wanted(old, day, housed=False, again=False) for day in days[:100])
    assert cultures.wanted(young, days[0], housed=True, again=False)


def test_a_result_that_has_not_come_is_pending() -> None:
    """Taken yesterday: the request is active, the report registered, nothing is read; taken last week, all is there."""
    for back, pending in ((1, True), (8, False)):
        chart = _woman(20, 45)
        assert _taken(chart, TODAY - timedelta(days=back), lambda grown: grown.organism).pending == pending
        order = next(_of(chart.plains, "ServiceRequest"))
        report = next(_of(chart.plains, "DiagnosticReport"))
        assert order["status"] == ("active" if pending else "completed")
        assert report["status"] == ("registered" if pending else "final")
        assert ("issued" in report) == ("result" in report) == (not pending)
        assert len(list(_of(chart.plains, "Observation"))) == (not pending)
        for plain in chart.plains:
            fhir_json.from_plain(plain)


def test_a_result_says_the_organism_and_its_antibiogram() -> None:
    """As a coded result: the words of the organism, one component an antibiotic, no range; a clean urine has none."""
    found = [one for life in LIVES for one in _of(life, "Observation", "'630-4'")]
    grown = [one for one in found if "component" in one]
    assert len(grown) > 25
    assert len(found) > len(grown)
    for one in found:
        assert "referenceRange" not in one
        assert one["performer"][0]["reference"].startswith("Practitioner/")
        assert ("interpretation" in one) == ("component" in one)
        said = {part["valueCodeableConcept"]["text"] for part in one.get("component", ())}
        assert said <= {cultures.SENSITIVE, cultures.RESISTANT}


def test_blood_is_grown_twice_for_five_days() -> None:
    """Two specimens and two results; without growth the report comes on the fifth day."""
    found = [one for one in _reports("Hémocultures") if one["status"] == "final"]
    assert len(found) > 5
    for one in found:
        assert len(one["specimen"]) == len(one["result"]) == 2
        taken, issued = (date.fromisoformat(one[name][:10]) for name in ("effectiveDateTime", "issued"))
        assert (issued - taken).days == (2 if "Streptococcus" in one["conclusion"] else 5)


def _resisted() -> tuple[Chart, Plain]:
    """A chart whose nitrofurantoin is resisted, answered; and the order that the visit wrote."""
    chart, day = _woman(20, 45), date(2026, 3, 2)
    condition = by_key()["infection-urinaire"]
    chart.problem(Held(condition, day, day + timedelta(days=8)))
    chart.clinics.append((date(2026, 4, 7), 600, {}))
    given = chart.prescribe("nitrofurantoine", day, "completed", condition)
    culture = _taken(
        chart,
        day,
        lambda grown: (
            grown.bears("nitrofurantoine") and resistance.answerable(chart, grown, "nitrofurantoine", day)
        ),
    )
    encounter = next(_of(chart.plains, "Encounter"))
    resistance.answer(chart, encounter, culture, given, "nitrofurantoine", condition)
    return chart, given


def test_what_resists_is_answered() -> None:
    """The first drug is stopped, another ordered on the day of the call, and the next visit hears of it."""
    chart, given = _resisted()
    assert given["status"] == "stopped"
    second = list(_of(chart.plains, "MedicationRequest"))[1]
    assert second["priorPrescription"] == chart.point(given)
    note = next(_of(chart.plains, "DocumentReference"))
    assert note["type"]["text"] == resistance.TITLE
    assert "Conduite : antibiotique cessé, remplacé par " in text_of(note)
    assert note["date"][:10] == second["authoredOn"][:10] == "2026-03-04"
    report = next(_of(chart.plains, "DiagnosticReport"))
    assert report["issued"] < second["authoredOn"]
    told = chart.happened[0]
    assert told.day > date(2026, 3, 4)
    assert "Culture d’urine du 2 mars positive" in told.text
    assert ") : résistance à la nitrofurantoïne, " in told.text


def test_what_replaces_is_a_drug_that_may_be_taken() -> None:
    """Nitrofurantoin not before a birth; nothing grows where nothing was given; no answer without a drug left."""
    chart, day = _woman(20, 45), date(2026, 3, 2)
    chart.expecting.append((day - timedelta(days=150), day + timedelta(days=40)))
    assert not cultures.fits(chart, "nitrofurantoine", day)
    assert cultures.fits(chart, "nitrofurantoine", day - timedelta(days=120))
    rows = tables.by_key("cultures")
    coli = cultures.Grown(rows["coli"], {"nitrofurantoine": True, "cephalexine": True, "ampicilline": True})
    assert not resistance.answerable(chart, coli, "nitrofurantoine", day)
    eased = cultures.Grown(rows["coli"], {"nitrofurantoine": True, "cephalexine": False})
    assert resistance.answerable(chart, eased, "nitrofurantoine", day)
    assert not resistance.answerable(chart, eased, "", day)
    assert resistance.answerable(chart, cultures.Grown(rows["aucune"], {}), "", day)


def test_no_culture_outlives_the_person() -> None:
    """Where death comes before the result, none is taken."""
    person = next(one for one in people.people(5, 400, TODAY) if one.death is not None)
    chart = Chart(5, person, TODAY)
    assert person.death
    day = person.death - timedelta(days=3)
    encounter = _visit(chart, day)
    before = len(chart.plains)
    assert cultures.take(chart, encounter, day, 608, cultures.URINE, _anything) is None
    assert len(chart.plains) == before


def test_notes_say_that_a_culture_was_taken() -> None:
    """Of the clinic and of the emergency, where one was and nowhere else."""
    sent = taken = 0
    for life in LIVES:
        asked = {
            one["encounter"]["reference"]: one["code"]["text"]
            for one in _of(life, "ServiceRequest")
            if one["code"]["text"] in ("Culture d’urine", "Hémocultures")
        }
        for note in _of(life, "DocumentReference"):
            text = text_of(note)
            told = "culture d’urine envoyée" in text or "prélevée" in text.partition("Bilan : ")[2]
            if told or note["context"]["encounter"][0]["reference"] in asked:
                sent += "envoyée" in text
                taken += "prélevée" in text
            if told:
                assert note["context"]["encounter"][0]["reference"] in asked
    assert sent > 30
    assert taken > 10


def test_the_page_shows_what_grew_in_a_line() -> None:
    """Date, test, specimen, organism and antibiogram under « Microbiologie »."""
    life = next(life for life in LIVES if any(True for _ in _of(life, "DiagnosticReport", "Résistant : ")))
    lines = page(life, TODAY).partition("\nMicrobiologie\n")[2].partition("\n\n")[0].splitlines()
    line = next(line for line in lines if "Résistant" in line)
    assert "Culture d’urine (urine, mi-jet) : " in line
    assert "Sensible : " in line


def _broken(name: str, type_: str, word: str, change: Callable[[Plain], object]) -> list[str]:
    """What a rule says of the records that have such a thing, once all of them are changed so."""
    told: list[str] = []
    for life in LIVES:
        copy = deepcopy(life)
        for one in _of(copy, type_, word):
            change(one)
        told += RULES[name](Record(copy, TODAY))
    return told


def test_rules_of_cultures_bite() -> None:
    """A result of the same day, a report that answers nothing, a resistance that nobody heeds, a culture of who came
    for a sprain, a ward that speaks of a germ that did not grow: each is told."""

    def same_day(one: Plain) -> None:
        one["issued"] = one["effectiveDateTime"]

    assert _broken("cultures-take-days", "Observation", "'630-4'", same_day)
    assert _broken(
        "cultures-answer-a-request", "DiagnosticReport", "'MB'", lambda one: one.update(basedOn=[])
    )
    assert _broken(
        "cultures-answer-a-request", "ServiceRequest", "d’urine", lambda one: one.update(status="active")
    )

    def all_resist(one: Plain) -> None:
        for part in one.get("component", ()):
            part["valueCodeableConcept"] = {"text": "résistant"}

    assert _broken("resistance-is-answered", "Observation", "'630-4'", all_resist)
    sprain = {"reasonCode": [{"text": "Blessure à la cheville"}]}
    assert _broken("urine-is-grown-for-a-reason", "Encounter", "", lambda one: one.update(sprain))
    assert _broken("notes-say-what-grew", "Observation", "'630-4'", lambda one: one.pop("component", None))
