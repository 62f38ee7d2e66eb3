"""`_contained`: which of a container and what it contains is searched, and which is the answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fhir.search.small import SmallWorld, finds, made, pairs

from dsn.fhir.search import answers, matches, parse


def medication(id: str, code: str) -> dict[str, Any]:
    coding = {"system": "http://acme.com./medications", "code": code}
    return {
        "resourceType": "Medication",
        "id": id,
        "ingredient": [{"itemCodeableConcept": {"coding": [coding]}}],
    }


REQUEST = made(
    "MedicationRequest",
    "23",
    contained=[medication("m1", "abc"), medication("m2", "xyz")],
    medicationReference={"reference": "#m1"},
    note=[{"text": "au coucher"}],
)
ALONE = made("Medication", "seule", **{k: v for k, v in medication("", "abc").items() if k == "ingredient"})


def found(text: str, *resources: Any) -> list[str]:
    """The answers by their address: `23` for the container, `23#m1` for what it contains."""
    type_name, _, rest = text.partition("?")
    query = parse(type_name or None, pairs(rest))
    world = SmallWorld(resources)
    return [
        f"{each.holder.id}#{each.resource.id}" if each.is_contained else each.resource.id
        for resource in resources
        for each in answers(resource, query, world)
    ]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("Medication?ingredient-code=abc", ["seule"]),
        ("Medication?ingredient-code=abc&_contained=false", ["seule"]),
        ("Medication?ingredient-code=abc&_contained=false&_containedType=contained", ["seule"]),
        ("Medication?ingredient-code=abc&_contained=true", ["23"]),
        ("Medication?ingredient-code=abc&_contained=true&_containedType=container", ["23"]),
        ("Medication?ingredient-code=abc&_contained=true&_containedType=contained", ["23#m1"]),
        ("Medication?ingredient-code=abc&_contained=both", ["23", "seule"]),
        ("Medication?ingredient-code=abc&_contained=both&_containedType=contained", ["23#m1", "seule"]),
        ("Medication?ingredient-code=abc,xyz&_contained=true", ["23"]),
        ("Medication?ingredient-code=abc,xyz&_contained=true&_containedType=contained", ["23#m1", "23#m2"]),
        ("Medication?_id=m2&_contained=true&_containedType=contained", ["23#m2"]),
        ("Medication?ingredient-code=nothing&_contained=both", []),
        ("MedicationRequest?medication.ingredient-code=abc", ["23"]),
        ("MedicationRequest?medication.ingredient-code=abc&_contained=true", []),
        ("MedicationRequest?medication.ingredient-code=abc&_contained=both", ["23"]),
        ("Observation?_contained=true", []),
        ("?_type=Medication,Observation&_contained=true&_containedType=contained", ["23#m1", "23#m2"]),
        ("?_contained=both&_containedType=contained", ["23", "23#m1", "23#m2", "seule"]),
        ("?_contained=both", ["23", "seule"]),
    ],
)
def test_what_is_searched_and_what_is_returned(query: str, ids: list[str]) -> None:
    """The page's medication request: not found by default, then by its container, or by itself as `23#m1`."""
    assert found(query, REQUEST, ALONE) == ids


def test_a_search_matches_what_has_an_answer() -> None:
    """`matches` says yes of a container, though it is of another type than the one searched."""
    assert finds("Medication?ingredient-code=abc&_contained=true", REQUEST, ALONE) == ["23"]
    assert finds("Medication?ingredient-code=abc", REQUEST, ALONE) == ["seule"]


def test_words_are_those_of_the_contained_resource_alone() -> None:
    """`_content` of what is contained does not hear what its container says."""
    assert found("MedicationRequest?_content=coucher", REQUEST) == ["23"]
    assert found("Medication?_content=coucher&_contained=true", REQUEST) == []
    assert found("Medication?_content=abc&_contained=true&_containedType=contained", REQUEST) == ["23#m1"]


REPORT = made(
    "DiagnosticReport",
    "r",
    contained=[
        {"resourceType": "Patient", "id": "p", "name": [{"given": ["Peter"]}]},
        {"resourceType": "Group", "id": "g", "type": "person", "actual": True},
        *(
            {
                "resourceType": "Observation",
                "id": id,
                "status": "final",
                "code": {"text": "?"},
                "subject": {"reference": subject},
            }
            for id, subject in (("o", "#p"), ("og", "#g"), ("out", "Patient/paul"))
        ),
        {
            "resourceType": "Provenance",
            "id": "w",
            "target": [{"reference": "#"}],
            "recorded": "2020-01-01T00:00:00Z",
            "agent": [{"who": {"display": "?"}}],
        },
    ],
    result=[{"reference": "#o"}, {"reference": "#og"}, {"reference": "#out"}],
)
PAUL = made("Patient", "paul", name=[{"given": ["Paul"]}])
SELF = "_contained=true&_containedType=contained"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (f"Observation?patient.name=peter&{SELF}", ["r#o"]),
        (f"Observation?subject:Group.type=person&{SELF}", ["r#og"]),
        (f"Observation?patient.name=paul&{SELF}", ["r#out"]),
        (f"Observation?patient:missing=false&{SELF}", ["r#o", "r#out"]),
        (f"Provenance?target:DiagnosticReport.status=final&{SELF}", ["r#w"]),
        (f"Provenance?target:Observation.status=final&{SELF}", []),
        (f"Patient?_has:Observation:patient:status=final&{SELF}", ["r#p"]),
        (f"Patient?_has:Observation:patient:status=draft&{SELF}", []),
        (f"Group?_has:Observation:subject:status=final&{SELF}", ["r#g"]),
        (f"Group?_has:Observation:subject:status=draft&{SELF}", []),
        (f"Observation?_has:DiagnosticReport:result:status=final&{SELF}", ["r#o", "r#og", "r#out"]),
        ("DiagnosticReport?result.patient.name=peter", ["r"]),
        ("DiagnosticReport?result.patient.name=paul", ["r"]),
        ("DiagnosticReport?result.patient.name=marie", []),
    ],
)
def test_links_of_what_is_contained_are_looked_up_in_the_container(query: str, ids: list[str]) -> None:
    """ "References are resolved by looking through the container": `#p` to what stands beside, `#` to the whole."""
    assert found(query, REPORT, PAUL) == ids


codes = st.sampled_from(["abc", "xyz", "def"])


@given(
    st.lists(st.lists(codes, min_size=1, max_size=3), max_size=4),
    codes,
    st.sampled_from(["container", "contained"]),
)
def test_both_is_what_stands_by_itself_and_what_is_contained(
    held: list[list[str]], code: str, kind: str
) -> None:
    """`both` finds what `false` and `true` find, a container once; and `matches` says where there is an answer."""
    requests = [
        made(
            "MedicationRequest",
            str(n),
            contained=[medication(f"m{k}", each) for k, each in enumerate(inner)],
            medicationReference={"reference": "#m0"},
        )
        for n, inner in enumerate(held)
    ]
    world = SmallWorld([*requests, ALONE])
    for resource, inner in zip([*requests, ALONE], [*held, []], strict=True):
        count = {}
        for mode in ("false", "true", "both"):
            asked = [("ingredient-code", code), ("_contained", mode), ("_containedType", kind)]
            query = parse("Medication", asked)
            count[mode] = len(answers(resource, query, world))
            assert matches(resource, query, world) is (count[mode] > 0)
        found = inner.count(code)
        assert count["true"] == (found if kind == "contained" else min(found, 1))
        assert count["false"] == (resource is ALONE and code == "abc")
        assert count["both"] == count["false"] + count["true"]
