"""Snapshots are generated from differentials, as the published ones were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.fhir.validate.judging import (
    HL7,
    OFFICIAL,
    URL,
    Json,
    by,
    ca_baseline,
    observation,
    patient,
    profile,
)

from dsn.base.errors import Invalid
from dsn.fhir.validate import Definitions, r4, snapshot

# Published snapshots that do not follow from their differentials as the others do.
UNLIKE = {
    # writes the one type left of a component's value as the element itself, elsewhere it is a slice of it
    "http://hl7.org/fhir/StructureDefinition/bp",
    # a slice `BornAge` of born[x] within an element that the differential names without slicing it
    "http://hl7.org/fhir/StructureDefinition/familymemberhistory-genetic",
    # written out with the children of its extensions, which no other profile is
    "http://hl7.org/fhir/StructureDefinition/elementdefinition-de",
}


# Published with the rules of SimpleQuantity, a profile of the type, on the element itself; others leave them there.
UNTOLD = ("Observation.referenceRange.high", "Observation.referenceRange.low")


def official() -> Iterator[Json]:
    for name in ("profiles-others", "extensions"):
        for entry in json.loads((OFFICIAL / f"Bundle-{name}.json").read_bytes())["entry"]:
            if entry["resource"]["resourceType"] == "StructureDefinition":
                yield entry["resource"]


def told(elements: list[Json]) -> list[tuple[Any, ...]]:
    """What a snapshot says of each element; types of ids and urls are FHIRPath's own and are named otherwise."""
    return [
        (
            each["path"],
            each.get("sliceName"),
            each["min"],
            each["max"],
            [] if each["path"].endswith((".id", ".url")) else sorted(t["code"] for t in each.get("type", ())),
            {key: value for key, value in each.items() if key.startswith(("fixed", "pattern"))},
            strength(each),
            slicing(each),
            [] if each["path"] in UNTOLD else rules(each),
            targets(each),
            {
                key: value
                for key, value in each.items()
                if key.startswith(("minValue", "maxValue", "maxLength"))
            },
        )
        for each in elements
    ]


def slicing(element: Json) -> tuple[Any, ...] | None:
    said = element.get("slicing")
    if said is None:
        return None
    told_apart = [(each["type"], each["path"]) for each in said.get("discriminator", ())]
    return (told_apart, said["rules"], bool(said.get("ordered")))


def rules(element: Json) -> list[str]:
    """Keys of the invariants, without the two that every decoding holds."""
    return sorted(
        each["key"]
        for each in element.get("constraint", ())
        if "expression" in each and each["key"] not in ("ele-1", "ext-1")
    )


def targets(element: Json) -> list[tuple[Any, ...]]:
    """Profiles and target profiles of the types, and what a reference within the definition leads to."""
    named = [(each.get("profile", []), each.get("targetProfile", [])) for each in element.get("type", ())]
    return [*sorted(named), (str(element.get("contentReference", "")).partition(":")[0],)]


def strength(element: Json) -> str | None:
    """Of its binding; the one R4's vital signs put on every component is left out of our tables on purpose."""
    if element["path"] == "Observation.component.value[x]" or "valueSet" not in element.get("binding", {}):
        return None
    return str(element["binding"]["strength"])


def test_the_published_profiles_have_the_snapshots_we_generate() -> None:
    """Paths, slices, cardinality, types, their profiles and targets, fixed values, bounds, invariants, bindings and
    slicing of 434 official profiles are equal."""
    generated = {each["url"]: told(snapshot(each, r4())) for each in official()}
    published = {each["url"]: told(each["snapshot"]["element"]) for each in official()}
    assert len(published) == 437
    assert {url for url, elements in published.items() if generated[url] != elements} == UNLIKE


def test_every_profile_of_the_canadian_baseline_has_a_snapshot() -> None:
    """All 39 are differentials that rest on R4 and on one another."""
    known = ca_baseline()
    definitions = Definitions(known)
    profiles = [each for each in known if each["resourceType"] == "StructureDefinition"]
    assert len(profiles) == 39
    assert all(len(snapshot(each, definitions)) > 4 for each in profiles)


def test_a_profile_keeps_what_its_base_asks() -> None:
    """A profile of a profile asks for both; each alone asks for its own."""
    first = profile("Patient", {"path": "gender", "min": 1}, name="first")
    second = profile("Patient", {"path": "birthDate", "min": 1}, name="second", base=first["url"])
    assert by(second, patient(gender="female"), first) == [("fhir-too-few", "Patient.birthDate")]
    assert by(second, patient(birthDate="1950"), first) == [("fhir-too-few", "Patient.gender")]
    assert by(second, patient(gender="female", birthDate="1950"), first) == []


