"""A day as FHIR: in order, the same each time, valid, and true to itself from one version to the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest

from dsn.base.errors import NotFound
from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, validate
from dsn.synth import days, places, staff
from dsn.synth.mint import person_id
from dsn.synth.people import people
from dsn.synth.plain import Plain
from dsn.synth.playing import Act, acts
from dsn.synth.playing.play import HANDLERS

TODAY, MONDAY = date(2026, 11, 21), date(2026, 11, 23)
PEOPLE, SEED = 3000, 2026


@cache
def played(day: date = MONDAY, rate: float = 0.03, *kinds: str) -> tuple[Act, ...]:
    wanted = [kind for kind in days.KINDS if not kinds or kind.key in kinds]
    return tuple(acts(SEED, "mcq", day, rate=rate, people=PEOPLE, as_of=TODAY, kinds=wanted))


BEDS = ("urgence", "admission", "conge", "deplacement")


def versions(told: tuple[Act, ...], type_: str) -> dict[str, list[tuple[Act, Plain]]]:
    """What was filed under each id, in order."""
    found: dict[str, list[tuple[Act, Plain]]] = defaultdict(list)
    for act in told:
        for one in act.resources:
            if one["resourceType"] == type_:
                found[one["id"]].append((act, one))
    return found


def test_every_kind_of_event_files_something() -> None:
    """None of the days' kinds is left without words, and all of them happen on a full day."""
    assert set(HANDLERS) == {kind.key for kind in days.KINDS}
    assert {act.kind for act in played(MONDAY, 0.3, *BEDS, "naissance", "chirurgie")} == {
        *BEDS,
        "naissance",
        "chirurgie",
    }


def test_acts_come_in_order_once_each_and_again_the_same() -> None:
    """Never backwards in time; each key once; made again, letter for letter."""
    seconds = [act.second for act in played()]
    assert seconds == sorted(seconds)
    assert len({act.key for act in played()}) == len(played())
    again = tuple(acts(SEED, "mcq", MONDAY, rate=0.03, people=PEOPLE, as_of=TODAY))
    assert again == played()
    assert tuple(acts(SEED + 1, "mcq", MONDAY, rate=0.03, people=PEOPLE, as_of=TODAY)) != again


def test_all_of_it_is_accepted_and_one_of_each_kind_is_right_by_r4() -> None:
    """By the strict types, and in full for one resource of each kind and status."""
    told: dict[str, Plain] = {}
    for act in (*played(), *played(MONDAY, 0.3, *BEDS, "naissance", "chirurgie")):
        for one in act.resources:
            fhir_json.from_plain(one)
            told.setdefault(f"{act.kind} {one['resourceType']} {one.get('status', '')}", one)
    definitions = Definitions([])
    wrong = [
        f"{name} {problem.code} {problem.path}"
        for name, one in told.items()
        for problem in validate(fhir_json.from_plain(one), definitions=definitions)
        if problem.severity == "error"
    ]
    assert len(told) > 25
    assert wrong == []


def test_a_visit_goes_forward_and_ends_once() -> None:
    """Triaged, seen, finished; one person, one beginning; nothing after the end; each place left before the next."""
    order = ["triaged", "in-progress", "finished"]
    ended = 0
    for told in versions(played(MONDAY, 0.3, *BEDS), "Encounter").values():
        states = [order.index(one["status"]) for _, one in told]
        assert states == sorted(states)
        assert [one["status"] for _, one in told].count("finished") <= 1
        assert len({one["subject"]["reference"] for _, one in told}) == 1
        assert len({one["period"]["start"] for _, one in told}) == 1
        last = told[-1][1]
        ended += last["status"] == "finished"
        places_ = last.get("location", [])
        for before, after in pairwise(places_):
            assert before["period"]["end"] == after["period"]["start"]
        assert ("end" in last["period"]) == (last["status"] == "finished")
        assert all("end" in place["period"] for place in places_[:-1])
    assert ended > 50


def test_who_leaves_the_ward_came_on_an_earlier_day() -> None:
    """The stays that end on the days after and began on Monday are those that Monday's acts opened, also among few
    people, who might be in two beds; none of them ends twice."""
    wanted = [kind for kind in days.KINDS if kind.key in BEDS]

    def day(number: int) -> tuple[Act, ...]:
        when = MONDAY + timedelta(days=number)
        return tuple(acts(SEED, "mcq", when, rate=0.3, people=900, as_of=TODAY, kinds=wanted))

    opened = {id_: _whose(told[0][1]) for id_, told in versions(day(0), "Encounter").items()}
    left: Counter[str] = Counter()
    for number in range(1, 7):
        for id_, told in versions(day(number), "Encounter").items():
            if MONDAY.isoformat() in id_:
                assert told[-1][1]["status"] == "finished"
                assert _whose(told[-1][1]) == opened[id_]
                left[id_] += 1
    assert len(left) >= 20
    assert set(left.values()) == {1}


