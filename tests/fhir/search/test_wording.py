"""The words of `_text` and `_content` as the judge hears them."""

from __future__ import annotations

import pytest
from tests.fhir.search.small import finds, made

TOLD = made(
    "Observation",
    "x",
    meta={"versionId": "17", "lastUpdated": "2031-05-06T00:00:00Z", "tag": [{"code": "urgent"}]},
    text={
        "status": "generated",
        "div": '<div xmlns="http://www.w3.org/1999/xhtml">Fièvre &amp; <b>l\'œdème</b></div>',
    },
    code={"coding": [{"system": "http://loinc.org", "code": "8310-5", "display": "Température"}]},
    subject={"reference": "Patient/tremblay", "display": "Zoé Roy"},
    note=[{"text": "Depuis l'hôpital Saint-Luc"}],
    contained=[{"resourceType": "Practitioner", "id": "cloutier", "name": [{"family": "Gagnon"}]}],
    performer=[{"reference": "#cloutier"}],
)


@pytest.mark.parametrize("said", ["fievre", "OEDEME", "l fièvre", "œdème,genou"])
def test_the_narrative_is_heard_without_its_tags(said: str) -> None:
    """Folded, an apostrophe apart, all words of one value; the whole resource hears it too."""
    assert finds(f"Observation?_text={said}", TOLD) == ["x"]
    assert finds(f"Observation?_content={said}", TOLD) == ["x"]


@pytest.mark.parametrize(
    "said", ["temperature", "8310 5", "zoé", "hopital saint luc", "urgent", "gagnon", "final"]
)
def test_the_whole_resource_says_more(said: str) -> None:
    """Displays, codes, notes, tags and what is contained; none of it is the narrative's."""
    assert finds(f"Observation?_content={said}", TOLD) == ["x"]
    assert finds(f"Observation?_text={said}", TOLD) == []


@pytest.mark.parametrize("said", ["2031", "17", "tremblay", "cloutier", "loinc", "xhtml", "fiev", "generate"])
def test_ids_versions_addresses_and_parts_of_words_are_not_words(said: str) -> None:
    """What the store keeps for itself, where things stand, and what only begins alike."""
    assert finds(f"Observation?_content={said}", TOLD) == []
