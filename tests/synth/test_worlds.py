"""The worlds that a life crosses: cancer, rehabilitation, teams, residence, the end; and how each hangs together."""

from __future__ import annotations

import itertools
from base64 import b64decode
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from dsn.synth import cohort, holidays, notes, phrases, richness, tables
from dsn.synth.coherence import RULES
from dsn.synth.coherence.record import Record
from dsn.synth.conditions import by_key, conditions
from dsn.synth.course import course
from dsn.synth.lives import lives
from dsn.synth.notes import Measures
from dsn.synth.people import people
from dsn.synth.plain import Plain
from dsn.synth.posology import dose_of
from dsn.synth.taking import NOT_WITH

TODAY = date(2026, 6, 1)
LIVES = list(lives(21, 330, TODAY))


def _of(life: list[Plain], type_: str) -> list[Plain]:
    return [one for one in life if one["resourceType"] == type_]


def _with(word: str) -> list[Plain]:
    """The first record with an episode of care of that name."""
    return next(
        life
        for life in LIVES
        if any(one["type"][0]["text"].startswith(word) for one in _of(life, "EpisodeOfCare"))
    )


def _notes(life: list[Plain], title: str = "") -> list[str]:
    found = sorted(_of(life, "DocumentReference"), key=lambda one: str(one["date"]))
    return [
        b64decode(one["content"][0]["attachment"]["data"]).decode()
        for one in found
        if title in ("", one["type"]["text"])
    ]


def test_a_cancer_is_seen_proved_staged_and_followed() -> None:
    """Image, biopsy, pathology, stage and board in that order; the problem says its stage and its proof."""
    life = _with("Trajectoire en oncologie")
    problem = next(one for one in _of(life, "Condition") if "stage" in one)
    stage = next(
        one for one in _of(life, "Observation") if one["code"].get("coding", [{}])[0].get("code") == "21908-9"
    )
    read = next(
        one for one in _of(life, "DiagnosticReport") if one["category"][0]["coding"][0]["code"] == "SP"
    )
    assert stage["valueCodeableConcept"]["text"] == problem["stage"][0]["summary"]["text"]
    assert problem["evidence"][0]["detail"][0]["reference"] == f"DiagnosticReport/{read['id']}"
    assert read["effectiveDateTime"] < stage["effectiveDateTime"]
    assert any("Proposition du comité" in text for text in _notes(life))


@pytest.mark.parametrize("row", tables.rows("cancers"), ids=lambda row: f"{row['key']}-{row['stage']}")
def test_each_stage_of_each_cancer_is_told_whole(row: tables.Row) -> None:
    """Its drug is a product with a DIN, its numbers are numbers, its cancer a condition of the table."""
    assert row["key"] in by_key()
    assert row["drugs"] == "" or row["drugs"] in tables.by_key("drugs")
    assert (int(row["cycles"]) > 0) == (row["drugs"] != "")
    assert row["surgery"] == "" or row["after"] != ""


def test_counts_fall_under_chemotherapy() -> None:
    """White cells during the cycles are below those of the years before."""
    found = []
    for life in _treated(20):
        cycles = [
            one["period"]["start"][:10]
            for one in _of(life, "Encounter")
            if ", cycle " in str(one["reasonCode"])
        ]
        white = [one for one in _of(life, "Observation") if one["code"]["text"] == "Leucocytes"]
        during = [
            one["valueQuantity"]["value"] for one in white if one["effectiveDateTime"][:10] in cycles[1:]
        ]
        before = [
            one["valueQuantity"]["value"]
            for one in white
            if cycles and one["effectiveDateTime"][:10] < cycles[0]
        ]
        if during and before:
            found.append(sum(during) / len(during) < sum(before) / len(before) - 1)
    assert found
    assert all(found)


def _treated(most: int) -> Iterator[list[Plain]]:
    """Records of people whose colorectal cancer was found some years ago: the draws say who they are."""
    told = 0
    for person in people(21, 12_000, TODAY):
        drawn = cohort.draws(21, person.number, TODAY)
        held = course(drawn, person, TODAY) if person.death is None else ()
        if any(
            one.condition.key == "cancer-colorectal" and "2020" < one.onset.isoformat() < "2025-06"
            for one in held
        ):
            yield next(lives(21, 1, TODAY, person.number))
            told += 1
        if told == most:
            return


def test_rehabilitation_ends_with_a_report() -> None:
    """Walking tests get better, lines are not said twice running by the same trade."""
    life = _with("Réadaptation")
    speeds = [
        one["valueQuantity"]["value"]
        for one in sorted(_of(life, "Observation"), key=lambda one: str(one["effectiveDateTime"]))
        if one["code"]["text"].startswith("Vitesse de marche")
    ]
    assert speeds[-1] > speeds[0]
    assert len(set(_notes(life, "Note de réadaptation"))) == len(_notes(life, "Note de réadaptation"))
    assert len(_notes(life, "Rapport de fin de réadaptation")) == 1


