"""The invented people: the same each time, of the right shape, and recognisably not real."""

from __future__ import annotations

from datetime import date

from tests.town import TODAY, people

from dsn.accounts import demo
from dsn.care.reading import nam
from dsn.fhir import json as fhir_json
from dsn.fhir.types import Encounter, Patient, Practitioner
from dsn.synth.cast import CAST, DRUGS, PROBLEMS
from dsn.synth.demo import card, resources

PATIENTS = [one for group in people() for one in group if isinstance(one, Patient)]


def test_the_same_day_gives_the_same_people_byte_for_byte() -> None:
    """Made twice; another day moves dates, and no person or id."""
    once, twice, later = (
        [fhir_json.encode(one) for group in resources(day) for one in group]
        for day in (TODAY, TODAY, date(2026, 12, 1))
    )
    assert once == twice
    assert once != later
    ids = [
        [(one.resourceType, one.id) for group in resources(day) for one in group]
        for day in (TODAY, date(2026, 12, 1))
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == len(set(ids[0]))


def test_every_card_is_invented_and_its_own() -> None:
    """ZZ, the shape of a card, the birth date in it (+50 months for women)."""
    cards = [card(member) for member in CAST]
    assert len(cards) == len(set(cards)) == len(PATIENTS)
    for member, number in zip(CAST, cards, strict=True):
        assert nam.is_nam(number)
        assert nam.is_fictional(number)
        year, month, day = int(number[4:6]), int(number[6:8]), int(number[8:10])
        assert f"{year:02}" == member.birth[2:4]
        assert month - (50 if member.sex == "female" else 0) == int(member.birth[5:7])
        assert day == int(member.birth[8:10])


def test_telephones_lead_nowhere() -> None:
    """All of them of those kept for fiction."""
    numbers = [contact.value for patient in PATIENTS for contact in patient.telecom]
    assert numbers
    assert all("-555-01" in str(number) for number in numbers)


def test_staff_are_the_accounts_one_can_sign_in_as() -> None:
    """Each account's practitioner is in the record, and nobody else gives care."""
    staff = {one.id for group in people() for one in group if isinstance(one, Practitioner)}
    assert staff == {account.practitioner for account in demo.PEOPLE}
    carers = {
        part.individual.reference
        for group in people()
        for one in group
        if isinstance(one, Encounter)
        for part in one.participant
        if part.individual
    }
    assert carers <= {f"Practitioner/{id_}" for id_ in staff}


def test_nothing_happens_before_birth_or_after_today() -> None:
    """Of each person: visits and results."""
    for group in people():
        patient = next((one for one in group if isinstance(one, Patient)), None)
        for one in group:
            if isinstance(one, Encounter) and patient and one.period and one.period.start:
                assert str(patient.birthDate) <= one.period.start[:10] <= TODAY.isoformat()


def test_some_are_in_hospital_now_and_some_are_followed_by_nobody() -> None:
    """So that the ward has people, and the door has somebody to refuse."""
    now = [
        one
        for group in people()
        for one in group
        if isinstance(one, Encounter) and one.status == "in-progress"
    ]
    assert len(now) >= 4
    assert sum(not patient.generalPractitioner for patient in PATIENTS) >= 3


def test_what_people_have_and_take_is_in_the_tables() -> None:
    """No typing slip turns into a missing fact."""
    for member in CAST:
        assert set(member.problems + member.closed) <= set(PROBLEMS)
        assert set(member.drugs) <= set(DRUGS)
