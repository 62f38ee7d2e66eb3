"""The law of search: what SQL finds is what judging every visible resource finds, in the asked order, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from tests.laws.search.chance import Chance
from tests.laws.search.model import Model, name_of
from tests.laws.search.queries import Asking
from tests.laws.search.stores import apply, fresh, run
from tests.laws.search.worlds import IDS, PATIENTS, Change, World
from tests.support.postgres import Postgres

from dsn.access.labels import BIT
from dsn.access.scope import Scope
from dsn.fhir.search.parsing import parse
from dsn.fhir.search.tree import Query
from dsn.store.changes import Found
from dsn.store.plan import scope as planned
from dsn.store.store import Store

NOW = 1_600_000_000_000_000
"""From where `ap` measures: 2020-09-13."""


@dataclass(frozen=True)
class Reader:
    """Who searches, said in ids: keys are known only once the world stands."""

    people: tuple[str, ...] | None
    barred: int
    hidden: tuple[tuple[str, str], ...]
    shared: tuple[str, ...]
    driving: int


@dataclass(frozen=True)
class Asked:
    """One search: as sent, by whom, how many on a page."""

    type: str | None
    pairs: tuple[tuple[str, str], ...]
    reader: Reader
    count: int


def reader(chance: Chance) -> Reader:
    everything = [(type_, id_) for type_, ids in IDS.items() for id_ in ids]
    return Reader(
        people=None if chance.often(50) else tuple(chance.several(PATIENTS, 70)),
        barred=chance.one((0, 0, 0, 0, BIT["R"], BIT["R"] | BIT["V"])),
        hidden=tuple(chance.several(everything, 8)) if chance.often(30) else (),
        shared=tuple(chance.several(("Practitioner", "Organization", "Location", "ValueSet"), 85)),
        driving=chance.one((0, 500)),
    )


def asked(chance: Chance, guess: Model) -> Asked:
    """A search; more often than by pure chance one that finds some and leaves some, as far as one can guess."""
    for _ in range(chance.one((1, 8))):
        type_, pairs = Asking(chance).search()
        found = Asked(type_, tuple(pairs), reader(chance), chance.between(1, 5))
        if _tells(found, guess):
            break
    return found


def _tells(asked: Asked, guess: Model) -> bool:
    seen = guess.seen(scope_of(asked.reader, guess))
    found = seen.answers(parse(asked.type, asked.pairs, now=lambda: NOW))
    return 0 < len(found) < sum(asked.type in (None, type_) for type_, _ in seen.entries)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Change], list[Change], list[Asked]]:
    """A history, what happens while somebody turns pages, and the searches."""
    chance = Chance(draw(st.randoms(use_true_random=True)))
    world = World(chance)
    before, after = world.history(30, 80), world.history(0, 10)
    guess = Model.imagined(before)
    return before, after, [asked(chance, guess) for _ in range(chance.between(20, 35))]


def scope_of(reader: Reader, model: Model) -> Scope:
    """The reader's scope over the keys of this world."""
    people = None
    if reader.people is not None:
        names = [("Patient", id_) for id_ in model.one_with(reader.people)]
        people = frozenset(model.keys[name] for name in names if name in model.keys)
    return Scope(
        who="reader",
        people=people,
        reason="test",
        barred_labels=reader.barred,
        hidden=frozenset(model.keys[name] for name in reader.hidden if name in model.keys),
        shared_types=frozenset(reader.shared),
    )


async def first_page(store: Store, query: Query, scope: Scope, count: int) -> Found:
    found = await store.search(query, scope, count=count)
    assert len(found.matches) <= count
    return found


async def holds(store: Store, model: Model, query: Query, scope: Scope, count: int, page: Found) -> None:
    """From the first page on: every page, with its includes, and the total."""
    seen = model.seen(scope)
    answers = seen.answers(query)
    expected = [name_of(each) for each in answers]
    shown: list[tuple[str, str, str | None]] = []
    while True:
        names = [(version.type, version.id, version.part) for version in page.matches]
        asked = answers[len(shown) : len(shown) + len(names)]
        shown += names
        included = [(version.type, version.id) for version in page.included]
        assert len(set(included)) == len(included), "included twice"
        assert shown == expected[: len(shown)]
        assert set(included) == seen.included(query.includes, asked)
        assert [version.version for version in page.matches] == [seen.version(name[:2]) for name in names]
        assert page.total == (len(expected) if query.total == "accurate" else None)
        if page.next is None:
            break
        assert len(names) == count, "a page that is not the last is full"
        page = await store.search(query, scope, count=count, cursor=page.next)
    assert shown == expected


async def law(
    engine: str, server: Postgres | None, before: list[Change], after: list[Change], searches: list[Asked]
) -> None:
    """First pages, then the world changes, then the other pages: they are of the instant of the first."""
    async with fresh(engine, server) as store:
        model = Model()
        await apply(store, model, before)
        then = model.copy()
        begun = []
        for asked in searches:
            note(f"first page of {asked}")
            query, scope = parse(asked.type, asked.pairs, now=lambda: NOW), scope_of(asked.reader, then)
            with driving(asked.reader.driving):
                begun.append((asked, query, scope, await first_page(store, query, scope, asked.count)))
        await apply(store, model, after)
        for asked, query, scope, page in begun:
            note(f"all pages of {asked}")
            with driving(asked.reader.driving):
                await holds(store, then, query, scope, asked.count, page)


@contextmanager
def driving(people: int) -> Iterator[None]:
    """Up to how many people a plan starts from people: both ways must agree."""
    before, planned.DRIVING = planned.DRIVING, people
    try:
        yield
    finally:
        planned.DRIVING = before


def attack(engine: str, server: Postgres | None, examples: int) -> None:
    # no shrinking: a world comes whole from its seed, a smaller seed is no smaller world
    @settings(max_examples=examples, phases=(Phase.generate,))
    @given(worlds())
    def attacked(world: tuple[list[Change], list[Change], list[Asked]]) -> None:
        run(law(engine, server, *world))

    attacked()


def test_search_on_sqlite_is_judging_everything() -> None:
    """On SQLite: same resources, same order, same includes and totals, over all pages."""
    attack("sqlite", None, 70)


def test_search_on_postgres_is_judging_everything(postgres: Postgres) -> None:
    """On PostgreSQL, the same."""
    attack("postgres", postgres, 8)


@pytest.mark.long
def test_search_on_sqlite_at_length() -> None:
    """The law on SQLite, as a campaign."""
    attack("sqlite", None, 1_500)


@pytest.mark.long
def test_search_on_postgres_at_length(postgres: Postgres) -> None:
    """The law on PostgreSQL, as a campaign."""
    attack("postgres", postgres, 150)
