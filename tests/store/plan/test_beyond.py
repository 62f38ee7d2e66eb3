"""Searches into what is contained, along canonical addresses and by words, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from tests.store.plan.test_searches import ALL, GUARDED, asked, found

from dsn.access.labels import CONFIDENTIALITY
from dsn.access.scope import Scope
from dsn.base import ids
from dsn.store.changes import Found

ONE, TWO = (ids.to_text(key) for key in (1 << 52 | 5, 1 << 53 | 7))
OF_ONE = Scope("c", frozenset({1 << 52 | 5}), "relation")
SECRET = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]}


def person(id_: str, family: str) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_, "name": [{"family": family}]}


def result(id_: str, subject: str, *contained: dict[str, Any], **more: Any) -> dict[str, Any]:
    inside = {"contained": list(contained)} if contained else {}
    plain = {"resourceType": "Observation", "id": id_, "status": "final", "code": {"text": "Poids"}}
    return {**plain, **inside, "subject": {"reference": subject}, **more}


def nurse(family: str) -> dict[str, Any]:
    return {"resourceType": "Practitioner", "id": "n", "name": [{"family": family}]}


WORLD = [
    person(ONE, "Dupont"),
    person(TWO, "Martin"),
    result("inside", "#p", person("p", "Dupont"), person("q", "Gagnon")),
    result("secret", "#p", person("p", "Gagnon"), meta=SECRET),
    result("outside", f"Patient/{ONE}", nurse("Roy"), performer=[{"reference": "#n"}]),
    result("of-two", f"Patient/{TWO}", nurse("Roy"), performer=[{"reference": "#n"}]),
    result("named-inside", "#p", person("p", "Cloutier"), performer=[{"reference": f"Patient/{ONE}"}]),
    result("of-itself", f"Patient/{TWO}", hasMember=[{"reference": "#"}]),
    result("of-both", f"Patient/{TWO}", {**result("o", f"Patient/{ONE}")}, hasMember=[{"reference": "#o"}]),
]
CONTAINED = "_containedType=contained"


def names(pages: list[Found]) -> list[str]:
    """`id`, or `id#part` where the answer is what it contains."""
    shown = [version for page in pages for version in page.matches]
    return [each.id if each.part is None else f"{each.id}#{each.part}" for each in shown]


@pytest.mark.parametrize(
    ("type_", "query", "scope", "expected"),
    [
        ("Observation", "subject:Patient.name=dupont", ALL, ["inside", "outside"]),
        ("Observation", "subject:Patient.name=gagnon", ALL, ["secret"]),
        ("Observation", "subject:Patient.name=gagnon", GUARDED, []),
        ("Observation", "subject:Patient.name=cloutier", ALL, ["named-inside"]),
        ("Observation", "subject:Patient.name=cloutier", OF_ONE, ["named-inside"]),
        ("Observation", "subject:Patient.name=dupont", OF_ONE, ["outside"]),
        ("Observation", "performer:Practitioner.name=roy", ALL, ["of-two", "outside"]),
        ("Observation", "performer:Practitioner.name=roy", OF_ONE, ["outside"]),
        ("Observation", "has-member:Observation.subject:Patient.name=dupont", ALL, ["of-both"]),
        ("Observation", "has-member=Observation/of-itself", ALL, []),
        ("Observation", "has-member:Observation._id=of-itself", ALL, ["of-itself"]),
        ("Patient", "name=dupont", ALL, [ONE]),
        ("Patient", "name=dupont&_contained=true", ALL, ["inside"]),
        ("Patient", f"name=dupont&_contained=both&{CONTAINED}", ALL, [ONE, "inside#p"]),
        ("Patient", "name=gagnon&_contained=true", ALL, ["inside", "secret"]),
        ("Patient", "name=gagnon&_contained=true", GUARDED, ["inside"]),
        (
            "Patient",
            f"_contained=true&{CONTAINED}&_sort=family,_id",
            ALL,
            ["named-inside#p", "inside#p", "secret#p", "inside#q"],
        ),
        ("Patient", f"_id=p&_contained=true&{CONTAINED}", ALL, ["inside#p", "named-inside#p", "secret#p"]),
        ("Patient", "_id=p", ALL, []),
        ("Patient", "_has:Observation:subject:_id=of-both", ALL, [TWO]),
        ("Patient", "_has:Observation:subject:status=final", ALL, [ONE, TWO]),
        ("Practitioner", "name=roy&_contained=true", ALL, ["of-two", "outside"]),
        ("Practitioner", "name=roy&_contained=true", OF_ONE, ["outside"]),
        ("Practitioner", f"_contained=true&{CONTAINED}", OF_ONE, ["outside#n"]),
        (
            "Practitioner",
            f"_has:Observation:performer:_id=outside&_contained=true&{CONTAINED}",
            ALL,
            ["outside#n"],
        ),
        ("Observation", "status=final&_contained=true", ALL, ["of-both"]),
    ],
)
def test_what_is_contained(type_: str, query: str, scope: Scope, expected: list[str], engine: str) -> None:
    """A chain looks inside, a plain search does not; labels and people of a container hold for what it contains."""
    (pages,) = asked(engine, WORLD, [(type_, query, scope, 2)])
    assert sorted(names(pages)) == sorted(expected)
    if "_sort=family" in query:
        assert names(pages) == expected


def test_a_contained_answer_is_itself_alone(engine: str) -> None:
    """Its bytes are those of the contained resource; its type and id are those of the container."""
    (pages,) = asked(engine, WORLD, [("Patient", f"name=gagnon&_contained=true&{CONTAINED}", GUARDED, 5)])
    (version,) = pages[0].matches
    assert (version.type, version.id, version.part) == ("Observation", "inside", "q")
    assert version.body == b'{"resourceType":"Patient","id":"q","name":[{"family":"Gagnon"}]}'


def collected(id_: str, *items: str) -> dict[str, Any]:
    entries = [{"item": {"reference": item}} for item in items]
    return {"resourceType": "List", "id": id_, "status": "current", "mode": "working", "entry": entries}


def test_what_a_list_refers_to(engine: str) -> None:
    """What is in one of the lists, of the type asked for, under the scope; nothing in a list that is not there."""
    world = [
        *WORLD,
        collected("l", "Observation/inside", f"Patient/{ONE}"),
        collected("m", "Observation/secret"),
    ]
    asks = [
        ("Observation", "_list=l", ALL),
        ("Observation", "_list=l,m", ALL),
        ("Observation", "_list=m", GUARDED),
    ]
    asks += [("Patient", "_list=l&name=dupont", ALL), ("Patient", "_list=nowhere", ALL)]
    got = asked(engine, world, [(*ask, 5) for ask in asks])
    assert [sorted(found(pages)) for pages in got] == [["inside"], ["inside", "secret"], [], [ONE], []]


def form(id_: str, version: str, title: str, **more: Any) -> dict[str, Any]:
    plain = {"resourceType": "Questionnaire", "id": id_, "url": "http://f.example/f", "version": version}
    return {**plain, "title": title, "status": "active", **more}


def answers(id_: str, address: str) -> dict[str, Any]:
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id_,
        "status": "completed",
        "questionnaire": address,
    }


FORMS = [
    form("q1", "1", "Un"),
    form("q2", "2", "Deux", meta=SECRET),
    answers("a", "http://f.example/f|1"),
    answers("b", "http://f.example/f"),
    answers("c", "http://f.example/f|2"),
    answers("d", "http://f.example/other|1"),
]
ASKED, BACK = "questionnaire:Questionnaire.title", "_has:QuestionnaireResponse:questionnaire:_id"


@pytest.mark.parametrize(
    ("type_", "query", "scope", "expected"),
    [
        ("QuestionnaireResponse", f"{ASKED}=un", ALL, ["a", "b"]),
        ("QuestionnaireResponse", f"{ASKED}=deux", ALL, ["b", "c"]),
        ("QuestionnaireResponse", f"{ASKED}=deux", GUARDED, []),
        ("Questionnaire", f"{BACK}=a", ALL, ["q1"]),
        ("Questionnaire", f"{BACK}=b", ALL, ["q1", "q2"]),
        ("Questionnaire", f"{BACK}=d", ALL, []),
        (
            "QuestionnaireResponse",
            "_id=b&_include=QuestionnaireResponse:questionnaire",
            ALL,
            ["b", "q1", "q2"],
        ),
        ("QuestionnaireResponse", "_id=b&_include=*", GUARDED, ["b", "q1"]),
        ("Questionnaire", "_id=q2&_revinclude=QuestionnaireResponse:questionnaire", ALL, ["b", "c", "q2"]),
    ],
)
def test_canonical_links(type_: str, query: str, scope: Scope, expected: list[str], engine: str) -> None:
    """By address and version, without a version to every one, and never to what the reader may not see."""
    (pages,) = asked(engine, FORMS, [(type_, query, scope, 5)])
    assert sorted([*found(pages), *(each.id for page in pages for each in page.included)]) == expected


def told(id_: str, narrative: str, note: str) -> dict[str, Any]:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml">{narrative}</div>'
    return result(id_, f"Patient/{ONE}", text={"status": "generated", "div": div}, note=[{"text": note}])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("_text=douleur", ["x"]),
        ("_content=douleur", ["x", "y"]),
        ("_content=douleur genou", ["y"]),
        ("_content=genou,epaule", ["x", "y"]),
        ("_content=douleurs", []),
        ("_text=epaule&_content=fievre", ["x"]),
        ("_content=fievre&code:text=poids", ["x"]),
    ],
)
def test_words(query: str, expected: list[str], engine: str) -> None:
    """All words of a value, whole, folded; of the narrative, or of all that is said."""
    world = [told("x", "Douleur à <b>l'épaule</b>", "Fièvre"), told("y", "Genou", "Douleur au genou")]
    (pages,) = asked(engine, world, [("Observation", query, ALL, 5)])
    assert sorted(found(pages)) == expected
