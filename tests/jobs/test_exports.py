"""Exports: what a desk sees and no more, in the log before it leaves, the same bytes however often it is stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.jobs.place import Place, at, settled
from tests.records.test_destroying import scan
from tests.records.ward import appointment, observation, patient

from dsn.base.errors import Conflict, Invalid, NotFound
from dsn.jobs.exports import Asked, Exported, Progress, export, run
from dsn.jobs.exports.state import MANIFEST, UNFINISHED
from dsn.records import exporting
from dsn.store.changes import Delete
from dsn.store.keeping import walk

EVER = (0, 2**45)
ALL = Asked("systeme")


async def _exported(place: Place, folder: Path, asked: Asked = ALL, at: int | None = None) -> Exported:
    return await export(await place.desk(asked.account), folder, asked, at=at)


def _ids(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """File → (id, version) of its lines."""
    return {
        path.name: [
            (one["id"], one["meta"]["versionId"]) for one in map(json.loads, path.read_text().splitlines())
        ]
        for path in sorted(folder.glob("*.ndjson"))
    }


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_everything_is_exported_once_with_its_figures(engine: str, tmp_path: Path) -> None:
    """A file for each type, newest versions, whole; counts and digests in the manifest; a row of the log per person."""

    async def work(place: Place) -> None:
        done = await _exported(place, tmp_path / "out")
        found = {name: sorted(lines) for name, lines in _ids(tmp_path / "out").items()}
        assert found == {
            "Encounter.ndjson": [("visit-roy", "1")],
            "Observation.ndjson": [("obs-cote", "1"), ("obs-roy", "2")],
            "Patient.ndjson": [("cote", "1"), ("roy", "1")],
        }
        assert (done.count, done.resumed) == (5, 0)
        kept = json.loads((tmp_path / "out" / MANIFEST).read_bytes())["files"]
        assert {name: (one["count"], one["size"]) for name, one in kept.items()} == {
            name: (len(lines), (tmp_path / "out" / name).stat().st_size) for name, lines in found.items()
        }
        events = [event for event in await place.log.by_who("systeme", *EVER) if event.act == "export"]
        told = {person for event in events for person in event.subjects}
        assert told == {await place.key("roy"), await place.key("cote")}
        assert not (tmp_path / "out" / UNFINISHED).exists()

    at(engine, work, filled=True)


def test_an_account_exports_what_it_sees(engine: str, tmp_path: Path) -> None:
    """Nurse Gagnon gets Roy's, not Côté's; the log names her and Roy; a person she does not see is not found."""

    async def work(place: Place) -> None:
        asked = Asked("inf-gagnon")
        await _exported(place, tmp_path / "out", asked)
        found = _ids(tmp_path / "out")
        assert {id_ for lines in found.values() for id_, _ in lines} == {"roy", "obs-roy", "visit-roy"}
        events = await place.log.by_who("inf-gagnon", *EVER)
        assert {event.subjects for event in events if event.act == "export"} == {(await place.key("roy"),)}
        with pytest.raises(NotFound):
            await (await place.desk("inf-gagnon")).export(patients=["cote"])

    at(engine, work, filled=True)


@pytest.mark.parametrize("few", [500, 0])
def test_by_people_or_by_everything_is_the_same_export(
    engine: str, tmp_path: Path, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What few people have, or the walk of everything, judged version by version: the same lines in the same order."""
    monkeypatch.setattr(exporting, "FEW", few)

    async def work(place: Place) -> None:
        await place.put(appointment("both", "roy", "cote"), observation("moved", "cote"))
        await place.put(observation("moved", "roy"))
        await _exported(place, tmp_path / "out", Asked("inf-gagnon"))
        found = {id_ for lines in _ids(tmp_path / "out").values() for id_, _ in lines}
        assert found == {"roy", "obs-roy", "visit-roy", "both", "moved"}
        await _exported(place, tmp_path / "one", Asked("systeme", patients=["cote"]))
        found = {id_ for lines in _ids(tmp_path / "one").values() for id_, _ in lines}
        assert found == {"cote", "obs-cote", "both"}

    at(engine, work, filled=True)


def test_what_was_corrected_away_is_not_exported_from_before(engine: str, tmp_path: Path) -> None:
    """An observation that was Roy's by mistake, at the instant when it was: the nurse of Roy does not get it."""

    async def work(place: Place) -> None:
        await place.put(observation("slip", "roy"))
        before = await settled(place)
        await place.put(observation("slip", "cote"))
        await _exported(place, tmp_path / "out", Asked("inf-gagnon"), at=before)
        assert "slip" not in {id_ for lines in _ids(tmp_path / "out").values() for id_, _ in lines}
        await _exported(place, tmp_path / "all", at=before)
        assert "slip" in {id_ for lines in _ids(tmp_path / "all").values() for id_, _ in lines}

    at(engine, work, filled=True)


class Stopped(Exception):
    """The power went."""


