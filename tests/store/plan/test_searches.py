"""Searches that chance seldom draws, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from dsn.access.labels import BIT, CONFIDENTIALITY
from dsn.access.scope import Scope
from dsn.base.errors import Unsupported
from dsn.fhir.json import from_plain
from dsn.fhir.search.parsing import parse
from dsn.store.changes import Commit, Found, Stamp, Update
from dsn.store.plan import includes
from dsn.store.store import Store

ALL = Scope("a", None, "everybody")
GUARDED = Scope("b", None, "everybody but what is very restricted", barred_labels=BIT["V"])


def place(id_: str, within: str = "", secret: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {"resourceType": "Location", "id": id_, "name": f"Lieu {id_}"}
    if within:
        found["partOf"] = {"reference": f"Location/{within}"}
    if secret:
        found["meta"] = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]}
    return found


def stay(id_: str, *places: tuple[str, str, str]) -> dict[str, Any]:
    where = [
        {"location": {"reference": f"Location/{place_}"}, "period": {"start": start, "end": end}}
        for place_, start, end in places
    ]
    return {
        "resourceType": "Encounter",
        "id": id_,
        "status": "finished",
        "class": {"code": "IMP"},
        **({"location": where} if where else {}),
    }


def asked(
    engine: str, resources: Sequence[dict[str, Any]], searches: Sequence[tuple[str, str, Scope, int]]
) -> list[list[Found]]:
    """All pages of each search (type, query, scope, count) in a store of these resources."""

    async def work() -> list[list[Found]]:
        store = await Store.open(engine)
        try:
            changes = tuple(Update(from_plain(plain)) for plain in resources)
            await store.commit(Commit(changes, Stamp("test")))
            return [await _pages(store, *search) for search in searches]
        finally:
            await store.close()

    return asyncio.run(work())


async def _pages(store: Store, type_: str, text: str, scope: Scope, count: int) -> list[Found]:
    query = parse(
        type_, [(name, value) for name, _, value in (part.partition("=") for part in text.split("&"))]
    )
    pages = [await store.search(query, scope, count=count)]
    while (cursor := pages[-1].next) is not None:
        pages.append(await store.search(query, scope, count=count, cursor=cursor))
        assert pages[-1].next != cursor, "a page leads to itself"
    return pages


def found(pages: list[Found]) -> list[str]:
    return [version.id for page in pages for version in page.matches]


def test_a_tree_of_places_ends_where_the_reader_may_not_look(engine: str) -> None:
    """The room of a wing is within the campus for who sees the wing, and not for who does not."""
    world = [
        place("campus"),
        place("wing", "campus", secret=True),
        place("room", "wing"),
        place("hall", "campus"),
    ]
    world += [
        stay("in-room", ("room", "2020-01-01", "2020-01-02")),
        stay("in-hall", ("hall", "2020", "2020")),
    ]
    below, above = "location:below=Location/campus", "location:above=Location/room"
    got = asked(engine, world, [("Encounter", q, s, 5) for q in (below, above) for s in (ALL, GUARDED)])
    assert set(found(got[0])) == {"in-room", "in-hall"}
    assert set(found(got[1])) == {"in-hall"}
    assert found(got[2]) == found(got[3]) == ["in-room"]


def test_a_ring_of_places_ends(engine: str) -> None:
    """Places that lie within each other are all within each of them; the search comes to an end."""
    world = [place("a", "b"), place("b", "c"), place("c", "a"), stay("e", ("b", "2020", "2020"))]
    got = asked(engine, world, [("Encounter", "location:below=Location/c", ALL, 5)])
    assert found(got[0]) == ["e"]


def test_an_order_by_date_shows_what_has_several_dates_once(engine: str) -> None:
    """By its earliest date rising, by its latest falling; what has none is last; pages as wide as one."""
    world = [place("l")]
    world.append(stay("twice", ("l", "2020-01-01", "2020-01-05"), ("l", "2022-01-01", "2022-01-05")))
    world.append(stay("alike", ("l", "2021-01-01", "2021-01-05"), ("l", "2021-01-01", "2023-01-05")))
    world += [stay("between", ("l", "2021-06-01", "2021-06-05")), stay("never")]
    rising, falling = "_sort=location-period", "_sort=-location-period"
    got = asked(engine, world, [("Encounter", way, ALL, n) for way in (rising, falling) for n in (1, 2, 9)])
    for pages in got[:3]:
        assert found(pages) == ["twice", "alike", "between", "never"]
    for pages in got[3:]:
        assert found(pages) == ["twice", "between", "alike", "never"]


def test_an_order_of_one_persons_results_shows_each_once(engine: str) -> None:
    """By date, by code and by quantity, either way: of several values the first counts, what has none is last."""
    loinc = "http://loinc.org"
    coded = {
        "a": (("2823-3", "8000-0"), 5, "2024-05-01"),
        "b": (("718-7", "5000-0"), 9, "2023-05-01"),
        "c": (("2160-0", "3000-0"), 7, "2022-05-01"),
    }
    world: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": "p"},
        result("none", "final") | {"code": {"coding": [{"system": loinc, "code": "9999-9"}]}},
    ]
    for id_, (codes, value, day) in coded.items():
        coding = [{"system": loinc, "code": code} for code in codes]
        world.append(
            result(id_, "final")
            | {"code": {"coding": coding}, "valueQuantity": {"value": value}, "effectiveDateTime": day}
        )
    orders = {
        "_sort=date": "c b a none",
        "_sort=-date": "a b c none",
        "_sort=code": "c a b none",
        "_sort=-code": "none a b c",
        "_sort=value-quantity": "a c b none",
        "_sort=-value-quantity": "b c a none",
        "_sort=-status,date": "c b a none",
    }
    ways = [(order, count) for order in orders for count in (1, 3, 9)]
    got = asked(engine, world, [("Observation", f"patient=p&{order}", ALL, count) for order, count in ways])
    for (order, _), pages in zip(ways, got, strict=True):
        assert found(pages) == orders[order].split(), order


def test_pages_by_date_lose_none_of_what_has_the_same_date(engine: str) -> None:
    """Five stays of one day and two of another, one or two on a page: each comes once, either way round."""
    world = [place("l"), *(stay(f"e{n}", ("l", "2020-01-01", "2020-01-02")) for n in range(5))]
    world += [stay(f"f{n}", ("l", "2021-01-01", "2021-01-02")) for n in range(2)]
    ways = [(way, n) for way in ("_sort=location-period", "_sort=-location-period") for n in (1, 2, 7)]
    for pages in asked(engine, world, [("Encounter", way, ALL, n) for way, n in ways]):
        assert sorted(found(pages)) == ["e0", "e1", "e2", "e3", "e4", "f0", "f1"]


def test_addresses_are_above_and_below_by_their_beginning(engine: str) -> None:
    """`:above` finds what the address begins with, `:below` what begins with it; without either only the same."""
    urls = {"a": "http://v.example/a", "b": "http://v.example/a/b", "c": "http://v.example/c"}
    world = [
        {"resourceType": "ValueSet", "id": id_, "status": "draft", "url": url} for id_, url in urls.items()
    ]
    ways = (f"url:above={urls['b']}", f"url:below={urls['a']}", f"url={urls['a']}")
    got = asked(engine, world, [("ValueSet", way, ALL, 5) for way in ways])
    assert [sorted(found(pages)) for pages in got] == [["a", "b"], ["a", "b"], ["a"]]


def test_names_are_found_as_people_write_them(engine: str) -> None:
    """Without accents, by a later word, with or without the apostrophe, `St` for `Saint`; not by a middle."""
    names = {"a": "Éthier-Bélanger", "b": "L'Heureux", "c": "Saint-Pierre", "d": "Œuvray"}
    world = [
        {"resourceType": "Patient", "id": id_, "name": [{"family": name}]} for id_, name in names.items()
    ]
    wanted = {
        "ethier": "a",
        "belanger": "a",
        "heureux": "b",
        "lheur": "b",
        "st-pierre": "c",
        "oeuv": "d",
        "uvray": "",
    }
    got = asked(engine, world, [("Patient", f"name={text}", ALL, 5) for text in wanted])
    assert ["".join(found(pages)) for pages in got] == list(wanted.values())


def test_a_page_that_would_bring_too_much_is_refused(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the limit everything comes along; beyond it the search is refused, not cut short."""
    world = [place("l"), *(stay(f"e{n}", ("l", "2020", "2020")) for n in range(4))]
    search = ("Location", "_revinclude=Encounter:location", ALL, 5)
    monkeypatch.setattr(includes, "MOST", 4)
    assert len(asked(engine, world, [search])[0][0].included) == 4
    monkeypatch.setattr(includes, "MOST", 3)
    with pytest.raises(Unsupported, match=r"search\.included-too-many"):
        asked(engine, world, [search])


