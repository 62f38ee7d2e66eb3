"""Staff: every role there is, with order and permit where the law wants one."""

from __future__ import annotations

from datetime import date

import pytest

from dsn.access.roles import ROLES
from dsn.base.errors import NotFound
from dsn.fhir import json as fhir_json
from dsn.synth import staff, teams

TODAY = date(2026, 11, 21)


def test_the_showcase_establishments_have_thirty_thousand_accounts() -> None:
    """Each its own."""
    ids = [one.id for owner in ("mcq", "nim") for one in staff.members(owner)]
    assert len(ids) == len(set(ids)) == staff.FULL


def test_every_role_of_the_catalogue_works_somewhere() -> None:
    """But the system's own."""
    worked = {one.trade.role for one in staff.members("mcq", 0.01)}
    assert worked == {role.code for role in ROLES} - {"systeme"}


def test_permits_go_with_orders() -> None:
    """ZZ and five digits for a member of an order; none for the others; roles that need an order have one."""
    needs = {
        role.code for role in ROLES if role.order and role.code != "technologiste" and role.code != "sac"
    }
    for one in staff.members("nim", 0.02):
        assert bool(one.permit) == bool(one.trade.order)
        if one.trade.role in needs - {"professionnel"}:
            assert one.trade.order


def test_a_member_is_the_same_whoever_asks() -> None:
    """By number, by choice, by walking through all."""
    cardiologist = staff.member("mcq", "cardiologue", 3)
    assert cardiologist in list(staff.members("mcq"))
    assert staff.someone("mcq", "cardiologue", "x", 1) == staff.someone("mcq", "cardiologue", "x", 1)
    assert cardiologist.account().practitioner == cardiologist.id
    assert cardiologist.account().actor().role == "medecin"


def test_no_criminologist_where_there_is_no_youth_protection() -> None:
    """NIM has no CPEJ mission."""
    assert not [one for one in staff.members("nim", 0.01) if one.mission == "CPEJ"]
    assert [one for one in staff.members("mcq", 0.01) if one.mission == "CPEJ"]


def test_twelve_teams_and_their_evenings() -> None:
    """CareTeam, Group, on-call; accepted by the strict types; an unknown team is refused."""
    plains = [*teams.resources("mcq", TODAY), *staff.resources("mcq", 0.005)]
    for plain in plains:
        fhir_json.from_plain(plain)
    assert sum(plain["resourceType"] == "CareTeam" for plain in plains) == len(teams.TEAMS) == 12
    evenings = [plain for plain in plains if plain["resourceType"] == "Slot"]
    assert len(evenings) == 12 * 7
    with pytest.raises(NotFound, match="synth-no-such-trade"):
        teams.members("mcq", "astronautes")
    with pytest.raises(NotFound, match="synth-no-such-trade"):
        staff.member("mcq", "astronaute", 0)
