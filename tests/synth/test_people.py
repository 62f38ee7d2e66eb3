"""People: the same whatever the count, unlike anyone real, and spread by age like Québec."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from dsn.care.reading import nam
from dsn.fhir import json as fhir_json
from dsn.synth import identity, naming
from dsn.synth.lives import lives
from dsn.synth.mint import Ids
from dsn.synth.people import Person, people
from dsn.synth.plain import Plain

TODAY = date(2026, 11, 21)
SOME = list(people(5, 4000, TODAY))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 5000), st.integers(1, 60))
def test_a_person_is_the_same_whatever_the_count(seed: int, first: int, count: int) -> None:
    """Asked for alone or among others."""
    last = first + count - 1
    among = list(people(seed, count, TODAY, first))
    assert [one.number for one in among] == list(range(first, last + 1))
    assert among[-1] == next(people(seed, 1, TODAY, last))


def test_another_seed_gives_other_people() -> None:
    """And the same seed the same ones."""
    assert list(people(5, 40, TODAY)) == SOME[:40]
    assert list(people(6, 40, TODAY)) != SOME[:40]


def test_every_nam_is_fictitious_its_own_and_tells_birth_and_sex() -> None:
    """ZZ; no two alike; the date in it is the birth date."""
    cards = [one.nam for one in SOME if one.nam]
    assert len(cards) == len(set(cards)) > 3900
    for one in (one for one in SOME if one.nam):
        assert nam.is_nam(one.nam)
        assert nam.is_fictional(one.nam)
        month = int(one.nam[6:8]) - (50 if one.sex == "F" else 0)
        assert (int(one.nam[4:6]), month, int(one.nam[8:10])) == (
            one.birth.year % 100,
            one.birth.month,
            one.birth.day,
        )


def test_nams_stay_unique_far_away() -> None:
    """People whose letters and digits come round again are born on other days of the month."""
    far = list(people(5, 400, TODAY, 67_600)) + list(people(5, 400, TODAY, 135_200)) + SOME[:400]
    cards = [one.nam for one in far if one.nam]
    assert len(cards) == len(set(cards))


def test_no_address_or_telephone_can_be_real() -> None:
    """A number kept for fiction; a letter that no postal code holds."""
    for one in SOME:
        assert one.telephone[4:10] == "555-01"
        assert one.postal[5] in naming.NEVER_IN_A_POSTAL_CODE


def test_newborns_have_no_card_yet() -> None:
    """Under 45 days; nearly everyone else has one."""
    young = [one for one in people(5, 20_000, TODAY) if (TODAY - one.birth).days < 45 and not one.death]
    assert young
    assert not any(one.nam for one in young)


def test_ages_are_those_of_a_province() -> None:
    """A sixth under 15, a fifth over 65, somewhat more women."""
    alive = [one for one in people(7, 8000, TODAY) if one.death is None]
    share = Counter(
        "child" if one.age(TODAY) < 15 else "old" if one.age(TODAY) >= 65 else "adult" for one in alive
    )
    assert 0.14 <= share["child"] / len(alive) <= 0.19
    assert 0.18 <= share["old"] / len(alive) <= 0.24
    assert 0.49 <= sum(one.sex == "F" for one in alive) / len(alive) <= 0.54


def test_parents_are_older_and_of_the_same_house() -> None:
    """By 16 years at least; the mother is a woman."""
    by_number = {one.number: one for one in SOME}
    children = [one for one in SOME if one.mother in by_number]
    assert len(children) > 300
    for child in children:
        mother = by_number[child.mother]
        assert mother.sex == "F"
        assert mother.street == child.street
        assert child.birth.year - mother.birth.year >= 15


def test_nobody_dies_before_birth_or_after_today() -> None:
    """And some did die."""
    dead = [one for one in SOME if one.death]
    assert dead
    assert all(one.death and one.birth < one.death < TODAY for one in dead)


def test_names_have_accents_particles_and_doubles() -> None:
    """So that screens and searches meet them."""
    families = {one.family for one in SOME}
    assert {"Côté", "L’Heureux"} & families
    assert any("-" in one for one in families)
    assert any(" " in one for one in families)
    assert {one.group.key for one in SOME} >= {"premieres-nations", "inuit", "haiti", "maghreb"}
    assert any(one.former for one in SOME)


def test_resources_are_accepted_by_the_strict_types() -> None:
    """All of them, relatives, cards and doubles too."""
    doubles = 0
    for one in SOME[:600]:
        for plain in _all(one):
            fhir_json.from_plain(plain)
            doubles += plain["meta"]["tag"][-1]["code"] == "doublon"
    assert doubles


def _all(person: Person) -> list[Plain]:
    ids = Ids(5, person.number)
    id_ = next(ids)
    kin = {one.number: one for one in SOME}
    return [
        *identity.identities(person, 5),
        *identity.relatives(person, kin, ids, id_, TODAY),
        *identity.coverage(person, ids, id_, TODAY),
    ]


def test_relatives_of_one_house_are_linked_both_ways() -> None:
    """Mother, father, partner and child each stand in the other's record as a RelatedPerson with their own card and
    birth date; their own Patient links to it, and to nobody else's."""
    told = [plain for life in lives(5, 200, TODAY) for plain in life]
    patients = {plain["id"]: plain for plain in told if plain["resourceType"] == "Patient"}
    relatives = {plain["id"]: plain for plain in told if plain["resourceType"] == "RelatedPerson"}
    linked: dict[str, str] = {}
    for id_, patient in patients.items():
        for link in patient.get("link", []):
            relative = relatives[link["other"]["reference"].removeprefix("RelatedPerson/")]
            assert link["type"] == "seealso"
            assert relative["birthDate"] == patient["birthDate"]
            assert relative["name"][0]["family"] == patient["name"][0]["family"]
            assert relative["patient"]["reference"] != f"Patient/{id_}"
            cards = {one["value"] for one in patient["identifier"]}
            assert all(one["value"] in cards for one in relative.get("identifier", []))
            assert linked.setdefault(relative["id"], id_) == id_
    kinds = Counter(relatives[id_]["relationship"][0]["coding"][0]["code"] for id_ in linked)
    assert min(kinds[code] for code in ("MTH", "FTH", "SPS", "DAUC", "SONC")) >= 5
    alone = [one for id_, one in relatives.items() if id_ not in linked]
    assert alone
    assert all("proche aidant" in one["relationship"][0]["text"] for one in alone)
    assert len({one["name"][0]["given"][0] for one in alone}) > 2
