"""Bundles: identities, links, first entries, and references that must be answered inside."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fhir.validate.judging import Json, bundle, codes, errors, observation, patient

BASE = "http://example.org/fhir/"
ONE = "urn:uuid:0a08fbc4-ba6a-40b5-b8af-9a18ddddaf1e"
TWO = "urn:uuid:4e5aa5f2-dd58-47b0-83c8-6bea38669e67"
PERSON: Json = {"fullUrl": BASE + "Patient/1", "resource": patient(id="1")}


def document(subject: str, *entries: Json, url: str = ONE) -> Json:
    """A document of a composition about `subject`, and other entries."""
    composition = {
        "resourceType": "Composition",
        "id": "c",
        "status": "final",
        "type": {"text": "x"},
        "date": "2024-01-01",
        "author": [{"display": "Dre Roy"}],
        "title": "x",
        "subject": {"reference": subject},
    }
    return bundle(
        "document",
        {"fullUrl": url, "resource": composition},
        *entries,
        identifier={"system": "urn:ietf:rfc:3986", "value": ONE},
        timestamp="2024-01-01T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("url", "resource", "code"),
    [
        (BASE + "Patient/1", patient(id="1"), None),
        (ONE, patient(id="1"), None),
        (ONE, patient(active=True), None),
        ("Patient/1", patient(id="1"), "fhir-bundle-full-url-relative"),
        (BASE + "Patient/2", patient(id="1"), "fhir-bundle-full-url-other"),
        (BASE + "Observation/1", patient(id="1"), "fhir-bundle-full-url-other"),
        (BASE + "Patient/1", patient(active=True), "fhir-bundle-no-id"),
        ("http://example.org/something", patient(id="1"), None),
        ("http://example.org/something", patient(active=True), "fhir-bundle-no-id"),
    ],
)
def test_a_full_url_is_the_identity_of_its_resource(url: str, resource: Json, code: str | None) -> None:
    """It does not disagree with the id, and is complete."""
    found = errors(bundle("collection", {"fullUrl": url, "resource": resource}))
    assert [each for each, _ in found] == ([code] if code else [])


def test_entries_of_a_collection_have_a_full_url_and_requests_need_none() -> None:
    """A batch that creates has no identity yet."""
    bare = {"resource": patient(active=True)}
    assert errors(bundle("collection", bare)) == [("fhir-bundle-no-full-url", "Bundle.entry[0]")]
    asked = {**bare, "request": {"method": "POST", "url": "Patient"}}
    assert errors(bundle("batch", asked)) == []


def test_the_invariants_of_bundles() -> None:
    """bdl-3 (requests in a batch), bdl-7 (a fullUrl once)."""
    assert ("fhir-rule-broken", "Bundle") in errors(bundle("batch", PERSON))
    assert ("fhir-rule-broken", "Bundle") in errors(bundle("collection", PERSON, PERSON))
    assert errors(bundle("collection", PERSON)) == []


def test_a_link_of_each_relation() -> None:
    """Two `self` links contradict one another."""
    own, following = ({"relation": name, "url": BASE} for name in ("self", "next"))
    assert errors(bundle("searchset", PERSON, total=1, link=[own, following])) == []
    assert errors(bundle("searchset", PERSON, total=1, link=[own, own])) == [
        ("fhir-bundle-link-twice", "Bundle.link")
    ]


@pytest.mark.parametrize(("mode", "right"), [("match", True), ("include", True), ("outcome", False)])
def test_the_mode_of_what_was_found(mode: str, right: bool) -> None:
    """A Patient is no outcome of a search."""
    found = errors(bundle("searchset", {**PERSON, "search": {"mode": mode}}, total=1))
    assert found == ([] if right else [("fhir-bundle-search-mode", "Bundle.entry[0].search.mode")])


def test_a_document_begins_with_a_composition_and_holds_what_it_refers_to() -> None:
    """The subject is inside; by the base of the composition's own address where the reference is relative."""
    url = BASE + "Composition/c"
    assert errors(document("Patient/1", PERSON, url=url)) == []
    assert errors(document(PERSON["fullUrl"], PERSON)) == []
    outside = errors(document("Patient/2", PERSON, url=url))
    assert outside == [("fhir-reference-not-in-bundle", "Bundle.entry[0].resource.subject")]
    headless: dict[str, Any] = document("Patient/1", PERSON)
    headless["entry"] = headless["entry"][1:]
    assert ("fhir-bundle-first", "Bundle.entry[0]") in errors(headless)


def test_a_relative_reference_needs_a_base() -> None:
    """From an entry that is a UUID, `Patient/1` leads nowhere, even if there is such an entry."""
    assert errors(document("Patient/1", PERSON)) == [
        ("fhir-reference-full-url", "Bundle.entry[0].resource.subject")
    ]


def test_the_version_that_is_referred_to() -> None:
    """A reference to version 2 is not answered by version 1."""
    person = {**PERSON, "resource": patient(id="1", meta={"versionId": "1"})}
    own = BASE + "Observation/o"
    for version, expected in (("1", []), ("2", ["fhir-reference-other-version"])):
        seen = observation(id="o", subject={"reference": f"Patient/1/_history/{version}"})
        found = errors(bundle("collection", person, {"fullUrl": own, "resource": seen}))
        assert [code for code, _ in found] == expected


@pytest.mark.parametrize(("kind", "severe"), [("collection", False), ("transaction", True)])
def test_a_uuid_that_is_nowhere(kind: str, severe: bool) -> None:
    """An error where nothing else could answer it, a warning elsewhere."""
    seen = {"fullUrl": ONE, "resource": observation(subject={"reference": TWO})}
    if kind == "transaction":
        seen["request"] = {"method": "POST", "url": "Observation"}
    found = bundle(kind, seen)
    assert "fhir-reference-not-in-bundle" in codes(found)
    assert bool(errors(found)) is severe


def test_an_entry_that_nothing_leads_to() -> None:
    """In a document it is a warning; in a collection it is nothing."""
    url = BASE + "Composition/c"
    other = {"fullUrl": BASE + "Patient/9", "resource": patient(id="9")}
    assert "fhir-bundle-not-reached" in codes(document("Patient/1", PERSON, other, url=url))
    assert "fhir-bundle-not-reached" not in codes(document("Patient/1", PERSON, url=url))
    assert "fhir-bundle-not-reached" not in codes(bundle("collection", PERSON, other))
