"""Destroying: everything a person's record ever said is gone, others' is untouched, log and index stay whole."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.jobs.place import Place, at
from tests.records.ward import appointment, observation, patient
from tests.store.shelf import made

from dsn.base.errors import Forbidden, Gone, Invalid, NotFound
from dsn.fhir.search import parse
from dsn.fhir.types import Resource
from dsn.records.destroying import TOMBSTONE, Destroyed
from dsn.sql.connection import Connection
from dsn.store.changes import Delete
from dsn.store.keeping import erase
from dsn.store.schema import TABLES
from dsn.store.searching import EVERYTHING

LEFT = {"resource": 7, "member": 1}
"""Six tombstones, and what both have."""
RULE = "règle 1234 du calendrier de conservation"


async def _destroy(place: Place, patient_id: str = "roy", by: str = "archiviste-cote") -> Destroyed:
    return await (await place.desk(by)).destroy(patient_id, RULE, await place.desk("directrice-gauthier"))


def scan(id_: str, of: str, letter: str = "Q") -> Resource:
    """A document with a content too large for a body; the same letter, the same content."""
    content = {"attachment": {"data": letter * 120_000}}
    return made(
        resourceType="DocumentReference",
        id=id_,
        status="current",
        subject={"reference": f"Patient/{of}"},
        content=[content],
    )


async def _told(place: Place) -> None:
    """More of Roy: a correction from Côté, one to Côté, a deleted one, an appointment of both."""
    await place.put(patient("roy", "Zygomatique"), observation("mine", "cote"), observation("hers", "roy"))
    await place.put(observation("mine", "roy"), observation("hers", "cote"), observation("old", "roy"))
    await place.put(appointment("both", "roy", "cote"), scan("scan", "roy"), scan("other", "cote", "P"))
    await place.put(scan("scan", "roy", "P"))
    await (await place.desk()).commit([Delete("Observation", "old")])


def test_nothing_that_a_destroyed_record_said_is_left(engine: str) -> None:
    """No version, no index row, no relation, no guard; the tombstones stand; Côté's is as it was; all is sound."""

    async def work(place: Place) -> None:
        await _told(place)
        person = await place.key("roy")
        await place.store.database.writer.submit(
            lambda c: c.run("INSERT INTO guard (name, holder) VALUES ('nam/ROYX', 'Patient/roy')")
        )
        await place.store.words.keep()
        before = await place.store.read("Observation", "hers")
        done = await _destroy(place)
        assert done.resources == {"DocumentReference": 1, "Encounter": 1, "Observation": 3, "Patient": 1}
        assert done.shared == ["Appointment/both"]
        desk = await place.desk()
        for type_, id_ in (("Patient", "roy"), ("Observation", "obs-roy"), ("Observation", "old")):
            with pytest.raises(Gone):
                await desk.read(type_, id_)
            assert [one.deleted for one in (await desk.history(type_, id_)).matches] == [True]
        assert await place.store.read("Observation", "hers") == before
        with pytest.raises(NotFound):
            await desk.vread("Observation", "hers", 1)
        assert (await desk.read("Observation", "obs-cote")).version == 1
        left = await place.store.database.read(lambda c: _rows(c, person))
        assert left == LEFT
        contents = "SELECT (SELECT count(*) FROM blob), (SELECT count(*) FROM blob_use)"
        assert (await place.store.database.read(lambda c: c.rows(contents)))[0] == (
            1,
            1,
        )  # Côté's has the same letter
        assert b"PPPP" in (await desk.read("DocumentReference", "other")).body
        assert not await place.store.relations("Practitioner/demo-inf-gagnon", 0)
        found = await place.store.search(parse("Patient", [("name", "zygomatique")]), EVERYTHING)
        assert found.matches == ()
        (kept,) = (await place.store.settings(f"{TOMBSTONE}{person}.")).values()
        assert RULE in kept
        await place.assert_sound()

    at(engine, work, filled=True)


