"""The demonstration's province: twelve whole teams whose people exist, and nobody who names what is not there."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from dsn.accounts import demo as door
from dsn.care.visits.relations import relate
from dsn.fhir import json as fhir_json
from dsn.synth import following, province, teams
from dsn.synth.plain import Plain

TODAY = date(2026, 11, 21)


def _references(thing: Any) -> set[str]:
    if isinstance(thing, dict):
        own = {thing["reference"]} if isinstance(thing.get("reference"), str) else set()
        return own.union(*map(_references, thing.values()))
    return set().union(*map(_references, thing)) if isinstance(thing, list) else set()


def test_nothing_names_what_is_not_there() -> None:
    """Sixty people, the teams and the hospital's own staff: each reference leads to a resource that was told."""
    told: list[Plain] = list(province.teams(TODAY))
    for group in province.Folk(TODAY).lives(0, 60):
        told += group
    there = {f"{one['resourceType']}/{one['id']}" for one in told}
    there |= {f"Practitioner/{one.practitioner}" for one in door.PEOPLE}
    there |= {f"Organization/{one}" for one in ("mcq",)}
    assert _references(told) - there == set()


def test_each_is_told_once() -> None:
    """Whoever and whatever several people name."""
    told = Counter(
        (one["resourceType"], one["id"]) for group in province.Folk(TODAY).lives(0, 40) for one in group
    )
    assert set(told.values()) == {1}


def test_twelve_teams_and_every_account_that_gives_care_is_in_one() -> None:
    """As CareTeam and as Group, beside the members of the establishment."""
    told = {one["id"]: one for one in province.teams(TODAY) if one["resourceType"] == "CareTeam"}
    assert len(told) == len(teams.TEAMS) == len(following.MEMBERS) == 12
    inside = {part["member"]["reference"] for team in told.values() for part in team["participant"]}
    caring = {one for one in door.PEOPLE if one.role not in ("archiviste", "directeur", "pilote")}
    assert {f"Practitioner/{one.practitioner}" for one in caring} <= inside


def test_teams_follow_people_and_may_open_their_records() -> None:
    """Of two hundred people each account in a team follows some; nobody who died is followed."""
    people: dict[str, set[str]] = defaultdict(set)
    for group in province.Folk(TODAY).lives(0, 200):
        dead = {one["id"] for one in group if one["resourceType"] == "Patient" and "deceasedDateTime" in one}
        for one in group:
            if one["resourceType"] == "CareTeam" and "Équipe :" not in one["name"]:
                for claim in relate(fhir_json.from_plain(one)):
                    people[claim.who].add(claim.patient)
                    assert claim.patient not in dead
    for id_ in (
        "inf-gagnon",
        "inf-aux-pelletier",
        "pharm-roy",
        "ts-bouchard",
        "psy-lavoie",
        "prepose-diallo",
    ):
        assert people[f"Practitioner/{door.account(id_).practitioner}"], id_


@pytest.mark.long
def test_the_whole_province_can_be_made() -> None:
    """All 2,000, as they stand on days of every season: the demonstration never stops on a rare life."""
    for today in (TODAY, date(2027, 2, 3), date(2027, 7, 30)):
        made = sum(1 for _ in province.Folk(today).lives(0, province.PEOPLE))
        assert made == province.PEOPLE