@pytest.mark.parametrize("name", ["Suivi psychosocial", "Suivi jeunesse et famille", "Suivi en dépendance"])
def test_teams_meet_and_end(name: str) -> None:
    """A referral and its task, a plan with goals, meetings in order, a last one that says so."""
    life = _with(name)
    episode = next(one for one in _of(life, "EpisodeOfCare") if one["type"][0]["text"] == name)
    asked = episode["referralRequest"][0]["reference"]
    task = next(one for one in _of(life, "Task") if one["focus"]["reference"] == asked)
    assert task["status"] == "completed"
    assert task["for"]["reference"] == f"Patient/{life[0]['id']}"
    texts = _notes(life, "Note d’intervention psychosociale")
    assert any(text.startswith("Première rencontre") for text in texts)
    assert ("Fin du suivi" in " ".join(texts)) == (episode["status"] == "finished")


def test_a_resident_is_assessed_and_ordered_for_anew() -> None:
    """Autonomy and risk of sores on the first day, orders of the residence, a visit of its doctor."""
    life = next(
        one for one in LIVES if "'Hébergement'" in str(one) and "Note médicale en hébergement" in str(one)
    )
    names = {one["code"]["text"] for one in _of(life, "Observation")}
    assert {"Autonomie fonctionnelle (SMAF), total", "Échelle de Braden, total", "Niveau de soins"} <= names
    assert all("prolong" not in text for text in _notes(life, "Note médicale en hébergement"))


def test_who_died_is_told_of_to_the_end() -> None:
    """One certificate each, of the day; comfort drugs only in comfort care; no appointment to come."""
    dead = [life for life in LIVES if "deceasedDateTime" in life[0]]
    assert len(dead) > 10
    for life in dead:
        certificates = [
            one for one in _of(life, "DocumentReference") if one["type"]["text"] == "Constat de décès"
        ]
        assert len(certificates) == 1
        day = date.fromisoformat(life[0]["deceasedDateTime"])
        assert abs((date.fromisoformat(certificates[0]["date"][:10]) - day).days) <= 1
        given = any(
            "Morphine" in one["medicationCodeableConcept"]["text"] for one in _of(life, "MedicationRequest")
        )
        assert given == any("Soins de confort" in str(one["reasonCode"]) for one in _of(life, "Encounter"))


def test_no_clinic_on_a_holiday() -> None:
    """Christmas, the national day, the Mondays of May and September; an ordinary Tuesday is open."""
    for day in (
        (2025, 12, 25),
        (2026, 6, 24),
        (2026, 5, 18),
        (2026, 9, 7),
        (2026, 4, 3),
        (2026, 4, 6),
        (2026, 10, 12),
    ):
        assert holidays.closed(date(*day)), day
    assert not holidays.closed(date(2026, 6, 2))
    assert holidays.workday(date(2025, 12, 24)) == date(2026, 1, 5)


def test_easter_is_where_the_calendar_puts_it() -> None:
    """Years whose Easter everybody knows; always a Sunday of March or April."""
    for year, month, day in ((2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2026, 4, 5)):
        assert holidays._easter(year) == date(year, month, day)
    assert {holidays._easter(year).weekday() for year in range(1950, 2050)} == {6}


