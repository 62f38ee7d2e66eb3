"""reference: ids, types, addresses, versions, canonicals, hierarchies, merged people; uri."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.search.small import finds, made

from dsn.base.errors import Invalid, Unsupported
from dsn.fhir.search import parse


def about(id: str, reference: str, **more: Any) -> Any:
    return made("Observation", id, subject={"reference": reference, **more})


PATIENT, GROUP = about("p", "Patient/23"), about("g", "Group/23")
ABROAD = about("abroad", "http://ailleurs.example/fhir/Patient/23")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("subject=23", ["p", "g"]),
        ("subject=Patient/23", ["p"]),
        ("subject:Patient=23", ["p"]),
        ("subject:Patient=Patient/23", ["p"]),
        ("patient=23", ["p"]),
        ("patient=Patient/23", ["p"]),
        ("subject=https://dsn.example/fhir/Patient/23", ["p"]),
        ("subject=http://ailleurs.example/fhir/Patient/23", ["abroad"]),
        ("patient=http://ailleurs.example/fhir/Patient/23", ["abroad"]),
        ("subject=Patient/2", []),
        ("subject=Patient/24,Group/23", ["g"]),
    ],
)
def test_a_reference_is_found_by_id_type_and_address(query: str, ids: list[str]) -> None:
    """By id alone, with its type either way, by our own address and by another's."""
    assert finds(f"Observation?{query}", PATIENT, GROUP, ABROAD) == ids


@pytest.mark.parametrize(
    "pair", [("subject:Patient", "Group/23"), ("subject", "a b"), ("subject", "Patient/")]
)
def test_what_is_no_reference_is_refused(pair: tuple[str, str]) -> None:
    """A type against the modifier, and what is neither id nor address."""
    with pytest.raises(Invalid, match="reference-invalid"):
        parse("Observation", [pair])


def test_a_version_is_asked_for_only_when_named() -> None:
    """A versioned reference is found without its version; a search for a version finds that one."""
    versioned = about("v", "Patient/23/_history/4")
    assert finds("Observation?subject=Patient/23", PATIENT, versioned) == ["p", "v"]
    assert finds("Observation?subject=Patient/23/_history/4", PATIENT, versioned) == ["v"]
    assert finds("Observation?subject=Patient/23/_history/5", PATIENT, versioned) == []


def test_contained_targets_tell_their_type() -> None:
    """`patient` takes a contained patient, by what it is, and no contained group."""
    patient = made(
        "Observation", "p", contained=[{"resourceType": "Patient", "id": "c"}], subject={"reference": "#c"}
    )
    group = made(
        "Observation",
        "g",
        contained=[{"resourceType": "Group", "id": "c", "type": "person", "actual": True}],
        subject={"reference": "#c"},
    )
    assert finds("Observation?patient:missing=false", patient, group) == ["p"]


def test_a_reference_by_identifier_is_found_by_it() -> None:
    """`:identifier` is a token search on Reference.identifier; the reference is not missing, and equals no id."""
    logical = made(
        "Observation", "it", subject={"type": "Patient", "identifier": {"system": "s", "value": "9"}}
    )
    assert finds("Observation?subject:identifier=s|9", logical, PATIENT) == ["it"]
    assert finds("Observation?patient:identifier=s|9", logical) == ["it"]
    assert finds("Observation?patient:identifier=s|8", logical) == []
    assert finds("Observation?subject:missing=false", logical) == ["it"]


def test_merged_people_are_one() -> None:
    """A search for one id of a merged person finds what refers to the other; of other types nothing changes."""
    other = about("o", "Patient/24")
    assert finds("Observation?subject=Patient/23", PATIENT, other, GROUP, merged=[{"23", "24"}]) == ["p", "o"]
    has = "Patient?_has:Observation:patient:status=final"
    assert finds(has, made("Patient", "23"), made("Patient", "25"), among=[other], merged=[{"23", "24"}]) == [
        "23"
    ]


