"""Prescriptions: which stand, what the drug is called, how the dosage reads."""

from __future__ import annotations

from typing import Any, cast

import pytest
from tests.town import YVETTE, Browser, file, made
from tests.town_fixtures import Visit

from dsn.assembly import System
from dsn.care.medicines import rules
from dsn.care.reading.shown import Text
from dsn.fhir.types import MedicationRequest


def request(status: str = "active", intent: str = "order", **more: Any) -> MedicationRequest:
    plain: dict[str, Any] = {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": intent,
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": {"text": "x"},
    }
    if "medicationReference" in more:
        del plain["medicationCodeableConcept"]
    return cast(MedicationRequest, made(**plain, **more))


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        ("active", True),
        ("on-hold", True),
        ("completed", False),
        ("stopped", False),
        ("cancelled", False),
        ("draft", False),
    ],
)
def test_a_prescription_stands_while_someone_has_to_reckon_with_it(status: str, stands: bool) -> None:
    """Suspended counts: it has to be decided on."""
    assert rules.stands(request(status)) is stands


def test_what_stands_comes_first_and_the_newest_first() -> None:
    """Errors and mere proposals are not prescriptions."""
    ordered = rules.order(
        [
            request("completed", authoredOn="2026-11-20"),
            request(authoredOn="2020-01-01"),
            request(authoredOn="2024-01-01"),
            request("entered-in-error"),
            request(intent="proposal"),
        ]
    )
    assert [(one.status, one.authoredOn) for one in ordered] == [
        ("active", "2024-01-01"),
        ("active", "2020-01-01"),
        ("completed", "2026-11-20"),
    ]


def test_the_drug_is_named_wherever_the_prescription_keeps_its_name() -> None:
    """Text, display, code, a drug inside the prescription, a reference that says its name; else nothing."""
    inside = {"resourceType": "Medication", "id": "m", "code": {"coding": [{"display": "Inside"}]}}
    assert rules.medication_name(request()) == Text("x", "en")
    assert (
        rules.medication_name(request(contained=[inside], medicationReference={"reference": "#m"})).text
        == "Inside"
    )
    said = request(medicationReference={"reference": "Medication/1", "display": "Said"}, language="fr-CA")
    assert rules.medication_name(said) == Text("Said", "fr")
    assert not rules.medication_name(request(medicationReference={"reference": "Medication/1"}))


def test_the_dosage_is_the_prescribers_words() -> None:
    """Several lines are joined; none is none."""
    assert rules.dosage(request(dosageInstruction=[{"text": "1 le matin"}, {"text": "2 le soir"}])).text == (
        "1 le matin ; 2 le soir"
    )
    assert not rules.dosage(request(dosageInstruction=[{"sequence": 1}]))


def test_a_drug_kept_by_itself_is_named_too(visit: Visit) -> None:
    """A prescription that only refers to a Medication shows that drug's name, in the same one search."""

    async def act(system: System, web: Browser) -> None:
        drug = made(resourceType="Medication", id="d1", language="fr-CA", code={"text": "Sirop maison"})
        about = {
            "subject": {"reference": f"Patient/{YVETTE}"},
            "medicationReference": {"reference": "Medication/d1"},
        }
        order = made(resourceType="MedicationRequest", id="m1", status="active", intent="order", **about)
        await file(system, drug, order)
        await web.sign_in("dre-tremblay")
        assert "Sirop maison" in (await web.get(f"/personnes/{YVETTE}?fragment=medicaments")).text

    visit(act)
