"""Chronic care is steered: what stays above its target is answered, and what is taken follows what was decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from dsn.synth import ladders, levels, phrases, speaking, steering, tables
from dsn.synth.chart import Chart
from dsn.synth.coherence import regulation
from dsn.synth.coherence.record import Record
from dsn.synth.conditions import Held, by_key
from dsn.synth.lives import lives
from dsn.synth.people import Person, people
from dsn.synth.plain import Plain
from dsn.synth.regimen import Regimen, Span
from dsn.synth.steering import Decision, Steering
from dsn.synth.visits import Visits

TODAY = date(2026, 6, 1)
LIVES = list(lives(33, 260, TODAY))
_DINS = {row["din"]: row["key"] for row in tables.rows("drugs")}


def _of(life: list[Plain], type_: str) -> list[Plain]:
    return [one for one in life if one["resourceType"] == type_]


def _key(order: Plain) -> str:
    return _DINS[order["medicationCodeableConcept"]["coding"][0]["code"]]


def _ill(life: list[Plain], name: str) -> bool:
    return any(one["code"]["text"] == name for one in _of(life, "Condition"))


def _tests(life: list[Plain], code: str) -> list[float]:
    found = sorted(
        (one["effectiveDateTime"], one["valueQuantity"]["value"]) for one in Record(life, TODAY).tests(code)
    )
    return [value for _, value in found]


def test_records_break_no_rule_of_chronic_care() -> None:
    """Ten rules, over some hundreds of lives."""
    assert len(regulation.RULES) >= 10
    broken = [
        f"{rule.__name__}: {what}"
        for life in LIVES
        for rule in regulation.RULES
        for what in rule(Record(life, TODAY))
    ]
    assert broken == []


# what a body answers


def _person() -> Person:
    return next(one for one in people(1, 200, TODAY) if 60 < one.age(TODAY) < 66 and one.death is None)


def _chart(*held: tuple[str, date]) -> Chart:
    chart = Chart(1, _person(), TODAY)
    chart.held = [Held(by_key()[key], onset) for key, onset in held]
    return chart


def _taken_well(chart: Chart, day: date) -> date:
    while levels.forgets(chart, day):
        day += timedelta(days=levels.SPELL)
    return day


@pytest.mark.parametrize(
    ("problem", "low", "high", "level"),
    [
        ("hta", "ramipril", "ramipril@10", lambda chart, day: levels.pressure(chart, day)[0]),
        ("diabete2", "metformine", "metformine@850", levels.sugar),
        ("hypothyroidie", "levothyroxine", "levothyroxine@75", levels.thyroid),
        ("mcas", "atorvastatine", "atorvastatine@80", lambda chart, day: 1 - levels.lowered(chart, day)),
        ("goutte", "allopurinol", "allopurinol@300", lambda chart, day: -levels.urate(chart, day)),
    ],
)
def test_a_level_answers_to_each_strength_from_the_day_after(
    problem: str, low: str, high: str, level: Callable[[Chart, date], float]
) -> None:
    """Not on the day itself; more to the higher strength; in part, never to nothing."""
    onset = date(2018, 3, 5)
    chart = _chart((problem, onset))
    day = _taken_well(chart, date(2022, 5, 2))
    plain, same, weak, strong = (
        _level_under(chart, level, day, changes)
        for changes in ([], [(problem, low, 0)], [(problem, low, 9)], [(problem, low, 9), (problem, high, 8)])
    )
    assert plain == same
    assert strong < weak < plain


def _level_under(
    chart: Chart, level: Callable[[Chart, date], float], day: date, changes: list[tuple[str, str, int]]
) -> float:
    """The level on `day` when each strength was begun so many days before."""
    chart.regimen = Regimen()
    for problem, key, ago in changes:
        chart.regimen.put(problem, key, day - timedelta(days=ago))
    return level(chart, day)


def test_what_is_forgotten_acts_half_until_it_is_spoken_of() -> None:
    """A season of poor adherence shows in the pressure; a word about it ends the season."""
    chart = _chart(("hta", date(2016, 1, 4)))
    chart.regimen.put("hta", "amlodipine@10", date(2016, 1, 5))
    days = (date(2017, 1, 2) + timedelta(days=n) for n in range(3000))
    chart.id = next(
        name for name in map(str, range(50)) if levels.forgets(_named(chart, name), date(2020, 1, 6))
    )
    day = next(
        one for one in days if levels.forgets(chart, one) and levels.forgets(chart, one - timedelta(days=9))
    )
    before = levels.pressure(chart, day)[0]
    chart.regimen.reminded.append(day - timedelta(days=9))
    assert not levels.forgets(chart, day)
    assert levels.pressure(chart, day)[0] < before


def _named(chart: Chart, name: str) -> Chart:
    chart.id = name
    return chart


def test_sugar_has_a_course() -> None:
    """Over five years of a diabetic the values differ by more than a tenth of a point; glucose goes with them."""
    spreads, together = [], []
    for life in LIVES:
        values = _tests(life, "4548-4")
        if _ill(life, "Diabète de type 2") and len(values) >= 6:
            spreads.append(max(values) - min(values))
            record = Record(life, TODAY)
            glucose = {
                one["effectiveDateTime"]: one["valueQuantity"]["value"] for one in record.tests("14749-6")
            }
            pairs = [
                (one["valueQuantity"]["value"], glucose[one["effectiveDateTime"]])
                for one in record.tests("4548-4")
                if one["effectiveDateTime"] in glucose
            ]
            if len(pairs) >= 4:
                low, high = min(pairs), max(pairs)
                together.append(high[1] > low[1])
    assert len(spreads) >= 8
    assert sum(one >= 0.6 for one in spreads) / len(spreads) > 0.8
    assert sum(together) / len(together) > 0.85


# what a visit decides


def _walk(problem: str, figures: dict[str, float], visits: int) -> list[str]:
    """The decisions about it at so many visits that all find the same figures."""
    chart = _chart((problem, date(2024, 2, 5)))
    course = Steering(chart, {}, date(2023, 1, 3))
    days = [date(2024, 2, 5) + timedelta(days=91 * at) for at in range(visits)]
    told = []
    for day in days:
        chart.regimen.reminded.append(day - timedelta(days=1))  # nobody forgets here
        found = course.decide(day, figures).get(problem, [])
        told.append(" ".join(one.kind for one in found if one.subject == problem))
    return told


def test_a_pressure_that_stays_high_goes_up_the_ladder() -> None:
    """Begun, then looked at again, raised, and another drug added; at the top it says so."""
    told = _walk("hta", {"sys": 172.0, "dia": 99.0, "hr": 70.0}, 16)
    assert told[0] == "start"
    assert "raise" in told
    assert "add" in told
    assert told[-1] in ("top", "again")
    mild = _walk("hta", {"sys": 150.0, "dia": 86.0, "hr": 70.0}, 4)
    assert mild[1] == "control"
    assert mild[2] in ("raise", "add", "prefers", "control", "start")


def test_a_pressure_at_its_target_changes_nothing() -> None:
    """After the beginning, silence; just above, the same treatment, and the note says so."""
    assert set(_walk("hta", {"sys": 128.0, "dia": 74.0, "hr": 70.0}, 6)[2:]) == {""}
    assert set(_walk("hta", {"sys": 143.0, "dia": 84.0, "hr": 70.0}, 6)[2:]) == {"near"}


def test_a_dose_that_is_too_much_comes_down() -> None:
    """A suppressed TSH, a low pressure of the old: the rung below."""
    chart = _chart(("hypothyroidie", date(2010, 2, 1)))
    course = Steering(chart, {}, date(2023, 1, 3))
    before = chart.regimen.of("hypothyroidie", date(2023, 1, 3))
    found = course.decide(date(2023, 1, 3), {"tsh": 0.1})["hypothyroidie"]
    assert [one.kind for one in found] == ["lower"]
    assert chart.regimen.of("hypothyroidie", date(2023, 1, 3)) != before


@pytest.mark.parametrize("drug", ladders.RUNGS)
def test_every_rung_is_a_product(drug: str) -> None:
    """With its DIN, of the same molecule, each strength above the one before; most have two strengths or more."""
    rows = [tables.by_key("drugs")[key] for key in ladders.RUNGS[drug]]
    assert len({row["ingredient"] for row in rows}) == 1
    assert all(float(a["strength"]) < float(b["strength"]) for a, b in pairwise(rows))
    assert len({row["din"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    "row", tables.rows("decisions"), ids=lambda row: f"{row['subject']}-{row['text'][:24]}"
)
def test_every_decision_can_be_said(row: tables.Row) -> None:
    """Each sentence leaves no place open, and elides before a vowel."""
    now = was = "amlodipine"
    figures = {"ldl": "2,4", "a1c": "7,9", "e": "", "il": "il"}
    said = speaking.sentence(Decision(row["subject"], row["kind"], now, was), figures, 0, [])
    assert "{" not in said
    assert "de amlodipine" not in said
    text = row["text"].format_map(
        figures
        | {"of_now": "d’x", "of_was": "d’x", "of_name": "d’x", "name": "x", "dose": "1", "before": "2"}
    )
    assert text.endswith(".")


def test_each_kind_that_is_decided_has_its_sentences() -> None:
    """For each treatment, all that its axis may say."""
    told = {(row["subject"], row["kind"]) for row in tables.rows("decisions")}
    for subject in ("hta", "diabete2", "statine", "hypothyroidie", "goutte"):
        assert {
            (subject, kind) for kind in ("start", "raise", "control", "forgets", "prefers", "top", "again")
        } <= told
    assert {kind for _, kind in told} >= {*steering.CHANGES, *steering.WATCHED}


def test_a_sentence_is_not_said_again_while_there_are_others() -> None:
    """Not within four visits; when all were said, the oldest."""
    said: list[str] = []
    told = [phrases.line("hta", 60, {"over": 0, "treated": 0}, {"bp": "128/70"}, 3, said) for _ in range(5)]
    assert len(set(told)) == 5
    assert phrases._fresh(["a", "b"], 0, ["b", "a"]) == "b"


def test_what_names_a_disease_is_measured() -> None:
    """However much else is asked for that day: sugar and thyroid are drawn for the visit that names their diseases."""
    day = date(2024, 2, 5)
    chart = _chart(*((key, day) for key in ("hta", "mcas", "ic", "irc", "diabete2", "hypothyroidie")))
    plans: dict[str, list[str]] = {one.condition.key: [] for one in chart.held}
    Visits(chart, plans, [day], []).told()
    found = [one for one in _of(chart.plains, "Observation") if one["effectiveDateTime"] < day.isoformat()]
    assert {"4548-4", "3016-3"} <= {one["code"]["coding"][0]["code"] for one in found}


# what is ordered and handed over


def test_strengths_follow_each_other() -> None:
    """One span ends where the next begins; what is stopped is taken no more."""
    regimen, day = Regimen(), date(2020, 1, 6)
    regimen.put("hta", "ramipril", day)
    regimen.put("hta", "ramipril@10", day + timedelta(days=50))
    regimen.stop("hta", "ramipril@10", day + timedelta(days=90))
    assert list(regimen.spans("hta")) == [
        Span("ramipril", day, day + timedelta(days=50), "ramipril@10"),
        Span("ramipril@10", day + timedelta(days=50), day + timedelta(days=90), ""),
    ]
    assert list(regimen.before(day)) == []
    assert list(regimen.before(day + timedelta(days=50))) == ["ramipril"]
    assert regimen.of("hta", day + timedelta(days=50)) == ["ramipril@10"]
    assert regimen.of("hta", day + timedelta(days=90)) == []


def test_an_order_that_is_replaced_is_stopped_and_pointed_to() -> None:
    """The new strength names the order it replaces; that one is not active any more."""
    replaced = 0
    for life in LIVES:
        orders = {one["id"]: one for one in _of(life, "MedicationRequest")}
        for one in orders.values():
            if "priorPrescription" in one:
                before = orders[one["priorPrescription"]["reference"].split("/")[1]]
                assert before["status"] in ("stopped", "completed")
                if _key(before) != _key(one) and one["category"][0]["text"] == "Externe":
                    assert before["status"] == "stopped"
                    replaced += 1
    assert replaced > 30


def test_many_are_at_their_target_and_some_are_not() -> None:
    """Of the last systolic pressures of hypertension, most are at what is aimed at by age; some are not yet."""
    last = []
    for life in LIVES:
        record = Record(life, TODAY)
        read = record.tests("85354-9")
        if _ill(life, "Hypertension artérielle") and read and "deceasedDateTime" not in life[0]:
            newest = max(read, key=lambda one: str(one["effectiveDateTime"]))
            aim = 150 if record.age(TODAY.isoformat()) >= 80 else 144
            last.append(newest["component"][0]["valueQuantity"]["value"] < aim)
    assert len(last) > 30
    assert 0.55 < sum(last) / len(last) < 0.97