def test_a_canonical_is_found_by_url_and_by_version() -> None:
    """Without a version any version; with one that one; `:below` takes what comes under it."""
    measures = [made("Measure", v, library=[f"http://acme.com/p|{v}"]) for v in ("1.0", "1.1", "2.0", "11")]
    assert finds("Measure?depends-on=http://acme.com/p", *measures) == ["1.0", "1.1", "2.0", "11"]
    assert finds("Measure?depends-on=http://acme.com/p|1.1", *measures) == ["1.1"]
    assert finds("Measure?depends-on:below=http://acme.com/p|1", *measures) == ["1.0", "1.1"]


PLACES = [
    made("Location", "42"),
    made("Location", "ward", partOf={"reference": "Location/42"}),
    made("Location", "bed", partOf={"reference": "Location/ward"}),
    made("Location", "ring", partOf={"reference": "Location/ring"}),
]


def test_what_happened_within_a_place() -> None:
    """ "Returns not only all procedures that occurred at location with id 42, but also … part of location 42"."""
    procedures = [
        made("Procedure", place.id, location={"reference": f"Location/{place.id}"}) for place in PLACES
    ]
    assert finds("Procedure?location:below=42", *procedures, among=PLACES) == ["42", "ward", "bed"]
    assert finds("Procedure?location:below=Location/ring", *procedures, among=PLACES) == ["ring"]


def test_what_happened_in_an_encounter_or_what_holds_it() -> None:
    """ "During encounter with id 21 or during any parent encounter of that encounter"."""
    encounters = [made("Encounter", "20"), made("Encounter", "21", partOf={"reference": "Encounter/20"})]
    given = [
        made("MedicationAdministration", each, context={"reference": f"Encounter/{each}"})
        for each in ("20", "21", "22")
    ]
    assert finds("MedicationAdministration?context:above=Encounter/21", *given, among=encounters) == [
        "20",
        "21",
    ]


def test_what_has_several_parents_is_within_each() -> None:
    """`partOf` of a task is a list: `:below` and `:above` go by every one of its references, also with none given."""
    tasks = [
        made("Task", "a"),
        made("Task", "b"),
        made("Task", "both", partOf=[{"reference": "Task/a"}, {"reference": "Task/b"}]),
        made("Task", "under", partOf=[{"display": "?"}, {"reference": "Task/both"}]),
    ]
    parts = [made("Task", f"of-{each.id}", partOf=[{"reference": f"Task/{each.id}"}]) for each in tasks]
    assert finds("Task?part-of:below=a", *parts, among=tasks) == ["of-a", "of-both", "of-under"]
    assert finds("Task?part-of:below=b", *parts, among=tasks) == ["of-b", "of-both", "of-under"]
    assert finds("Task?part-of:above=both", *parts, among=tasks) == ["of-a", "of-b", "of-both"]


def test_above_and_below_need_a_hierarchy() -> None:
    """A reference to what is no tree does not take them."""
    with pytest.raises(Unsupported, match="modifier-unknown"):
        parse("Observation", [("patient:below", "1")])


URLS = [
    made("ValueSet", str(n), url=url)
    for n, url in enumerate(["http://acme.org/fhir/ValueSet/123", "urn:oid:1.2"])
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("url=http://acme.org/fhir/ValueSet/123", ["0"]),
        ("url=http://ACME.org/fhir/ValueSet/123", []),
        ("url:below=http://acme.org/fhir/", ["0"]),
        ("url:above=http://acme.org/fhir/ValueSet/123/_history/5", ["0"]),
        ("url=urn:oid:1.2", ["1"]),
        ("url:missing=true", []),
    ],
)
def test_uris_are_exact_or_begin_each_other(query: str, ids: list[str]) -> None:
    """The examples of the page."""
    assert finds(f"ValueSet?{query}", *URLS) == ids


def test_urns_have_no_above_and_below() -> None:
    """ "The :above and :below modifiers only apply to URLs, and not URNS such as OIDs"."""
    with pytest.raises(Invalid, match="urn-has-no-hierarchy"):
        parse("ValueSet", [("url:below", "urn:oid:1")])


def test_a_version_behind_a_canonical_url_is_a_search_on_the_version() -> None:
    """`url=http://x|1.0` asks for that url and that business version."""
    sets = [made("ValueSet", v, url="http://x", version=v) for v in ("1.0", "2.0")]
    assert finds("ValueSet?url=http://x|1.0", *sets) == ["1.0"]
    assert finds("ValueSet?url=http://x", *sets) == ["1.0", "2.0"]