def test_an_exact_name_is_that_name_alone(engine: str) -> None:
    """`:exact` finds neither what begins so, nor what comes after it, nor another case or accent."""
    families = {"a": "Roy", "b": "Royer", "c": "roy", "d": "Röy", "e": "Rz", "f": "Rox"}
    world = [
        {"resourceType": "Patient", "id": id_, "name": [{"family": name}]} for id_, name in families.items()
    ]
    (pages,) = asked(engine, world, [("Patient", "family:exact=Roy", ALL, 10)])
    assert found(pages) == ["a"]


def test_a_number_reaches_half_its_last_digit_and_no_further(engine: str) -> None:
    """0.5 is from 0.45, that included, to 0.55, that excluded."""
    chances = {"a": 0.5, "b": 0.45, "c": 0.5499, "d": 0.55, "e": 0.4499}
    world = [
        {
            "resourceType": "RiskAssessment",
            "id": id_,
            "status": "final",
            "subject": {"reference": "Patient/p"},
            "prediction": [{"probabilityDecimal": value}],
        }
        for id_, value in chances.items()
    ]
    (pages,) = asked(engine, world, [("RiskAssessment", "probability=0.5", ALL, 10)])
    assert sorted(found(pages)) == ["a", "b", "c"]


def test_a_quantity_is_one_in_its_unit(engine: str) -> None:
    """Five tablets are not five drops, whether or not their system is said; without a unit it is the number alone."""
    of_ours = "https://units.example"
    units = {
        "tablets": (of_ours, "tablet"),
        "drops": (of_ours, "drop"),
        "theirs": ("https://b.example", "tablet"),
    }
    world = [
        result(id_, "final") | {"valueQuantity": {"value": 5, "system": system, "code": code}}
        for id_, (system, code) in units.items()
    ]
    ways = (f"value-quantity=5|{of_ours}|tablet", "value-quantity=5||tablet", "value-quantity=5")
    got = asked(engine, world, [("Observation", way, ALL, 9) for way in ways])
    assert [sorted(found(pages)) for pages in got] == [["tablets"], ["tablets", "theirs"], sorted(units)]


