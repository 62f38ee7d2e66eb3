"""Care relations: who is linked to a person by a visit, as family doctor, by a team; since when, and for how long."""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.covers import covers
from tests.town import made

from dsn.access.relations import ALWAYS, Claim
from dsn.base import clock
from dsn.care.visits.relations import FOLLOW_UP, relate
from dsn.fhir.types import Resource

ROY = "Practitioner/roy"


def visit(status: str = "finished", period: dict[str, str] | None = None, *who: str) -> Resource:
    plain: dict[str, Any] = {
        "resourceType": "Encounter",
        "status": status,
        "class": {"code": "AMB"},
        "subject": {"reference": "Patient/p"},
        "participant": [{"individual": {"reference": one}} for one in who or (ROY,)],
    }
    return made(**plain, **({"period": period} if period else {}))


def at(text: str) -> int:
    from datetime import datetime

    return clock.from_datetime(datetime.fromisoformat(text))


@covers("R-28")
def test_a_visit_links_those_who_gave_care_until_a_year_after_its_end() -> None:
    """From its first instant; the follow-up is part of the visit."""
    [claim] = relate(visit(period={"start": "2026-05-01T09:00:00-04:00", "end": "2026-05-03T09:00:00-04:00"}))
    assert claim == Claim(
        ROY, "p", "visit", at("2026-05-01T09:00:00-04:00"), at("2026-05-03T09:00:00-04:00") + FOLLOW_UP
    )


def test_a_visit_that_goes_on_links_until_it_ends() -> None:
    """In progress, no end written."""
    [claim] = relate(visit("in-progress", {"start": "2026-05-01T09:00:00-04:00"}))
    assert claim.until == ALWAYS


def test_a_visit_over_without_an_end_does_not_link_for_ever() -> None:
    """From its start, a year: the cautious reading."""
    [claim] = relate(visit("finished", {"start": "2026-05-01T09:00:00-04:00"}))
    assert claim.until == claim.since + FOLLOW_UP
    [undated] = relate(visit("finished"))
    assert undated.until == FOLLOW_UP


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_a_visit_that_never_was_links_nobody(status: str) -> None:
    """The same visit, planned, does."""
    assert relate(visit(status)) == ()
    assert relate(visit("planned")) != ()


def test_only_practitioners_of_ours_are_linked_each_once() -> None:
    """No relative, no server elsewhere, no condition to be looked up."""
    claims = relate(
        visit(
            "planned",
            None,
            ROY,
            ROY,
            "RelatedPerson/x",
            "https://ailleurs.example/Practitioner/y",
            "Practitioner?identifier=1",
        )
    )
    assert [claim.who for claim in claims] == [ROY]


def test_days_begin_at_midnight_on_the_wards() -> None:
    """A year or a month begins with its first day."""
    for text in ("2026", "2026-01", "2026-01-01"):
        [claim] = relate(visit("in-progress", {"start": text}))
        assert claim.since == at("2026-01-01T00:00:00-05:00")


def test_the_family_doctor_is_linked() -> None:
    """By Patient.generalPractitioner, an organization not."""
    doctors = [{"reference": ROY}, {"reference": "Organization/o"}]
    [claim] = relate(made(resourceType="Patient", id="p", generalPractitioner=doctors))
    assert (claim.who, claim.patient, claim.kind, claim.until) == (ROY, "p", "family-doctor", ALWAYS)


@pytest.mark.parametrize(
    ("status", "linked"), [("active", True), ("inactive", False), ("entered-in-error", False)]
)
def test_a_team_links_its_members_while_it_works(status: str, linked: bool) -> None:
    """Within the member's own period, else the team's."""
    team = made(
        resourceType="CareTeam",
        status=status,
        subject={"reference": "Patient/p"},
        period={"end": "2027-01-01T00:00:00-05:00"},
        participant=[{"member": {"reference": ROY}}],
    )
    claims = relate(team)
    assert bool(claims) is linked
    if linked:
        assert claims[0].until == at("2027-01-01T00:00:00-05:00")


def test_other_resources_link_nobody() -> None:
    """An observation by someone is no relation."""
    observation = made(
        resourceType="Observation", status="final", code={"text": "x"}, performer=[{"reference": ROY}]
    )
    assert relate(observation) == ()