def test_nobody_lies_in_two_beds() -> None:
    """Over a week of days played, among few people: each stay of a person ends before the next begins."""
    wanted = [kind for kind in days.KINDS if kind.key in BEDS]
    stays: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for number in range(8):
        day = MONDAY + timedelta(days=number)
        for act in acts(SEED, "mcq", day, rate=0.3, people=900, as_of=TODAY, kinds=wanted):
            for one in act.resources:
                if one["resourceType"] == "Encounter" and one["class"]["code"] == "IMP":
                    period = one["period"]
                    stays[act.patient][one["id"]] = (period["start"], period.get("end", "9"))
    twice = 0
    for each in stays.values():
        in_order = sorted(each.values())
        twice += len(in_order) > 1
        assert all(before[1] <= after[0] for before, after in pairwise(in_order))
    assert twice >= 5


def _whose(visit: Plain) -> tuple[str, str]:
    return visit["subject"]["reference"], visit["period"]["start"]


def test_results_answer_orders() -> None:
    """Each report is based on a request that the act completes, and holds results about the same person."""
    found = 0
    for act in played():
        here = {f"{one['resourceType']}/{one['id']}": one for one in act.resources}
        for one in act.resources:
            if one["resourceType"] == "DiagnosticReport":
                assert here[one["basedOn"][0]["reference"]]["status"] == "completed"
                for result in one.get("result", []):
                    assert here[result["reference"]]["subject"] == one["subject"]
                found += 1
    assert found > 100


def test_events_befall_living_people_of_that_establishment() -> None:
    """And a child is born to a woman of an age to bear one; the child comes with the act, without a card."""
    alive = {
        person_id(SEED, one.number): one
        for one in people(SEED, PEOPLE, TODAY)
        if one.alive(TODAY) and one.town.establishment == "mcq"
    }
    births = played(MONDAY, 1.0, "naissance")
    mothers = [act for act in births if act.patient in alive]
    children = [act for act in births if act.patient not in alive]
    assert len(mothers) == len(children) >= 3
    assert all(alive[act.patient].sex == "F" and 17 < alive[act.patient].age(TODAY) < 45 for act in mothers)
    for act in children:
        child = next(one for one in act.resources if one["resourceType"] == "Patient")
        assert child["id"] == act.patient
        assert child["birthDate"] == MONDAY.isoformat()
        assert {one["type"]["coding"][0]["code"] for one in child["identifier"]} == {"MR"}
    assert {act.patient for act in played()} <= set(alive)


def test_what_acts_name_can_be_made() -> None:
    """Each practitioner and place is of the province."""
    for act in played()[:400]:
        for one in act.resources:
            for place in one.get("location", []):
                held = places.holding(place["location"]["reference"].removeprefix("Location/"))
                assert held[-1]["id"] == place["location"]["reference"].removeprefix("Location/")
            for part in one.get("participant", []):
                who = part.get("individual", {}).get("reference", "").removeprefix("Practitioner/")
                assert not who or staff.of_id(who) is not None


def test_what_befalls_nobody_is_counted() -> None:
    """In a province of twenty people there is nobody to give birth: told, not dropped."""
    nobody: Counter[str] = Counter()
    wanted = [kind for kind in days.KINDS if kind.key == "naissance"]
    told = list(acts(3, "slj", MONDAY, people=20, kinds=wanted, befell_nobody=nobody))
    happened = sum(1 for _ in days.events(3, "slj", MONDAY, people=20, kinds=wanted))
    assert happened > 0
    assert nobody["naissance"] == happened - len(told) // 2


def test_an_establishment_that_is_not_there_is_refused() -> None:
    """By the day itself."""
    with pytest.raises(NotFound, match="synth-no-such-establishment"):
        next(acts(3, "lune", MONDAY))


def test_a_report_to_youth_protection_is_restricted() -> None:
    """About a child, and labelled so that whoever works elsewhere does not see it."""
    told = played(MONDAY, 1.0, "signalement")
    assert len(told) >= 5
    young = {person_id(SEED, one.number) for one in people(SEED, PEOPLE, TODAY) if one.age(TODAY) < 18}
    for act in told:
        assert act.patient in young
        for one in act.resources:
            assert [label["code"] for label in one["meta"]["security"]] == ["R"]
            assert one["for"]["reference"] == f"Patient/{act.patient}"
