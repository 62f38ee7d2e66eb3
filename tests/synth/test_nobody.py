"""Nobody is real: whatever could lead to somebody comes from a set that nobody real can be in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from dsn.care.reading import nam
from dsn.synth import days, identity, naming, places, staff, tables
from dsn.synth.lives import lives
from dsn.synth.mint import Ids
from dsn.synth.people import people
from dsn.synth.plain import FICTION, Plain
from dsn.synth.playing import acts

TODAY = date(2026, 11, 21)
SEED, COUNT = 11, 20_000
TELEPHONE = re.compile(r"[2-9]\d\d-555-01\d\d", re.ASCII)
FICTIONAL_CARD = re.compile(r"ZZ[A-Z]{2}\d{8}", re.ASCII)
POSTAL = re.compile(r"[A-Z]\d[A-Z] \d[DFIQU]\d", re.ASCII)
STREET = re.compile(r"\d{1,4}, (?:rue|avenue|boulevard|chemin|rang|place) (\w+)")


def _persons() -> Iterator[Plain]:
    """Everybody's identity, with the doubles, relatives and cards of some."""
    for person in people(SEED, COUNT, TODAY):
        yield from identity.identities(person, SEED)
        if person.number % 10 == 0:
            ids = Ids(SEED, person.number)
            yield from identity.relatives(person, {}, ids, next(ids), TODAY)
            yield from identity.coverage(person, ids, next(ids), TODAY)


def _births() -> Iterator[Plain]:
    wanted = [kind for kind in days.KINDS if kind.key == "naissance"]
    for act in acts(SEED, "mcq", TODAY, people=3000, kinds=wanted):
        yield from act.resources


def _directory() -> Iterator[Plain]:
    for one in places.establishments():
        yield from staff.resources(one.id, 0.002)
        yield from places.resources(one)


def _said(thing: Any, name: str) -> Iterator[Any]:
    """Every value of the element `name`, however deep."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if key == name:
                yield from value if isinstance(value, list) else [value]
            yield from _said(value, name)
    elif isinstance(thing, list):
        for one in thing:
            yield from _said(one, name)


def test_every_telephone_is_one_kept_for_fiction() -> None:
    """People's, relatives', staff's, places' and those in whole lives: 555-0100 to 555-0199 and no other."""
    told = 0
    for plain in chain(_persons(), _directory(), _births(), *lives(SEED, 40, TODAY)):
        for contact in _said(plain, "telecom"):
            assert contact["system"] == "phone"
            assert TELEPHONE.fullmatch(contact["value"]), contact
            told += 1
    assert told > COUNT


def test_every_card_file_and_permit_is_fictitious() -> None:
    """ZZ on cards and permits; every other number in a system of ours."""
    cards = 0
    for plain in chain(_persons(), _directory(), _births(), *lives(SEED, 40, TODAY)):
        for one in _said(plain, "identifier"):
            if one.get("system") == nam.SYSTEM:
                assert FICTIONAL_CARD.fullmatch(one["value"]), one
                cards += 1
            elif plain["resourceType"] in ("Patient", "RelatedPerson", "Practitioner"):
                assert one["system"].startswith(f"{FICTION}:"), one
                assert not one["system"].startswith(f"{FICTION}:permis") or one["value"].startswith("ZZ")
        for number in _said(plain, "subscriberId"):
            assert FICTIONAL_CARD.fullmatch(number)
    assert cards > 0.95 * COUNT


def test_no_address_exists() -> None:
    """A postal code that no street has; a street of the closed list of coined names."""
    coined = naming.coined()
    for person in people(SEED, COUNT, TODAY):
        assert POSTAL.fullmatch(person.postal), person.postal
        found = STREET.fullmatch(person.street)
        assert found, person.street
        assert found[1] in coined


def test_no_coined_street_is_a_name_we_know() -> None:
    """Of a municipality, of a street of the public list, of a family, of a given name."""
    known = {row["city"] for row in tables.rows("municipalities")} | {
        row["city"] for row in tables.rows("towns")
    }
    known |= {word for row in tables.rows("facilities") for word in re.findall(r"[\w’'-]+", row["street"])}
    known |= {one for group in naming.groups() for one in group.families}
    known |= {one for group in naming.groups() for each in (*group.female, *group.male) for one in each}
    bare = {identity.bare(one).casefold() for one in known}
    assert len(bare) > 500
    assert not {identity.bare(one).casefold() for one in naming.coined()} & bare


def test_everything_says_that_it_is_fiction() -> None:
    """The tag on each resource of lives, places, staff and played days."""
    for plain in chain(_directory(), _births(), *lives(SEED, 20, TODAY)):
        assert {"system": FICTION, "code": "fictif", "display": "Fictif"} in plain["meta"]["tag"]