def test_a_place_is_near_along_the_great_circle(engine: str) -> None:
    """Québec finds itself and Lévis within ten kilometres, and a place 100 away on the same parallel only beyond."""
    spots = {
        "quebec": ("46.8139", "-71.2080"),
        "levis": ("46.8033", "-71.1779"),
        "west": ("46.8100", "-72.5430"),
    }
    world = [
        place(id_) | {"position": {"latitude": Decimal(north), "longitude": Decimal(east)}}
        for id_, (north, east) in spots.items()
    ]
    ways = ("near=46.8139|-71.2080|10|km", "near=46.8139|-71.2080|200|km", "near=46.8139|-71.2080|1|km")
    got = asked(engine, world, [("Location", way, ALL, 5) for way in ways])
    assert [sorted(found(pages)) for pages in got] == [
        ["levis", "quebec"],
        ["levis", "quebec", "west"],
        ["quebec"],
    ]


def result(id_: str, status: str, secret: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "id": id_,
        "status": status,
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": "Patient/p"},
    }
    if secret:
        made["meta"] = {"security": [{"system": CONFIDENTIALITY, "code": "V"}]}
    return made


def test_each_look_up_after_a_person_takes_away_what_does_not_fulfil_it(engine: str) -> None:
    """Code and status, the opposite of a status, an order and a total: and nothing the reader may not see."""
    world = [
        {"resourceType": "Patient", "id": "p"},
        result("told", "final"),
        result("early", "preliminary"),
        result("secret", "final", secret=True),
    ]
    of_person = "patient=Patient/p&code=http://loinc.org|8867-4"
    kinds = (
        "status=final&_total=accurate",
        "status:not=final&_sort=-_lastUpdated",
        "status=final&code:missing=true",
    )
    got = asked(
        engine,
        world,
        [("Observation", f"{of_person}&{kind}", who, 1) for kind in kinds for who in (ALL, GUARDED)],
    )
    assert [set(found(pages)) for pages in got] == [
        {"told", "secret"},
        {"told"},
        {"early"},
        {"early"},
        set(),
        set(),
    ]
    assert [got[0][0].total, got[1][0].total] == [2, 1]
