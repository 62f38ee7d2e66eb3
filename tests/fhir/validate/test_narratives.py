"""Narratives: where their links lead."""

from __future__ import annotations

import pytest
from tests.fhir.validate.judging import Json, bundle, errors, patient


def narrative(inner: str) -> Json:
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ('<a name="n">x</a> <a href="#n">y</a>', None),
        ('<p id="n">x</p> <a href="#n">y</a>', None),
        ('<a href="#">haut</a>', None),
        ('<a href="https://example.org/#n">x</a>', None),
        ('<img src="#photo" alt="x"/>', None),
        ('<a href="#n1">y</a>', None),  # an element of the resource has that id
        ('<a href="#nowhere">y</a>', "fhir-narrative-link"),
        ("<a href='#nowhere'>y</a>", "fhir-narrative-link"),
        ('<a href="javascript:alert(1)">y</a>', "fhir-narrative-script"),
        ('<a href=" JavaScript:alert(1)">y</a>', "fhir-narrative-script"),
    ],
)
def test_links_lead_somewhere(inner: str, code: str | None) -> None:
    """To an anchor, an element or a contained resource, or out of it; and none of them runs."""
    picture = {"resourceType": "Binary", "id": "photo", "contentType": "image/png", "data": "AAAA"}
    person = patient(
        name=[{"id": "n1", "text": "Roy"}],
        contained=[picture] if "photo" in inner else [],
        text=narrative(inner),
    )
    person = {key: value for key, value in person.items() if value}
    assert [each for each, _ in errors(person)] == ([code] if code else [])


def test_a_document_is_read_as_one_text() -> None:
    """Links between the narratives of a Bundle's resources."""
    uuid = "urn:uuid:00000000-0000-0000-0000-00000000000"
    first = patient(text=narrative('<a href="#other">x</a>'))
    second = patient(text=narrative('<a name="other">x</a>'))
    entries = [{"fullUrl": f"{uuid}{at}", "resource": each} for at, each in enumerate((first, second))]
    assert errors(bundle("collection", *entries)) == []
    assert errors(bundle("collection", *entries[:1])) == [
        ("fhir-narrative-link", "Bundle.entry[0].resource.text.div")
    ]
