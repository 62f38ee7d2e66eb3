"""Imports as operators know them: in the log, going on where they were stopped, every refusal told once."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from tests.jobs.place import Place, at

from dsn.access.actor import Why
from dsn.accounts import demo
from dsn.base.errors import Forbidden, Invalid
from dsn.jobs.imports import Importer
from dsn.log.events import Event
from dsn.store import Store
from dsn.store.bulk import Progress, Report, loading, mark, sources

EVER = (0, 2**45)


def _person(number: int) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": f"p{number}", "name": [{"family": f"Nom {number}"}]}


def _result(number: int, of: int) -> dict[str, Any]:
    subject = {"reference": f"Patient/p{of}"}
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "code": {"text": "x"},
        "subject": subject,
    }


def _files(folder: Path) -> list[Path]:
    """A Bundle, NDJSON, the same compressed: 90 good resources and 12 bad lines, some at the very end."""
    folder.mkdir()
    people = [{"resource": _person(n), "request": {"method": "PUT", "url": "x"}} for n in range(30)]
    people.insert(7, {"resource": {"resourceType": "Patient", "id": "bad", "gender": "autre"}, "request": {}})
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": people}
    (folder / "1.json").write_text(
        json.dumps(bundle).replace('"request": {}', '"request": {"method": "PUT"}')
    )
    lines = [json.dumps(_result(n, n % 30)) for n in range(60)]
    for place in (0, 5, 6, 20, 40, 66):
        lines.insert(place, '{"resourceType":"Observation","id":"bad"}')
    (folder / "2.ndjson").write_text("\n".join(lines[:33]) + "\n")
    (folder / "3.ndjson.gz").write_bytes(gzip.compress("\n".join([*lines[33:], *["no"] * 5]).encode()))
    return [folder]


def _importer(place: Place, account: str = "systeme") -> Importer:
    why = Why("import", origin="operator@host", client="tests")
    return Importer(place.store, place.log, place.clock, demo.account(account).actor(), why)


async def _imported(place: Place, paths: list[Path], refusals: Path | None = None, stop: int = 0) -> Report:
    """`stop`: the power goes at that word of progress."""
    left = [stop]

    def told(progress: Progress) -> None:
        left[0] -= 1
        if not left[0]:
            raise Stopped

    return await _importer(place).run(paths, told, refusals=refusals)


class Stopped(Exception):
    """The power went."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small batches, and pieces that end between."""
    monkeypatch.setattr(loading, "LARGE", 7)
    monkeypatch.setattr(sources, "LINES", 10)


def _told(report: Report) -> tuple[int, int, int]:
    return report.new, report.unchanged, report.refusals


async def _events(place: Place) -> list[Event]:
    await place.log.drain(place.store)
    return [event for event in await place.log.by_who("systeme", *EVER) if event.function == "import"]


def test_an_import_is_in_the_log(engine: str, tmp_path: Path) -> None:
    """Who, from where, how many, which files; each person that was written is named, so that they see it; the chain
    holds. The same again writes nothing of anybody."""

    async def work(place: Place) -> None:
        paths = _files(tmp_path / "in")
        assert _told(await _imported(place, paths)) == (90, 0, 12)
        events = await _events(place)
        people = {await place.key(f"p{n}") for n in range(30)}
        assert {key for event in events for key in event.subjects} == people
        assert {(event.act, event.origin, event.actor) for event in events} == {
            ("write", "operator@host", "robot")
        }
        assert events[0].query.startswith("import done: files=3 sha256=")
        assert events[0].query.endswith("new=90 changed=0 refused=12")
        (mine,) = await place.log.by_person(await place.key("p3"), *EVER)
        assert mine.query == "import: new=90 changed=0"
        assert _told(await _imported(place, paths)) == (0, 90, 12)
        assert len(await _events(place)) == 3
        await place.assert_sound()

    at(engine, work)


def test_stopped_anywhere_it_goes_on(engine: str, tmp_path: Path, small: None) -> None:
    """At each word of progress: nothing is stored twice, no refusal told twice or lost, the counts are whole."""

    async def work(place: Place) -> None:
        paths, report = _files(tmp_path / "in"), tmp_path / "refusals.ndjson"
        for stop in (1, 3, 2, 2):
            with pytest.raises(Stopped):
                await _imported(place, paths, report, stop)
        done = await _imported(place, paths, report)
        assert (done.new + done.unchanged, done.refusals) == (90, 12)
        assert done.new == 90
        assert done.resumed > 0
        refused = [json.loads(line) for line in report.read_text().splitlines()]
        places = [(Path(one["file"]).name, one["line"]) for one in refused]
        assert len(places) == len(set(places)) == 12
        assert places == sorted(places)
        assert all(one["fr"] != one["en"] for one in refused)
        assert await place.store.counts() == {"Patient": 30, "Observation": 60}
        assert not await place.store.settings(mark.PREFIX)
        logged = sum(int(e.query.split("new=")[1].split()[0]) for e in await _events(place) if e.subjects)
        assert logged == 90
        await place.assert_sound()

    at(engine, work)


def test_a_stopped_import_of_files_that_changed_begins_anew(engine: str, tmp_path: Path, small: None) -> None:
    """Where it was says nothing about other files; and who asks for the first line gets it."""

    async def work(place: Place) -> None:
        paths, report = _files(tmp_path / "in"), tmp_path / "refusals.ndjson"
        with pytest.raises(Stopped):
            await _imported(place, paths, report, 5)
        report.unlink()
        with pytest.raises(Invalid, match="import-report-lost"):
            await _imported(place, paths, report)
        fresh = await _importer(place).run(paths, lambda _: None, refusals=report, again=True)
        assert (fresh.resumed, fresh.new + fresh.unchanged, fresh.refusals) == (0, 90, 12)
        assert fresh.unchanged > 0
        with pytest.raises(Stopped):
            await _imported(place, paths, None, 5)
        (tmp_path / "in" / "2.ndjson").write_text(json.dumps(_result(1, 2)))
        assert (await _imported(place, paths)).resumed == 0

    at(engine, work)


def test_only_the_system_account_imports(engine: str, tmp_path: Path) -> None:
    """An archivist sees everybody and may not write past the rules: refused before anything is stored."""

    async def work(place: Place) -> None:
        with pytest.raises(Forbidden, match="write-not-allowed"):
            await _importer(place, "archiviste-cote").run(_files(tmp_path / "in"), lambda _: None)
        assert await place.store.counts() == {}

    at(engine, work)


def test_beside_a_server_slices_stay_small(tmp_path: Path) -> None:
    """However quick the disk: no transaction takes more than `LARGEST_SLICE` resources while somebody else is there."""
    url = f"sqlite:///{tmp_path / 'dsn.db'}"
    file = tmp_path / "lot.ndjson"
    file.write_text("\n".join(json.dumps(_person(n)) for n in range(1500)))

    async def work(place: Place) -> None:
        server = await Store.open(url)
        try:
            await _imported(place, [file])
        finally:
            await server.close()
        slices: dict[int, int] = {}
        for one in await place.store.feed(limit=2000):
            slices[one.instant] = slices.get(one.instant, 0) + 1
        assert sum(slices.values()) == 1500
        assert max(slices.values()) <= loading.LARGEST_SLICE

    at(url, work)
