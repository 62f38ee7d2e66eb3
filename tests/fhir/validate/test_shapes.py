"""Definitions that are not of R4's shape: said, never a failure."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fhir.validate.judging import OFFICIAL, Json, ca_baseline, judged, patient, profile

from dsn.fhir import json as fhir_json
from dsn.fhir.validate import Definitions, validate


@pytest.mark.parametrize(
    "wrong",
    [
        {"max": 1},
        {"min": "1"},
        {"min": True},
        {"type": "HumanName"},
        {"type": [{"code": ["HumanName"]}]},
        {"slicing": {"discriminator": [{"type": "value", "path": 1}]}},
        {"constraint": ["x"]},
        {"binding": []},
        {"extension": [{"url": None}]},
    ],
)
def test_a_profile_that_is_misshapen_judges_nothing(wrong: Json) -> None:
    """It is said, with the place, and is no error of the resource."""
    made = profile("Patient", {"path": "name", **wrong})
    found = judged(patient(name=[{"text": "x"}]), made, profiles=(made["url"],))
    said = [each for each in found if each.code == "fhir-profile-misshapen"]
    assert [each.severity for each in said] == ["warning"]
    assert str(said[0].values["value"]).startswith("differential.element[1].")


def test_a_value_set_that_is_misshapen_tells_nothing() -> None:
    """As one that is not at hand."""
    binding = {"strength": "required", "valueSet": "http://example.org/v"}
    made = profile("Patient", {"path": "maritalStatus", "binding": binding})
    bad = {"resourceType": "ValueSet", "url": "http://example.org/v", "compose": {"include": "all"}}
    person = patient(maritalStatus={"coding": [{"system": "http://example.org/s", "code": "x"}]})
    found = judged(person, made, bad, profiles=(made["url"],))
    assert "fhir-unjudged-code" in [each.code for each in found]


@cache
def canadian() -> list[Json]:
    return [
        each
        for each in ca_baseline()
        if each["resourceType"] == "StructureDefinition" and each["type"] == "Observation"
    ]


JUNK = st.sampled_from([None, "", "x", "0", -1, 1.5, True, {}, [], {"code": "x"}, ["x"], [{"path": "x"}]])


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [
        *([place] if place else []),
        *(found for key, each in inside for found in places(each, (*place, key))),
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_definition_makes_validation_fail(data: st.DataObject) -> None:
    """A published profile, spoilt in one place, gets an answer all the same."""
    spoilt = copy.deepcopy(data.draw(st.sampled_from(canadian())))
    differential = spoilt["differential"]
    *way, last = data.draw(st.sampled_from(places(differential)))
    inner = differential
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(JUNK)
    example = fhir_json.from_plain(json.loads((OFFICIAL / "Observation-f001.json").read_bytes()))
    others = [each for each in canadian() if each["url"] != spoilt["url"]]
    found = validate(example, profiles=[spoilt["url"]], definitions=Definitions([spoilt, *others]))
    assert all(each.code.startswith("fhir-") for each in found)
