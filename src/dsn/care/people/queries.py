"""What others ask of people: who answers to a text, and who is in relation with a desk."""

from __future__ import annotations

from datetime import date

from dsn.care.people.rules import asked_for
from dsn.care.reading.person import Person, person
from dsn.fhir.search import parse
from dsn.fhir.search.folding import fold
from dsn.records import Desk
from dsn.records.identity import identity_of
from dsn.web.words import Words

SHOWN = 40
"""Identity lines on one page: more than one reads, few enough to be there at once."""


async def find_people(desk: Desk, text: str, words: Words, today: date) -> tuple[list[Person], bool]:
    """The people `text` means, by name, and whether there are more than are shown. Identity only: anyone's."""
    pairs = asked_for(text)
    if not pairs:
        return [], False
    query = parse("Patient", [*pairs, ("_sort", "family,given,birthdate")])
    found = await desk.identities(query, limit=SHOWN + 1, source=text)
    people = [person(identity, words, today) for identity in found[:SHOWN]]
    return _by_name(people), len(found) > SHOWN


async def people_in_relation(desk: Desk, words: Words, today: date) -> tuple[list[Person], bool]:
    """The people whose record this desk may open because of a care relation, and whether there are more.

    Nobody for a desk that needs no relation: that would be everyone.
    """
    if not desk.scope.people:
        return [], False
    found = await desk.search(parse("Patient", [("_sort", "family,given,birthdate")]), count=SHOWN)
    people = [person(identity_of(version), words, today) for version in found.matches]
    return _by_name(people), found.next is not None


def _by_name(people: list[Person]) -> list[Person]:
    """In the order of the name shown: a search sorts by any name a person bears, a maiden name too."""
    return sorted(people, key=lambda one: (fold(one.name), one.birth, one.id))