def _rows(connection: Connection, person: int) -> dict[str, int]:
    """Rows by table that name the person or one of what was theirs."""
    gone = [str(row[0]) for row in connection.rows("SELECT key FROM resource WHERE deleted = 1")]
    found = {}
    for table in TABLES:
        where = [f"key IN ({', '.join(gone)})"] * (
            "key" in table.names and table.name not in ("resource", "feed")
        )
        where += [f"patient = {person}"] * ("patient" in table.names)
        if where and table.name != "directory":
            sql = f"SELECT count(*) FROM {table.name} WHERE {' OR '.join(where)}"
            found[table.name] = int(str(connection.rows(sql)[0][0]))
    return {name: count for name, count in found.items() if count}


def test_the_log_says_who_destroyed_and_why(engine: str) -> None:
    """Before, with each deletion, and after; both people and the rule; the person's own log shows it."""

    async def work(place: Place) -> None:
        await _destroy(place)
        await place.log.drain(place.store)
        events = [
            e for e in await place.log.by_person(await place.key("roy"), 0, 2**45) if e.act == "destroy"
        ]
        assert len(events) == 3
        assert {(e.who, e.on_behalf_of, e.why) for e in events} == {
            ("archiviste-cote", "directrice-gauthier", RULE)
        }
        assert events[0].query.startswith("destroyed Patient/roy: 3 resources")

    at(engine, work, filled=True)


def test_stopped_in_between_it_does_what_is_left(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed while erasing: the second time the rest goes, and the third finds nothing more."""
    monkeypatch.setattr(erase, "VERSIONS", 1)
    monkeypatch.setattr(erase, "SLICE", 2)

    async def work(place: Place) -> None:
        await _told(place)
        task = asyncio.create_task(_destroy(place))
        while not await place.store.database.read(
            lambda c: c.rows("SELECT 1 FROM resource WHERE deleted = 1")
        ):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await _destroy(place)
        again = await _destroy(place)
        assert again.versions == 0
        assert (await place.store.database.read(lambda c: _rows(c, again.key))) == LEFT
        await place.assert_sound()

    at(engine, work, filled=True)


@pytest.mark.parametrize(
    ("by", "agreed", "rule", "code"),
    [
        ("inf-gagnon", "directrice-gauthier", RULE, "destroy-not-allowed"),
        ("archiviste-cote", "inf-gagnon", RULE, "destroy-not-allowed"),
        ("systeme", "directrice-gauthier", RULE, "destroy-not-allowed"),
        ("archiviste-cote", "archiviste-cote", RULE, "destroy-two-people"),
        ("archiviste-cote", "directrice-gauthier", " ", "destroy-no-rule"),
    ],
)
def test_it_takes_two_who_may_and_a_rule(tmp_path: Path, by: str, agreed: str, rule: str, code: str) -> None:
    """Anyone else, one person twice, no rule: refused, and nothing is touched."""

    async def work(place: Place) -> None:
        with pytest.raises((Forbidden, Invalid), match=code):
            await (await place.desk(by)).destroy("roy", rule, await place.desk(agreed))
        assert (await (await place.desk()).read("Patient", "roy")).version == 1

    at(f"sqlite:///{tmp_path / 'dsn.db'}", work, filled=True)


def test_the_bytes_are_gone_from_the_file(tmp_path: Path) -> None:
    """Not only out of reach: neither the file nor what lies beside it holds the name any more."""
    file = tmp_path / "dsn.db"

    async def work(place: Place) -> None:
        words = [f"Zygomatique{n}" for n in range(50)]
        for word in words:
            await place.put(patient("roy", word))
        held = b"".join(path.read_bytes() for path in tmp_path.glob("dsn.db*") if path.is_file())
        assert b"zygomatique7" in held
        await _destroy(place)

    at(f"sqlite:///{file}", work, filled=True)
    left = b"".join(path.read_bytes() for path in tmp_path.glob("dsn.db*") if path.is_file())
    assert b"zygomatique" not in left.lower()
