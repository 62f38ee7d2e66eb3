"""What refers to a person is that person's: a start by reference says so, and never where it is not true."""

from __future__ import annotations

import pytest
from tests.store.plan.test_searches import asked, found

from dsn.access.scope import Scope
from dsn.base import ids
from dsn.fhir.search.parsing import parse
from dsn.sql.dialect import SQLITE
from dsn.store.plan import plan

MINE, OTHER = (ids.to_text(ids.first_key(bucket) + 1) for bucket in (7, 9))
SCOPE = Scope("b", frozenset({ids.to_key(MINE) or 0}), "relation")


def _weighs(type_: str, name: str, value: str, scope: Scope = SCOPE) -> bool:
    """Whether the plan asks of each row whose it is."""
    query = parse(type_, [(name, value)])
    rows = plan(query, scope, instant=1, count=10, dialect=SQLITE).rows
    assert rows is not None
    return "member" in rows.text


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("Observation", "patient", MINE),
        ("Observation", "subject", f"Patient/{MINE}"),
        ("Observation", "performer", f"Patient/{MINE}"),
        ("MedicationRequest", "patient", f"Patient/{MINE}"),
    ],
)
def test_what_refers_to_a_person_of_the_scope_is_not_asked_whose_it_is(
    type_: str, name: str, value: str
) -> None:
    """The row that names the person is proof enough."""
    assert not _weighs(type_, name, value)


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("Observation", "patient", OTHER),
        ("Observation", "patient", f"{MINE},{OTHER}"),
        ("Observation", "patient", "client-made"),
        ("Observation", "subject", MINE),  # may be a Group of that id
        ("Observation", "subject", "Group/g"),
        ("Observation", "focus", f"Patient/{MINE}"),  # whom it is about is another question
        ("Encounter", "participant", "Practitioner/x"),
        ("Observation", "subject:identifier", "x|y"),
    ],
)
def test_anything_else_is_asked(type_: str, name: str, value: str) -> None:
    """Another person, an id that any type may have, an element that puts nothing into anybody's record."""
    assert _weighs(type_, name, value)


def test_a_chain_to_a_visible_person_is_proof_too() -> None:
    """The person at its end is under the scope: asked once of the person, not of each resource."""
    query = parse("Observation", [("subject:Patient.identifier", "a|b")])
    rows = plan(query, SCOPE, instant=1, count=10, dialect=SQLITE).rows
    assert rows is not None
    assert rows.text.count("member") == 1


def _observation(id_: str, of: str, by: str = "", about: str = "") -> dict[str, object]:
    more: dict[str, object] = {"performer": [{"reference": f"Patient/{by}"}]} if by else {}
    if about:
        more["focus"] = [{"reference": f"Patient/{about}"}]
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"text": "poids"},
        "subject": {"reference": f"Patient/{of}"},
        **more,
    }


def test_the_scope_holds_on_both_engines(engine: str) -> None:
    """A nurse who sees one person finds what is theirs by any way, and nothing of anybody else."""
    number = "http://example.org/nam"
    world: list[dict[str, object]] = [
        {"resourceType": "Patient", "id": id_, "identifier": [{"system": number, "value": value}]}
        for id_, value in ((MINE, "1"), (OTHER, "2"))
    ]
    world += [
        _observation("own", MINE),
        _observation("of-other", OTHER),
        _observation("measured-by-mine", OTHER, by=MINE),
        _observation("about-mine", OTHER, about=MINE),
    ]
    searches = [
        (f"patient={MINE}", {"own"}),
        (f"performer=Patient/{MINE}", {"measured-by-mine"}),
        (f"patient={MINE},{OTHER}", {"own", "measured-by-mine"}),
        (f"patient={OTHER}", {"measured-by-mine"}),
        (f"focus=Patient/{MINE}", set()),
        (f"subject:Patient.identifier={number}|1", {"own"}),
        (f"subject:Patient.identifier={number}|2", set()),
    ]
    pages = asked(engine, world, [("Observation", text, SCOPE, 10) for text, _ in searches])
    assert [set(found(each)) for each in pages] == [expected for _, expected in searches]
