"""Steps over structs and over plain JSON: choices, extensions of primitives, contained resources, logical models."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.fhir.path.inputs import plain, struct

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.json import from_plain
from dsn.fhir.path import Obj, Prim, compile, type_name

OBSERVATION: dict[str, Any] = {
    "resourceType": "Observation",
    "status": "final",
    "contained": [
        {"resourceType": "Patient", "id": "p", "birthDate": "1970-03", "_birthDate": {"id": "b"}},
        {"resourceType": "Organization", "id": "o", "name": "CHUM"},
    ],
    "subject": {"reference": "#p"},
    "performer": [
        {"reference": "Practitioner/7/_history/2"},
        {"reference": "https://elsewhere.example/fhir/Organization/9"},
        {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "type": "PractitionerRole"},
        {"identifier": {"value": "42"}, "type": "Organization"},
        {"display": "quelqu’un"},
    ],
    "code": {"text": "poids"},
    "valueQuantity": {
        "value": Decimal("70.50"),
        "unit": "kg",
        "system": "http://unitsofmeasure.org",
        "code": "kg",
    },
    "component": [
        {"code": {"text": "a"}, "valueString": "x"},
        {"code": {"text": "b"}, "valueInteger": 3, "_valueInteger": {"id": "n"}},
        {"code": {"text": "c"}, "dataAbsentReason": {"text": "?"}},
    ],
}


@pytest.fixture(params=["struct", "plain"])
def observation(request: pytest.FixtureRequest) -> Any:
    return from_plain(OBSERVATION) if request.param == "struct" else OBSERVATION


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("Observation.value.value", [Decimal("70.50")]),
        ("value.unit", ["kg"]),
        ("valueQuantity.unit", []),
        ("component.value", ["x", 3]),
        ("component.value.ofType(string)", ["x"]),
        ("component.value.where($this is integer)", [3]),
        ("component[1].value.id", ["n"]),
        ("contained.ofType(Patient).birthDate", ["1970-03"]),
        ("contained.birthDate.id", ["b"]),
        ("contained.where(id = 'o').name", ["CHUM"]),
        ("subject.resolve().birthDate", ["1970-03"]),
        ("Patient.birthDate", []),
        ("Resource.status", ["final"]),
        ("nosuch", []),
        ("value > 70 'kg'", [True]),
        ("value = 70500 'g'", [True]),
        ("value + 1 'kg' = 71.5 'kg'", [True]),
        ("component.code.text.join('-')", ["a-b-c"]),
        ("type().name", ["Observation"]),
        ("component.first().type().name", ["BackboneElement"]),
        ("descendants().ofType(Quantity).unit", ["kg"]),
        ("%resource.id | %rootResource.status", ["final"]),
        ("component.where(value.exists()).count()", [2]),
        ("component.all(value.exists())", [False]),
    ],
)
def test_steps_find_the_same_in_structs_and_in_json(
    observation: Any, expression: str, found: list[Any]
) -> None:
    """A path finds the same values whichever form the resource has."""
    assert compile(expression)(observation) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Practitioner", ["Practitioner/7/_history/2"]),
        ("Organization", ["https://elsewhere.example/fhir/Organization/9"]),
        ("PractitionerRole", ["urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"]),
        ("Patient", []),
    ],
)
def test_the_type_of_a_reference_is_told_without_fetching(
    observation: Any, wanted: str, found: list[str]
) -> None:
    """`resolve() is X` reads the reference's text and `type`, and fetches nothing that these tell."""
    expression = f"performer.where(resolve() is {wanted}).reference"

    def fetch(reference: str) -> None:
        raise AssertionError(reference)

    assert compile(expression)(observation, resolver=fetch) == found


def test_a_contained_resource_tells_its_type(observation: Any) -> None:
    """A reference to a contained resource has that resource's type."""
    assert compile("subject.resolve() is Patient")(observation) == [True]
    assert compile("subject.resolve() is Group")(observation) == [False]


def test_resolve_asks_the_given_resolver(observation: Any) -> None:
    """`resolve()` gives what the caller's resolver knows, and leaves out what it does not."""
    known = {"Practitioner/7/_history/2": {"resourceType": "Practitioner", "id": "7"}}
    assert compile("performer.resolve().id")(observation, resolver=known.get) == ["7"]
    assert compile("performer.resolve()")(observation) == []


def test_items_keep_the_type_of_each_value(observation: Any) -> None:
    """`items` says of which FHIR type each value is, where plain values do not."""
    found = compile("component.value | status").items(observation)
    assert [type_name(item) for item in found] == ["string", "integer", "code"]
    assert all(isinstance(item, Prim) for item in found)


def test_a_primitive_without_value_is_there_for_items_only() -> None:
    """A primitive that has only extensions is an item without value, and none of the plain values."""
    patient = plain("patient-name-extensions.json")
    assert compile("name.given")(patient) == ["James"]
    assert [item.value for item in compile("name.given").items(patient)] == [None, "James"]
    assert compile("name.given.extension('https://example.org/syllable-count').value")(patient) == ["five"]


def test_a_logical_model_is_walked_by_its_own_names() -> None:
    """An object of no R4 type is walked by the names it has."""
    model = {"visites": [{"durée": 1}, {"durée": Decimal("2.5")}], "ok": True}
    assert compile("visites.`durée`.sum()")(model) == [Decimal("3.5")]
    assert compile("ok and visites.exists()")(model) == [True]