def test_a_profile_keeps_the_rules_and_the_slices_of_its_base() -> None:
    """Beside its own rule on the same element; slices that it says nothing of stay."""
    rule = {"severity": "error", "human": "…"}
    slicing = {"discriminator": [{"type": "value", "path": "use"}], "rules": "open"}
    base = profile(
        "Patient",
        {"path": "name", "constraint": [{**rule, "key": "a", "expression": "family.exists()"}]},
        {"path": "name", "slicing": slicing},
        {"path": "name", "sliceName": "usual", "min": 1},
        {"path": "name.use", "min": 1, "fixedCode": "usual"},
        name="base",
    )
    own = {**rule, "key": "b", "expression": "given.exists()"}
    official = {"path": "name", "sliceName": "official", "max": "1"}
    made = profile(
        "Patient",
        {"path": "name", "constraint": [own]},
        official,
        {"path": "name.use", "min": 1, "fixedCode": "official"},
        base=URL + "base",
    )
    right = {"use": "usual", "family": "Roy", "given": ["Ève"]}
    assert by(made, patient(name=[right]), base) == []
    assert by(made, patient(name=[{"use": "usual", "given": ["Ève"]}]), base) == [
        ("fhir-rule-broken", "Patient.name[0]")
    ]
    assert by(made, patient(name=[{**right, "use": "official"}]), base) == [
        ("fhir-slice-too-few", "Patient.name")
    ]


def test_a_path_may_lead_into_a_datatype() -> None:
    """`name.period.start` is an element, although no profile of Patient lists it."""
    strict = profile("Patient", {"path": "name.period.start", "min": 1})
    assert by(strict, patient(name=[{"period": {"end": "2020"}}])) == [
        ("fhir-too-few", "Patient.name[0].period.start")
    ]
    assert by(strict, patient(name=[{"period": {"start": "2020"}}])) == []
    assert by(strict, patient(name=[{"text": "Ève"}])) == []


def test_a_path_may_name_one_type_of_a_choice() -> None:
    """`valueQuantity` in a differential leaves that type alone of `value[x]` and constrains it."""
    typed = profile("Observation", {"path": "valueQuantity"}, {"path": "valueQuantity.unit", "min": 1})
    assert by(typed, observation(valueQuantity={"value": 1, "unit": "kg"})) == []
    assert by(typed, observation(valueQuantity={"value": 1})) == [("fhir-too-few", "Observation.value.unit")]
    assert ("fhir-type-not-allowed", "Observation.value") in by(typed, observation(valueString="1 kg"))


def test_a_named_type_of_a_sliced_choice_leaves_the_others() -> None:
    """`valueQuantity` alone leaves no other type; beside a slicing of `value[x]` it is one slice of several."""
    slicing = {"discriminator": [{"type": "type", "path": "$this"}], "rules": "open"}
    sliced = profile(
        "Observation",
        {"path": "value[x]", "slicing": slicing},
        {"path": "valueQuantity", "sliceName": "valueQuantity"},
        {"path": "valueQuantity.code", "min": 1},
    )
    alone = profile("Observation", {"path": "valueQuantity.code", "min": 1})
    short = observation(valueQuantity={"value": 1})
    assert by(sliced, short) == by(alone, short) == [("fhir-too-few", "Observation.value.code")]
    assert by(sliced, observation(valueString="x")) == []
    assert ("fhir-type-not-allowed", "Observation.value") in by(alone, observation(valueString="x"))


def test_what_refers_to_another_element_has_its_children() -> None:
    """`component.referenceRange` is defined by `referenceRange`."""
    strict = profile("Observation", {"path": "component.referenceRange.text", "min": 1})
    part = {"code": {"text": "y"}, "referenceRange": [{"low": {"value": 1}}]}
    place = "Observation.component[0].referenceRange[0].text"
    assert by(strict, observation(component=[part])) == [("fhir-too-few", place)]
    part["referenceRange"] = [{"text": "normal"}]
    assert by(strict, observation(component=[part])) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (profile("Patient", base=URL + "nowhere"), "fhir-profile-base-unknown"),
        (profile("Patient", base=URL + "tested"), "fhir-profile-circular"),
        (profile("Patient", {"path": "colour", "min": 1}), "fhir-profile-path-unknown"),
    ],
)
def test_a_profile_that_cannot_be_is_said_and_judges_nothing(wrong: Json, code: str) -> None:
    """Its snapshot is refused; a resource validated by it gets a warning, no error."""
    with pytest.raises(Invalid) as refused:
        snapshot(wrong, Definitions([wrong]))
    assert refused.value.code == code
    assert by(wrong, patient(active=True)) == []


def test_a_snapshot_at_hand_is_used() -> None:
    """A profile that brings its snapshot needs no base to be known."""
    whole = profile("Patient", {"path": "active", "min": 1}, base=HL7 + "Patient")
    whole["snapshot"] = {"element": snapshot(whole, r4())}
    whole["baseDefinition"] = URL + "nowhere"
    assert by(whole, patient(gender="male")) == [("fhir-too-few", "Patient.active")]
