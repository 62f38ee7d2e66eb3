"""Validity: by R4 in full for one resource of each kind, by the CA Baseline Patient for every person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, validate
from dsn.synth import identity, output, places, staff, teams
from dsn.synth.lives import lives
from dsn.synth.people import people
from dsn.synth.plain import TAG, Plain
from dsn.synth.playing.act import Act

TODAY = date(2026, 11, 21)
PROFILES = Path("tests/data/ca-baseline")
PATIENT = "http://hl7.org/fhir/ca/baseline/StructureDefinition/profile-patient"


def _definitions() -> Definitions:
    return Definitions(
        [json.loads(file.read_text(encoding="utf-8")) for file in sorted(PROFILES.rglob("*.json"))]
    )


def _wrong(plain: Plain, definitions: Definitions, *profiles: str) -> list[str]:
    found = validate(fhir_json.from_plain(plain), profiles=profiles, definitions=definitions)
    return [f"{plain['resourceType']} {one.code} {one.path}" for one in found if one.severity == "error"]


def test_every_person_is_a_patient_of_the_canadian_baseline() -> None:
    """Doubles and newborns too."""
    definitions = _definitions()
    assert definitions.structure(PATIENT) is not None
    wrong = [
        problem
        for person in people(3, 120, TODAY)
        for plain in identity.identities(person, 3)
        for problem in _wrong(plain, definitions, PATIENT)
    ]
    assert wrong == []


def test_one_of_each_kind_is_right_by_r4() -> None:
    """Cardinalities, invariants, bindings and references, of lives, places and staff."""
    definitions = _definitions()
    told: dict[str, Plain] = {}
    found = [plain for life in lives(3, 60, TODAY) for plain in life]
    found += list(places.resources(places.establishments()[0]))[:60]
    found += [*staff.resources("mcq", 0.001), *teams.resources("mcq", TODAY)]
    for plain in found:
        told.setdefault(f"{plain['resourceType']} {plain.get('status', '')}", plain)
    assert len(told) > 40
    assert [problem for plain in told.values() for problem in _wrong(plain, definitions)] == []


_LINKS = ("fhir-reference-full-url", "fhir-reference-not-in-bundle", "fhir-bundle-full-url-other")


def test_references_resolve_inside_a_bundle() -> None:
    """Every relative reference to what fifty lives' transactions hold; each is right as a whole."""
    definitions = _definitions()
    for line in output.bundles(lives(3, 50, TODAY)):
        bundle = fhir_json.decode(line)
        found = validate(bundle, definitions=definitions)
        assert [one for one in found if one.severity == "error" or one.code in _LINKS] == []


def test_what_is_played_is_sent_as_bundles_that_resolve_too() -> None:
    """A transaction of two entries that name each other."""
    person = {"resourceType": "Patient", "id": "zz1", "meta": TAG}
    sick = {"resourceType": "Condition", "id": "zz2", "meta": TAG, "subject": {"reference": "Patient/zz1"}}
    bundle = Act("k", "visit", 0, "zz1", (sick, person)).bundle()
    assert [entry["request"]["url"] for entry in bundle["entry"]] == ["Condition/zz2", "Patient/zz1"]
    assert [one.code for one in validate(fhir_json.from_plain(bundle)) if one.code in _LINKS] == []


def _all_wrong(seed: int, count: int) -> list[str]:
    definitions = _definitions()
    wrong = []
    for life in lives(seed, count, TODAY):
        for plain in life:
            profiles = (PATIENT,) if plain["resourceType"] == "Patient" else ()
            wrong += _wrong(plain, definitions, *profiles)
    return wrong


def test_three_lives_are_right_in_all_they_say() -> None:
    """Every resource, by R4 in full; the Patients by their profile too."""
    assert _all_wrong(5, 3) == []


@pytest.mark.long
def test_a_hundred_lives_are_right_in_all_they_say() -> None:
    """Without one exception."""
    assert _all_wrong(12, 100) == []
