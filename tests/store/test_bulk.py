"""Import of files: what is stored, what is told, and that the same files again change nothing."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from tests.store.shelf import Shelf, on_shelf, patient, settled

from dsn.access.scope import Scope
from dsn.base import ids
from dsn.base.errors import Invalid
from dsn.fhir.search import parse
from dsn.store.bulk import Progress, Report, import_paths
from dsn.store.changes import Update

ALL = Scope("tests", None, "tests")
LIFE = next(Path("tests/data/synthea").glob("Mayte*.json.gz"))


def _told(report: Report) -> tuple[int, int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.kept, len(report.refused)


def _person(id_: str, family: str = "Roy") -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_, "name": [{"family": family}]}


def _result(id_: str, of: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": of},
    }


def _bundle(*entries: dict[str, Any], kind: str = "transaction") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def _posted(url: str, resource: dict[str, Any], method: str = "POST") -> dict[str, Any]:
    return {
        "fullUrl": url,
        "resource": resource,
        "request": {"method": method, "url": resource["resourceType"]},
    }


def test_a_life_is_stored_whole_and_once(engine: str) -> None:
    """Every resource under its id, references settled, index sound; the second time all is as it was."""

    async def work(shelf: Shelf) -> None:
        expected = [entry["resource"] for entry in json.loads(gzip.decompress(LIFE.read_bytes()))["entry"]]
        first = await import_paths(shelf.store, [LIFE])
        assert _told(first) == (len(expected), 0, 0, 0, 0)
        for resource in expected[:40]:
            body = await shelf.body(resource["resourceType"], resource["id"])
            assert body is not None
            assert b"urn:uuid" not in json.dumps(body).encode()
        person = expected[0]["id"]
        results = await shelf.store.search(parse("Observation", [("patient", person)]), ALL, count=1000)
        assert len(results.matches) == sum(one["resourceType"] == "Observation" for one in expected)
        assert {ids.bucket_of_key(one.key) for one in results.matches} == {ids.bucket_of_text(person)}
        await settled(shelf.store)
        feed = await shelf.store.feed_end()
        assert _told(await import_paths(shelf.store, [LIFE])) == (0, 0, len(expected), 0, 0)
        assert await shelf.store.feed_end() == feed
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_lines_that_are_wrong_are_told_and_the_others_stored(engine: str, tmp_path: Path) -> None:
    """With file, line, code and path."""
    lines = [
        json.dumps(_person("a")),
        '{"resourceType":"Patient","id":"b","gender":"autre"}',
        "",
        "not json",
        '{"resourceType":"Patient","name":[{"family":"sans id"}]}',
        json.dumps(_result("o", "Patient/a")),
    ]
    file = tmp_path / "lot.ndjson"
    file.write_text("\n".join(lines))

    async def work(shelf: Shelf) -> None:
        report = await import_paths(shelf.store, [file])
        assert report.new == 2
        assert [one.line for one in report.refused] == [2, 4, 5]
        assert report.refused[2].error[1] == "id-missing"
        assert report.refused[0].error[2] == "Patient.gender"
        assert await shelf.store.counts() == {"Patient": 1, "Observation": 1}

    on_shelf(engine, work)


def test_posted_entries_leave_what_is_there_and_others_replace_it(engine: str, tmp_path: Path) -> None:
    """POST creates; PUT, and resources without a request, become the next version."""
    (tmp_path / "1.json").write_text(json.dumps(_bundle(_posted("urn:uuid:1", _person("a", "Premier")))))
    (tmp_path / "2.json").write_text(json.dumps(_bundle(_posted("urn:uuid:2", _person("a", "Second")))))
    (tmp_path / "3.json").write_text(json.dumps(_bundle(_posted("urn:uuid:3", _person("a", "Tiers"), "PUT"))))

    async def work(shelf: Shelf) -> None:
        report = await import_paths(shelf.store, [tmp_path / "1.json", tmp_path / "2.json"])
        assert _told(report) == (1, 0, 0, 1, 0)
        assert _told(await import_paths(shelf.store, [tmp_path / "3.json"])) == (0, 1, 0, 0, 0)
        body = await shelf.body("Patient", "a")
        assert body is not None
        assert (body["name"], body["meta"]["versionId"]) == ([{"family": "Tiers"}], "2")
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_entries_are_known_by_their_full_url(engine: str, tmp_path: Path) -> None:
    """References to `urn:uuid:…` and to absolute addresses become local ones; a UUID is the id of who has none."""
    uuid = "0b6ba1c2-0d3c-4c4c-9f4b-2d1a5a4f6c01"
    person = _person("a")
    del person["id"]
    bundle = _bundle(
        _posted("http://other/fhir/Observation/o", _result("o", f"urn:uuid:{uuid}")),
        _posted(f"urn:uuid:{uuid}", person),
        _posted("http://other/fhir/Observation/p", _result("p", "http://elsewhere/Patient/1")),
        _posted(
            "urn:uuid:9",
            _result("q", "Patient/later") | {"hasMember": [{"reference": "http://other/fhir/Observation/o"}]},
        ),
    )
    (tmp_path / "b.json").write_text(json.dumps(bundle))

    async def work(shelf: Shelf) -> None:
        report = await import_paths(shelf.store, [tmp_path])
        assert _told(report) == (4, 0, 0, 0, 0)
        assert await shelf.body("Patient", uuid) is not None
        subjects = {}
        for id_ in "opq":
            body = await shelf.body("Observation", id_)
            assert body is not None
            subjects[id_] = body["subject"]["reference"]
        assert subjects == {"o": f"Patient/{uuid}", "p": "http://elsewhere/Patient/1", "q": "Patient/later"}
        assert (await shelf.body("Observation", "q") or {})["hasMember"] == [{"reference": "Observation/o"}]
        await shelf.commit(Update(patient("later")))
        found = await shelf.store.search(parse("Observation", [("patient.name", "roy")]), ALL)
        assert sorted(one.id for one in found.matches) == ["o", "q"]

    on_shelf(engine, work)


def test_conditional_references_find_what_is_there(engine: str, tmp_path: Path) -> None:
    """What finds none is refused alone."""
    doctor = {"resourceType": "Practitioner", "id": "d", "identifier": [{"system": "urn:x", "value": "1"}]}
    (tmp_path / "practitionerInformation1.json").write_text(
        json.dumps(_bundle(_posted("urn:uuid:1", doctor, "PUT")))
    )
    asks = [
        _result(id_, "Patient/a") | {"performer": [{"reference": f"Practitioner?identifier=urn:x|{value}"}]}
        for id_, value in (("o", "1"), ("p", "2"))
    ]
    bundle = _bundle(*(_posted(f"urn:uuid:{n}", one) for n, one in enumerate((_person("a"), *asks))))
    (tmp_path / "a-life.json").write_text(json.dumps(bundle))

    async def work(shelf: Shelf) -> None:
        report = await import_paths(shelf.store, [tmp_path])
        assert (report.new, [(one.line, one.error[1]) for one in report.refused]) == (
            3,
            [(3, "none-matches")],
        )
        body = await shelf.body("Observation", "o")
        assert body is not None
        assert body["performer"] == [{"reference": "Practitioner/d"}]
        again = await import_paths(shelf.store, [tmp_path])
        assert (again.new, again.changed) == (0, 0)
        assert (await shelf.store.check()).sound

    on_shelf(engine, work)


def test_what_is_no_fhir_is_told_by_file(engine: str, tmp_path: Path) -> None:
    """A broken file, a damaged archive, a method that is no import; a missing path stops before anything is stored."""
    (tmp_path / "broken.json").write_text('{"resourceType":"Bundle","entry":[')
    (tmp_path / "damaged.json.gz").write_bytes(gzip.compress(b"{}" * 500)[:20])
    (tmp_path / "erase.json").write_text(json.dumps(_bundle(_posted("urn:uuid:1", _person("a"), "DELETE"))))
    (tmp_path / "notes.txt").write_text("not ours")
    (tmp_path / "one.json.gz").write_bytes(gzip.compress(json.dumps(_person("z")).encode()))

    async def work(shelf: Shelf) -> None:
        seen: list[Progress] = []
        report = await import_paths(shelf.store, [tmp_path], seen.append)
        assert {(Path(one.file).name, one.error[1]) for one in report.refused} == {
            ("broken.json", "import-unreadable"),
            ("damaged.json.gz", "import-unreadable"),
            ("erase.json", "import-method"),
        }
        assert await shelf.store.counts() == {"Patient": 1}
        assert seen[-1] == Progress(4, 4, 1)
        with pytest.raises(Invalid, match="import-missing"):
            await import_paths(shelf.store, [tmp_path / "one.json.gz", tmp_path / "nowhere"])

    on_shelf(engine, work)


def test_an_import_beside_a_server_writes_in_small_slices(engine: str, tmp_path: Path) -> None:
    """While somebody else has the store open, and everything arrives all the same."""
    lines = [json.dumps(_person(f"p{n}", f"Nom {n}")) for n in range(300)]
    (tmp_path / "lot.ndjson").write_text("\n".join(lines))

    async def work(shelf: Shelf) -> None:
        from dsn.store import Store

        server = await Store.open(engine)
        try:
            report = await import_paths(shelf.store, [tmp_path / "lot.ndjson"])
            assert report.new == 300
            await settled(server)
            instants = {one.instant for one in await server.feed(limit=1000)}
            assert len(instants) > 1 or server.database.dialect.is_postgres
        finally:
            await server.close()

    on_shelf(engine, work)
