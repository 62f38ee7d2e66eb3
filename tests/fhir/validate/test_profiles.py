"""Profiles judged as profiles: they add to what their base asks, and speak of what it has."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.fhir.validate.judging import HL7, OFFICIAL, URL, Json, ca_baseline, codes, errors, profile
from tests.fhir.validate.test_slices import slicing

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, r4, validate

OURS = {"fhir-profile-not-made", "fhir-profile-wider", "fhir-discriminator-path"}
WARM = {"strength": "extensible", "valueSet": "http://hl7.org/fhir/ValueSet/marital-status"}


def said(made: Json, *known: Json) -> list[str]:
    return [code for code, _ in errors({**made, "fhirVersion": "4.0.1"}, *known) if code in OURS]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"path": "contact.name", "max": "0"}, {"path": "contact.name", "max": "*"}),
        ({"path": "link.type", "min": 1}, {"path": "link.type", "min": 0}),
        (
            {"path": "deceased[x]", "type": [{"code": "boolean"}]},
            {"path": "deceased[x]", "type": [{"code": "string"}]},
        ),
        (
            {"path": "gender", "binding": {**WARM, "strength": "required"}},
            {"path": "gender", "binding": {**WARM, "strength": "preferred"}},
        ),
        (
            {"path": "name", "type": [{"code": "HumanName", "profile": [HL7 + "HumanName"]}]},
            {"path": "name", "type": [{"code": "HumanName", "profile": [HL7 + "Address"]}]},
        ),
    ],
)
def test_a_profile_allows_no_more_than_its_base(right: Json, wrong: Json) -> None:
    """Cardinality, types, their profiles, and how a binding binds."""
    assert said(profile("Patient", right)) == []
    assert said(profile("Patient", wrong)) == ["fhir-profile-wider"]


def test_a_profile_of_a_profile_keeps_its_fixed_values() -> None:
    """What the one fixes, the other leaves."""
    first = profile("Patient", {"path": "active", "min": 1, "fixedBoolean": True}, name="first")
    again = {"path": "active", "fixedBoolean": True}
    assert said(profile("Patient", again, base=first["url"]), first) == []
    other = {"path": "active", "fixedBoolean": False}
    assert said(profile("Patient", other, base=first["url"]), first) == ["fhir-profile-wider"]


@pytest.mark.parametrize(
    ("path", "right"),
    [("use", True), ("period.start", True), ("$this", True), ("nope", False), ("period.of", False)],
)
def test_a_discriminator_leads_somewhere(path: str, right: bool) -> None:
    """Its path names elements that are there."""
    sliced = {"path": "name", "slicing": slicing("value", path)}
    assert said(profile("Patient", sliced)) == ([] if right else ["fhir-discriminator-path"])


def test_a_profile_stands_on_its_base() -> None:
    """It names elements that the base has; a base that is not at hand is said, and is no error."""
    assert said(profile("Patient", {"path": "nickname", "min": 1})) == ["fhir-profile-not-made"]
    lost = {**profile("Patient", base=URL + "unknown"), "fhirVersion": "4.0.1"}
    assert "fhir-unjudged-profile" in codes(lost)
    assert said(lost) == []


def published() -> Iterator[tuple[Json, Definitions]]:
    for name in ("profiles-others", "extensions"):
        for entry in json.loads((OFFICIAL / f"Bundle-{name}.json").read_bytes())["entry"][::5]:
            yield entry["resource"], r4()
    known = ca_baseline()
    canadian = Definitions(known)
    yield from ((each, canadian) for each in known)


def test_published_profiles_are_right() -> None:
    """A fifth of R4's own and all of the Canadian baseline."""
    asked = [(each, known) for each, known in published() if each["resourceType"] == "StructureDefinition"]
    assert len(asked) > 120
    for each, known in asked:
        issues = validate(fhir_json.from_plain(each), definitions=known)
        assert [issue for issue in issues if issue.code in OURS] == [], each["url"]
