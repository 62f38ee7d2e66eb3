"""Beside the versions: feed, relations, settings, counts, sweeping, checking."""

from __future__ import annotations

import asyncio

import pytest
from tests.store.shelf import BEGIN, Shelf, made, observation, on_shelf, patient, settled

from dsn.access.relations import ALWAYS, Claim, Relation
from dsn.access.scope import Scope
from dsn.base.errors import Conflict, Gone, Invalid, Unsupported
from dsn.fhir.search import parse
from dsn.fhir.types import Resource
from dsn.sql.connection import Connection
from dsn.sql.database import open_database
from dsn.store import Store
from dsn.store.changes import Create, Delete, Guard, Update
from dsn.store.feed import START
from dsn.store.schema import INDEX_TABLES

ALL = Scope("tests", None, "tests")


def test_the_feed_tells_every_version_in_the_order_of_commits(engine: str) -> None:
    """From any cursor on, what came after it; what was unchanged is no news."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(observation("o")))
        await settled(shelf.store)
        middle = await shelf.store.feed_end()
        await shelf.commit(Update(patient("roy")))
        await shelf.commit(Delete("Patient", "roy"))
        await settled(shelf.store)
        news = await shelf.store.feed(START)
        assert [(one.type, one.version) for one in news] == [
            ("Patient", 1),
            ("Observation", 1),
            ("Patient", 2),
        ]
        assert [one.version for one in await shelf.store.feed(middle)] == [2]
        assert await shelf.store.feed(news[0].cursor, limit=1) == news[1:2]
        assert await shelf.store.feed(await shelf.store.feed_end()) == []
        with pytest.raises(Invalid, match="cursor-invalid"):
            await shelf.store.feed(b"?")

    on_shelf(engine, work)


def test_listeners_are_woken_by_commits_of_this_process(engine: str) -> None:
    """Until they stop listening."""

    async def work(shelf: Shelf) -> None:
        woken: list[int] = []
        stop = shelf.store.listen(lambda: woken.append(1))
        await shelf.commit(Update(patient("roy")))
        assert woken
        stop()
        woken.clear()
        await shelf.commit(Update(patient("roy", "Côté")))
        assert not woken

    on_shelf(engine, work)


def _treats(resource: Resource) -> tuple[Claim, ...]:
    """Practitioners who see somebody in an encounter, until it has ended."""
    if resource.resourceType != "Encounter" or resource.status == "finished":  # type: ignore[attr-defined]
        return ()
    person = resource.subject.reference.removeprefix("Patient/")  # type: ignore[attr-defined]
    seen = [one.individual.reference for one in resource.participant]  # type: ignore[attr-defined]
    return tuple(Claim(who, person, "visit", BEGIN, ALWAYS) for who in seen)


def _visit(status: str, *who: str) -> Resource:
    return made(
        resourceType="Encounter",
        id="visit",
        status=status,
        **{"class": {"code": "IMP"}},
        subject={"reference": "Patient/roy"},
        participant=[{"individual": {"reference": f"Practitioner/{one}"}} for one in who],
    )


def test_relations_follow_the_newest_version(engine: str) -> None:
    """What a resource claims is in force while it is its newest version; the epoch moves when claims do."""

    async def work(shelf: Shelf) -> None:
        async def of(who: str) -> list[Relation]:
            return await shelf.store.relations(f"Practitioner/{who}", BEGIN + 5)

        roy = (await shelf.commit(Update(patient("roy")))).done[0].key
        before = shelf.store.relations_epoch
        await shelf.commit(Update(_visit("in-progress", "ana", "bob")))
        assert await of("ana") == [Relation("Practitioner/ana", roy, "visit", BEGIN, ALWAYS)]
        assert shelf.store.relations_epoch != before
        await shelf.commit(Update(_visit("in-progress", "bob", "eve")))
        assert (await of("ana"), len(await of("bob")), len(await of("eve"))) == ([], 1, 1)
        await shelf.commit(Update(_visit("finished", "bob")))
        assert await of("bob") == []
        await shelf.commit(Update(_visit("in-progress", "bob")))
        await shelf.commit(Delete("Encounter", "visit"))
        assert await of("bob") == []

    on_shelf(engine, work, relate=(_treats,))


def test_guards_are_taken_passed_on_and_freed(engine: str) -> None:
    """Each step only by whoever expects rightly who holds it."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Guard("bed", "a"))
        for refused in (Guard("bed", "b"), Guard("bed", "b", expected="c"), Guard("bed", None, expected="c")):
            with pytest.raises(Conflict, match="guard-taken"):
                await shelf.commit(refused)
        await shelf.commit(Guard("bed", "b", expected="a"))
        await shelf.commit(Guard("bed", None, expected="b"))
        await shelf.commit(Guard("bed", "c"))

    on_shelf(engine, work)