def test_variables_and_functions_of_the_caller() -> None:
    """Variables and functions handed in are found by name; a value may be a resource."""
    patient = struct("patient-example.xml")
    double = compile(
        "(1 | 2).double(%n)", functions={"double": lambda items, by: [item * by[0] for item in items]}
    )
    assert double(patient, variables={"n": 3}) == [3, 6]
    assert compile("%who.gender", variables={"who": patient})(None) == ["male"]
    with pytest.raises(Invalid, match="fhirpath-variable-unknown"):
        compile("%typo", known_variables=("n",))


def test_trace_tells_and_changes_nothing() -> None:
    """`trace` hands its items to the caller's trace and gives them on."""
    told: list[tuple[str, list[Any]]] = []
    found = compile("(1 | 2).trace('t', $this + 1).count()")(
        None, trace=lambda name, items: told.append((name, items))
    )
    assert (found, told) == ([2], [("t", [2, 3])])


def test_the_clock_stands_still_and_is_the_wards() -> None:
    """`now()`, `today()` and `timeOfDay()` are one instant, in the wards' zone."""
    noon = 1_767_286_800_123  # 2026-01-01T17:00:00.123Z
    texts = compile("now().toString() | today().toString() | timeOfDay().toString()")(None, now=noon)
    assert texts == ["2026-01-01T12:00:00.123-05:00", "2026-01-01", "12:00:00.123"]


def test_profiles_and_value_sets_are_asked_of_the_caller() -> None:
    """`conformsTo` and `memberOf` ask the caller, and are refused when there is nobody to ask."""
    patient = struct("patient-example.xml")
    profile = compile("conformsTo('http://example.org/profile')")
    assert profile(patient, conforms=lambda item, url: url.endswith("profile")) == [True]
    assert compile("conformsTo('http://hl7.org/fhir/StructureDefinition/Group')")(patient) == [False]
    with pytest.raises(Unsupported, match="fhirpath-profile-unknown"):
        profile(patient)
    member = compile("gender.memberOf('http://example.org/vs')")
    assert member(patient, member_of=lambda item, url: item == "male") == [True]
    with pytest.raises(Unsupported, match="fhirpath-value-set-unknown"):
        member(patient)


def test_json_items_know_their_place() -> None:
    """An item found in plain JSON says in which object, under which name and where in its list it stands."""
    patient = plain("patient-example.xml")
    (item,) = compile("name[1].given").items(patient)
    assert isinstance(item, Prim)
    assert item.place is not None
    assert (item.place.parent, item.place.name, item.place.at) == (patient["name"][1], "given", 0)
    (name,) = compile("name[1]").items(patient)
    assert isinstance(name, Obj)
    assert name.place is not None
    assert name.place.at == 1


def test_references_inside_a_bundle_are_resolved_there() -> None:
    """`resolve()` finds an entry by its full url or by the end of it, before it asks anyone."""
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": "http://a.example/fhir/Patient/1",
                "resource": {"resourceType": "Patient", "id": "1"},
            },
            {
                "fullUrl": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                "resource": {"resourceType": "Encounter", "subject": {"reference": "Patient/1"}},
            },
            {
                "resource": {
                    "resourceType": "Flag",
                    "encounter": {"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"},
                }
            },
        ],
    }
    expression = "entry.resource.ofType(Flag).encounter.resolve().subject.resolve().id"
    assert compile(expression)(bundle) == ["1"]
    assert compile("entry.resource.ofType(Flag).encounter.resolve() is Encounter")(bundle) == [True]


def test_subsumption_is_asked_of_the_caller() -> None:
    """`subsumes` and `subsumedBy` ask the caller's terminology, in that order of codes."""
    asked = compile("('a'.subsumes('ab')) | ('a'.subsumedBy('ab'))")
    assert asked(None, subsumes=lambda wide, narrow: narrow.startswith(wide)) == [True, False]
    with pytest.raises(Unsupported, match="fhirpath-no-terminology"):
        asked(None)
    with pytest.raises(Unsupported, match="fhirpath-profile-unknown"):
        compile("name.slice('http://example.org/p', 's')")(struct("patient-example.xml"))


MG = {"value": 5, "system": "http://unitsofmeasure.org", "code": "mg"}


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (MG, {**MG, "value": 6}, [True]),
        (MG, {**MG, "code": "g"}, [True]),
        (MG, {**MG, "code": "s"}, []),
        (MG, {"value": 6, "unit": "mg"}, []),
        (MG, {**MG, "comparator": "<"}, []),
        ({"value": 5, "unit": "comprimé"}, {"value": 6, "unit": "comprimé"}, [True]),
        ({"value": 5, "unit": "comprimé"}, {"value": 6, "unit": "goutte"}, []),
        ({"value": 5}, {"value": 4}, [False]),
    ],
)
def test_quantities_without_a_known_unit_compare_with_their_like_alone(
    low: dict[str, Any], high: dict[str, Any], found: list[bool]
) -> None:
    """A unit that is no UCUM code compares with itself; beside any other the answer is open, never an error."""
    patient = {
        "resourceType": "RiskAssessment",
        "prediction": [{"probabilityRange": {"low": low, "high": high}}],
    }
    assert compile("prediction.probability.select(low <= high)")(patient) == found
