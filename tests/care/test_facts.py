"""Problems, allergies: what is active, what comes first, what belongs in the banner."""

from __future__ import annotations

from typing import Any, cast

import pytest
from tests.town import made

from dsn.care.facts import rules
from dsn.fhir.types import AllergyIntolerance, Condition

SUBJECT = {"reference": "Patient/p"}


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def problem(text: str, status: str = "active", verified: str = "confirmed", **more: Any) -> Condition:
    clinical = (
        {} if verified == "entered-in-error" else {"clinicalStatus": coded("condition-clinical", status)}
    )
    plain = {
        "resourceType": "Condition",
        "subject": SUBJECT,
        "code": {"text": text},
        "verificationStatus": coded("condition-ver-status", verified),
        **clinical,
        **more,
    }
    return cast(Condition, made(**plain))


def allergy(
    text: str, status: str = "active", verified: str = "confirmed", **more: Any
) -> AllergyIntolerance:
    clinical = (
        {}
        if verified == "entered-in-error"
        else {"clinicalStatus": coded("allergyintolerance-clinical", status)}
    )
    plain = {
        "resourceType": "AllergyIntolerance",
        "patient": SUBJECT,
        "code": {"text": text},
        "verificationStatus": coded("allergyintolerance-verification", verified),
        **clinical,
        **more,
    }
    return cast(AllergyIntolerance, made(**plain))


def names(facts: list[Any]) -> list[str]:
    return [fact.code.text for fact in facts]


def test_active_problems_come_first_and_the_newest_of_each_first() -> None:
    """A problem of yesterday that is closed stands below one of twenty years ago that is not."""
    ordered = rules.order_problems(
        [
            problem("old, closed", "resolved", onsetDateTime="1990"),
            problem("new, closed", "resolved", onsetDateTime="2026-11-20"),
            problem("old", onsetDateTime="2001-05"),
            problem("newer", "relapse", onsetPeriod={"start": "2010-01-01"}),
            problem("undated", "recurrence"),
        ]
    )
    assert names(ordered) == ["newer", "old", "undated", "new, closed", "old, closed"]


def test_what_was_entered_in_error_is_not_shown() -> None:
    """Neither problem nor allergy; what was refuted is shown, and is not in the banner."""
    assert names(rules.order_problems([problem("wrong", verified="entered-in-error"), problem("right")])) == [
        "right"
    ]
    kept = rules.order_allergies(
        [allergy("wrong", verified="entered-in-error"), allergy("refuted", verified="refuted")]
    )
    assert names(kept) == ["refuted"]
    assert not rules.holds(kept[0])


def test_the_most_dangerous_allergy_comes_first() -> None:
    """High, then what nobody has judged, then low; what is inactive last, whatever its danger."""
    ordered = rules.order_allergies(
        [
            allergy("low", criticality="low"),
            allergy("gone", "resolved", criticality="high"),
            allergy("unjudged"),
            allergy("high", criticality="high"),
        ]
    )
    assert names(ordered) == ["high", "unjudged", "low", "gone"]


@pytest.mark.parametrize(("status", "held"), [("active", True), ("inactive", False), ("resolved", False)])
def test_an_allergy_holds_while_it_is_active(status: str, held: bool) -> None:
    """The banner shows those that hold."""
    assert rules.holds(allergy("x", status)) is held


def test_a_problem_of_unknown_state_counts_as_active() -> None:
    """What nobody has closed is still to be reckoned with."""
    plain = {"resourceType": "Condition", "subject": SUBJECT, "code": {"text": "x"}}
    assert rules.is_active(cast(Condition, made(**plain)))