def test_settings_are_kept(engine: str) -> None:
    """Set, set anew, removed."""

    async def work(shelf: Shelf) -> None:
        assert await shelf.store.setting_get("langue") is None
        for value in ("fr", "en"):
            await shelf.store.setting_set("langue", value)
            assert await shelf.store.setting_get("langue") == value
        await shelf.store.setting_set("langue", None)
        assert await shelf.store.setting_get("langue") is None

    on_shelf(engine, work)


def test_sweeping_removes_what_ended_half_an_hour_ago(engine: str) -> None:
    """Not sooner. Pages begun before the sweep can then no longer be turned; new searches find what is."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(patient("cote", "Côté")))
        query = parse("Patient", [("name", "roy,cote,lavoie")])
        page = await shelf.store.search(query, ALL, count=1)
        shelf.clock.now += 1000
        await shelf.commit(Update(patient("roy", "Lavoie")))
        assert await shelf.store.sweep() == 0
        assert (await shelf.store.search(query, ALL, count=5, cursor=page.next)).matches
        shelf.clock.now += 31 * 60 * 1000
        assert await shelf.store.sweep() > 0
        with pytest.raises(Gone, match="page-expired"):
            await shelf.store.search(query, ALL, count=5, cursor=page.next)
        assert len((await shelf.store.search(query, ALL)).matches) == 2
        assert await shelf.store.sweep() == 0
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_a_quiet_store_never_expires_a_page(engine: str) -> None:
    """Where nothing ended since the page was shown, it can be turned an hour later."""

    async def work(shelf: Shelf) -> None:
        await shelf.commit(Update(patient("roy")), Update(patient("cote")))
        page = await shelf.store.search(parse("Patient", []), ALL, count=1)
        shelf.clock.now += 60 * 60 * 1000
        await shelf.store.sweep()
        rest = await shelf.store.search(parse("Patient", []), ALL, count=1, cursor=page.next)
        assert len(rest.matches) == 1

    on_shelf(engine, work)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("DELETE FROM ix_token WHERE code = '718-7'", "missing"),
        ("DELETE FROM life", "missing"),
        ("DELETE FROM member", "missing"),
        ("UPDATE ix_string SET folded = 'autre'", "missing"),
        ("UPDATE ix_date SET low = low + 1", "missing"),
        (
            "INSERT INTO ix_uri ({bucket}param, uri, key, since, until) VALUES ({zero}4, 1, 5, 1, NULL)",
            "surplus",
        ),
    ],
)
def test_the_check_finds_rows_that_lack_or_that_nothing_stands_for(engine: str, harm: str, told: str) -> None:
    """A sound store is sound; whatever is taken, changed or added in the index is found."""

    async def work(shelf: Shelf) -> None:
        when = "2026-01-05T10:00:00Z"
        await shelf.commit(Update(patient("roy")), Update(observation("o", effectiveDateTime=when)))
        assert (await shelf.store.check()).sound
        postgres = shelf.store.database.dialect.is_postgres
        statement = harm.format(bucket="bucket, " if postgres else "", zero="0, " if postgres else "")
        shelf.store.database.writer.call(lambda connection: connection.run(statement))
        report = await shelf.store.check()
        assert not report.sound
        assert report.missing if told == "missing" else report.surplus

    on_shelf(engine, work)


def test_a_store_opened_again_has_everything(engine: str) -> None:
    """And goes on numbering versions and instants where it was, even when the clock was set back."""

    async def work(shelf: Shelf) -> None:
        first = await shelf.commit(Update(patient("roy")))
        await shelf.store.close()
        again = Shelf(await Store.open(engine, clock=lambda: BEGIN - 1_000_000), shelf.clock, engine)
        try:
            second = await again.commit(Update(patient("roy", "Côté")))
            assert second.done[0].version == 2
            assert second.instant > first.instant
            assert (await again.store.check()).sound
        finally:
            await again.store.close()

    on_shelf(engine, work)


def test_two_processes_may_write_one_store(engine: str) -> None:
    """Two stores over one database: versions follow one another, guards hold, nothing is lost."""

    async def work(shelf: Shelf) -> None:
        other = Shelf(await Store.open(engine), shelf.clock, engine)
        try:
            both = (shelf, other)
            await asyncio.gather(*(both[n % 2].commit(Update(patient("roy", f"Roy {n}"))) for n in range(16)))
            await asyncio.gather(*(both[n % 2].commit(Create(patient(family="x"))) for n in range(16)))
            tries = [both[n % 2].commit(Guard("bed", f"{n}")) for n in range(6)]
            taken = await asyncio.gather(*tries, return_exceptions=True)
            assert sum(isinstance(one, Conflict) for one in taken) == 5
            found = await shelf.store.read("Patient", "roy")
            assert found is not None
            assert found.version == 16
            assert await other.store.counts() == {"Patient": 17}
            await settled(other.store)
            assert len(await other.store.feed(limit=1000)) == 32
            assert (await other.store.check()).sound
        finally:
            await other.store.close()

    on_shelf(engine, work)


def test_a_store_of_a_newer_program_is_refused(engine: str) -> None:
    """Opening it would write what it does not understand."""

    async def work(shelf: Shelf) -> None:
        def newer(connection: Connection) -> int:
            return connection.run("UPDATE format SET number = 99 WHERE name = 'store'")

        shelf.store.database.writer.call(newer)
        with pytest.raises(Unsupported, match="store-newer"):
            await Store.open(engine)

    on_shelf(engine, work)


@pytest.mark.parametrize("url", ["mysql://x", "sqlite://nowhere", "dsn.db"])
def test_an_address_of_no_engine_is_refused(url: str) -> None:
    """With the address, in case it was mistyped."""
    with pytest.raises(Invalid, match="store-url"):
        open_database(url)


def test_sweeping_leaves_nothing_that_ended_and_takes_nothing_that_holds(engine: str) -> None:
    """Over many versions, in slices, with deletions and returns: every ended row of every table goes."""

    async def work(shelf: Shelf) -> None:
        for number in range(130):
            await shelf.commit(
                Update(patient("roy", f"Roy {number}")), Update(observation("o", code=f"{number}"))
            )
        await shelf.commit(Delete("Observation", "o"))
        await shelf.commit(Update(observation("o", code="retour")))
        shelf.clock.now += 31 * 60 * 1000
        await shelf.commit(Update(patient("roy", "Tout récent")))
        await shelf.store.sweep()

        def ended(connection: Connection) -> int:
            tables = ("life", "member", *(table.name for table in INDEX_TABLES))
            counts = [f"(SELECT count(*) FROM {name} WHERE until IS NOT NULL)" for name in tables]
            return int(str(connection.rows(f"SELECT {' + '.join(counts)}")[0][0]))

        before = shelf.store.database.read_here(ended)
        assert 0 < before < 10  # what ended just now
        shelf.clock.now += 31 * 60 * 1000
        await shelf.store.sweep()
        assert shelf.store.database.read_here(ended) == 0
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)