def test_stopped_anywhere_it_goes_on_to_the_same_bytes(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after each slice in turn, with half lines behind, while others write, and rows are swept: what comes out
    is what an export that was never stopped wrote at that instant."""
    monkeypatch.setattr(walk, "SLICE", 7)
    monkeypatch.setattr(run, "EVERY", 2)

    async def work(place: Place) -> None:
        await place.put(*(observation(f"o{n}", "roy" if n % 3 else "cote") for n in range(60)))
        now = await settled(place)
        whole = await _exported(place, tmp_path / "whole", at=now)
        folder = tmp_path / "stopped"
        stopped: list[int] = []
        for stop in (1, 2, 3, 2, 1):
            left = [stop]
            stopped.append(stop)

            def told(progress: Progress, left: list[int] = left) -> None:
                left[0] -= 1
                if not left[0]:
                    raise Stopped

            with pytest.raises(Stopped):
                await export(await place.desk(), folder, ALL, told, at=now)
            for path in folder.glob("*.ndjson"):
                with path.open("ab") as file:
                    file.write(b'{"half')
            (folder / "Basic.ndjson").write_bytes(b"{}\n")
            await place.put(observation(f"o{len(stopped)}", "roy", "4544-3"), patient(f"new-{len(stopped)}"))
            await (await place.desk()).commit([Delete("Observation", f"o{30 + len(stopped)}")])
            place.clock.at += 3_600_000
            await place.store.sweep()
        done = await _exported(place, folder, at=now + 10**9)  # which is not its instant any more
        assert (done.at, done.count) == (now, whole.count)
        assert 0 < done.resumed < done.count
        assert _bytes(folder) == {**_bytes(tmp_path / "whole"), MANIFEST: (folder / MANIFEST).read_bytes()}

    at(engine, work, filled=True)


def test_contents_beside_the_bodies_are_exported_whole(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attachments kept apart come in their place, and few at a time: a slice is cut by its bytes too."""
    monkeypatch.setattr(walk, "LARGEST", 200_000)

    async def work(place: Place) -> None:
        await place.put(*(scan(f"d{n}", "roy", "QRST"[n]) for n in range(4)))
        taken, sizes = await (await place.desk()).export(types=["DocumentReference"]), []
        after: int | None = walk.START
        while after is not None:
            found = await taken.next(after)
            sizes.append(len(found.versions))
            after = found.after
        assert sizes == [2, 2]
        await _exported(place, tmp_path / "out")
        lines = (tmp_path / "out" / "DocumentReference.ndjson").read_text().splitlines()
        assert sorted(json.loads(line)["content"][0]["attachment"]["data"][:3] for line in lines) == [
            "QQQ",
            "RRR",
            "SSS",
            "TTT",
        ]

    at(engine, work, filled=True)


def test_since_gives_what_is_new_and_what_is_gone(engine: str, tmp_path: Path) -> None:
    """Versions recorded from then on, and deletions as Bundles; without it a deletion is just not there."""

    async def work(place: Place) -> None:
        since = place.clock()
        await place.put(observation("fresh", "roy"))
        await (await place.desk()).commit([Delete("Observation", "obs-cote")])
        await _exported(place, tmp_path / "all")
        assert "obs-cote" not in {id_ for id_, _ in _ids(tmp_path / "all")["Observation.ndjson"]}
        done = await _exported(place, tmp_path / "new", Asked("systeme", since=since))
        assert (done.count, sorted(done.files)) == (2, ["Observation.ndjson", "deleted.ndjson"])
        (gone,) = (tmp_path / "new" / "deleted.ndjson").read_text().splitlines()
        assert json.loads(gone)["entry"] == [{"request": {"method": "DELETE", "url": "Observation/obs-cote"}}]

    at(engine, work, filled=True)


def test_types_and_folders_are_as_asked_or_refused(engine: str, tmp_path: Path) -> None:
    """One type only; no such type; a folder that holds something else."""

    async def work(place: Place) -> None:
        await _exported(place, tmp_path / "out", Asked("systeme", types=["Patient"]))
        assert list(_ids(tmp_path / "out")) == ["Patient.ndjson"]
        with pytest.raises(Invalid, match="resource-type-unknown"):
            await _exported(place, tmp_path / "none", Asked("systeme", types=["Pateint"]))
        with pytest.raises(Conflict, match="export-folder-taken"):
            await _exported(place, tmp_path / "out")

    at(engine, work, filled=True)


def test_each_slice_is_in_the_log_before_it_is_given(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first slice the log already has the people in it, and not those still to come."""
    monkeypatch.setattr(walk, "SLICE", 1)

    async def work(place: Place) -> None:
        taken = await (await place.desk()).export()
        after: int | None = walk.START
        told: set[int] = set()
        while after is not None:
            found = await taken.next(after)
            events = [event for event in await place.log.by_who("systeme", *EVER) if event.act == "export"]
            told = {person for event in events for person in event.subjects}
            assert {key for one in found.versions for key in one.patients} <= told
            after = found.after
        assert told == {await place.key("roy"), await place.key("cote")}

    at(engine, work, filled=True)