@pytest.mark.parametrize(
    "condition", [one for one in conditions() if one.kind != "allergy"], ids=lambda one: one.key
)
def test_every_problem_has_something_to_say(condition) -> None:  # type: ignore[no-untyped-def]
    """At any age at which it is held, without a figure and with all of them, never a place left open."""
    names = (
        "bp hr weight bmi temp a1c egfr ldl hdl tsh psa bnp crp urate inr lithium acr glucose gain".split()
    )
    names += [f"{name}_then" for name in ("bp", "a1c", "ldl", "tsh", "weight", "egfr", "bnp")]
    words = dict.fromkeys(names, "1")
    figures = dict.fromkeys(words, 1.0) | {"sys": 150.0, "treated": 1.0}
    held = [age for age in range(2, 95) if max(condition.share[sex][age] for sex in "FM") > 0]
    for age in held[:: max(1, len(held) // 6)]:
        for measured in ({"treated": 0.0}, figures):
            said = phrases.line(condition.key, age, measured, words | notes.suited("F"), 3)
            assert said or condition.key in ("otite",), (condition.key, age)
            assert "{" not in said


def test_two_visits_running_say_different_things() -> None:
    """The state of a problem moves on by one sentence at each visit."""
    one, other = (phrases.line("arthrose", 70, {}, {}, turn) for turn in (4, 5))
    assert one != other


def test_figures_decide_what_is_said() -> None:
    """A pressure above the target is not praised; an unmeasured figure is not spoken of."""
    words = {"bp": "152/84"} | notes.suited("M")
    assert "au-dessus de la cible" in phrases.line("hta", 60, {"over": 1, "treated": 1}, words, 0)
    assert "à la cible" in phrases.line("hta", 60, {"over": 0, "treated": 1}, words, 0)
    assert "TA à" not in phrases.line("hta", 60, {"treated": 1}, words, 0)


def test_a_note_agrees_and_names_in_good_french() -> None:
    """« du », « de la », « de l’ » before the name of a problem; feminine endings for a woman."""
    assert notes.the(by_key()["goutte"]) == "de la goutte"
    assert notes.the(by_key()["diabete2"]) == "du diabète de type 2"
    assert notes.the(by_key()["asthme"]) == "de l’asthme"
    assert "hospitalisée pour : " in notes.admission(40, "F", "Pneumonie", "Fièvre.", [], [], "repos")
    assert "hospitalisé pour : " in notes.admission(40, "M", "Pneumonie", "Fièvre.", [], [], "repos")
    measures = Measures()
    measures.add("weight", 70.5)
    assert measures.words["weight"] == "70,5"


def test_drugs_that_may_not_stand_beside_an_illness_do_not() -> None:
    """Of who is alive: nothing active that the table forbids."""
    products = {tables.by_key("drugs")[key]["din"]: keys for key, keys in NOT_WITH.items()}
    for life in LIVES:
        names = {one["code"]["text"] for one in _of(life, "Condition") if "abatementDateTime" not in one}
        for one in _of(life, "MedicationRequest"):
            din = one["medicationCodeableConcept"]["coding"][0]["code"]
            if one["status"] == "active" and din in products and one["category"][0]["text"] == "Externe":
                assert not names & {by_key()[key].name for key in products[din]}, din
    assert dose_of("ramipril") == "ramipril 5 mg"
    assert dose_of("glargine") == "insuline glargine"


def test_women_are_screened_every_two_years() -> None:
    """Between 50 and 74, never after a cancer of the breast, two years apart."""
    rounds = [
        sorted(one["started"][:10] for one in _of(life, "ImagingStudy") if "dépistage" in one["description"])
        for life in LIVES
    ]
    told = [days for days in rounds if len(days) > 1]
    assert told
    for days in told:
        for before, after in itertools.pairwise(days):
            gap = date.fromisoformat(after) - date.fromisoformat(before)
            assert timedelta(days=600) < gap
    assert all(life[0]["gender"] != "male" for life, days in zip(LIVES, rounds, strict=True) if days)


@pytest.mark.parametrize(
    "name",
    [
        "one-bed-at-a-time",
        "no-clinic-while-in-a-bed",
        "injector-of-the-right-size",
        "screened-at-the-age-of-it",
        "blood-thinners-are-not-doubled",
        "residents-have-their-orders",
        "cycles-follow-each-other",
        "no-blood-for-a-sprain",
        "short-stays-are-short",
        "teams-are-of-our-time",
        "a-team-that-follows-is-seen",
    ],
)
def test_no_record_breaks_what_few_records_touch(name: str) -> None:
    """Rules that sixty lives hardly meet, over some hundreds."""
    assert [what for life in LIVES for what in RULES[name](Record(life, TODAY))] == []


def test_richness_is_what_its_table_says() -> None:
    """The table is of a thousand people: three hundred others are near it, by age too."""
    found = richness.measured(LIVES, TODAY)
    told = {row["what"]: float(row["mean"]) for row in tables.rows("richness") if row["source"] == "dsn"}
    assert len(found.types) >= 30
    assert found.all.mean == pytest.approx(told["all"], rel=0.15)
    for low, high in ((20, 39), (60, 79)):
        assert found.ages[low, high].mean == pytest.approx(told[f"{low}-{high}"], rel=0.25)


@pytest.mark.long
def test_the_table_of_richness_is_of_these_lives() -> None:
    """Measured again, to the last digit (`python -m tools.synth_richness` writes it)."""
    rows = richness.rows("dsn", richness.measured(lives(1, 1000, TODAY), TODAY))
    kept = [list(row.values()) for row in tables.rows("richness") if row["source"] == "dsn"]
    assert rows == kept


def test_an_age_without_anybody_is_left_out() -> None:
    """Measured on two infants only."""
    infants = [life for life in LIVES if life[0]["birthDate"] > "2024"][:2]
    assert list(richness.measured(infants, TODAY).ages) == [(0, 19)]
