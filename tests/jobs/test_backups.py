"""Backups: consistent while the record is served, whole or refused, and good to go on from where they are put back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.jobs.place import Place, at, fill, opened
from tests.records.ward import observation

from dsn.base.errors import Conflict, DsnError, Invalid, NotFound
from dsn.jobs.backups import back_up, restore, verify_backup
from dsn.log import outbox
from dsn.log.events import Event
from dsn.store import feed
from dsn.store.history import Window, history

EVER = (0, 2**45)


async def _bodies(place: Place) -> list[tuple[str, int, bytes]]:
    """Every version there is, the last first."""
    window = Window(count=10_000)
    found, _ = await place.store.database.read(lambda c: history(c, None, None, window))
    return [(one.id, one.version, one.body) for one in found]


async def _writes(place: Place) -> list[Event]:
    """Every row of the log about a write by the system account, those that wait in the record included."""
    waiting = [
        outbox.unpack(packed, place.log.key).event for _, packed in await place.store.outbox_take(10_000)
    ]
    moved = await place.log.by_who("systeme", *EVER)
    return [event for event in waiting + moved if event.act == "write"]


def test_a_backup_put_back_is_the_same_record(engine: str, elsewhere: str, tmp_path: Path) -> None:
    """All versions, all that was logged; check and log verify pass, the backup verifies, and life goes on there."""
    folder = tmp_path / "backup"

    async def before(place: Place) -> None:
        made = await back_up(place.store, place.log, folder)
        assert (made.versions, made.engine) == (6, place.store.database.dialect.name)
        bodies.extend(await _bodies(place))

    async def after(place: Place) -> None:
        assert await _bodies(place) == bodies
        assert [event.who for event in await place.log.by_who("inf-gagnon", *EVER)] == ["inf-gagnon"]
        assert len(await _writes(place)) == 2
        await place.put(observation("later", "cote"))
        await place.log.drain(place.store)
        assert len(await _writes(place)) == 3
        await place.assert_sound()

    bodies: list[tuple[str, int, bytes]] = []
    at(engine, before, filled=True)
    found = verify_backup(folder)
    assert (found.whole, found.events) == (True, 1)
    restore(folder, elsewhere)
    at(elsewhere, after)


def test_a_backup_is_of_one_instant_while_others_write(engine: str, elsewhere: str, tmp_path: Path) -> None:
    """Writes and moves of their log rows go on during the copy: of each version there is one row of the log, wherever
    it was when it was copied; and nothing that was acknowledged before is lacking."""

    async def write(place: Place, round_: int, done: list[int]) -> None:
        for number in range(400):
            await place.put(observation(f"beside-{round_}-{number}", "roy"))
            done.append(number)
            if number % 3 == 0:
                await place.log.drain(place.store)
            await asyncio.sleep(0)

    async def before(place: Place) -> None:
        for round_ in range(3):
            done: list[int] = []
            writing = asyncio.create_task(write(place, round_, done))
            while len(done) < 5 * (round_ + 1):
                await asyncio.sleep(0.001)
            acknowledged.append(len(done))
            await back_up(place.store, place.log, tmp_path / f"backup-{round_}")
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def after(place: Place) -> None:
        versions = [one for one in await _bodies(place) if one[0].startswith("beside-")]
        assert len(versions) >= sum(acknowledged)
        await place.log.drain(place.store)
        named = [event.query for event in await _writes(place) if "beside-" in event.query]
        assert len(named) == len(set(named))
        assert {f"Observation/{id_}" for id_, _, _ in versions} <= set(named)
        await place.assert_sound()

    acknowledged: list[int] = []
    at(engine, before, filled=True)
    for round_ in range(3):
        assert verify_backup(tmp_path / f"backup-{round_}").whole
    restore(tmp_path / "backup-2", elsewhere)
    at(elsewhere, after)


def test_rows_in_both_copies_are_kept_once(engine: str, tmp_path: Path, elsewhere: str) -> None:
    """A write's log row that moves to its month just after the record was copied is not moved again."""

    async def before(place: Place) -> None:
        def moved(what: str, done: int, of: int) -> None:
            if what == "copy" and not moves:
                moves.append(asyncio.run_coroutine_threadsafe(place.log.drain(place.store), loop).result())

        loop = asyncio.get_running_loop()
        moves: list[int] = []
        await back_up(place.store, place.log, tmp_path / "backup", moved)
        assert moves == [2]

    async def after(place: Place) -> None:
        assert len(await _writes(place)) == 2
        await place.log.drain(place.store)
        assert len(await _writes(place)) == 2

    at(engine, before, filled=True)
    restore(tmp_path / "backup", elsewhere)
    at(elsewhere, after)


def test_what_is_written_between_two_tables_is_in_all_or_in_none(
    engine: str, elsewhere: str, tmp_path: Path
) -> None:
    """A commit again and again of the copy: the restored record and its index agree all the same."""

    async def before(place: Place) -> None:
        def write(what: str, done: int, of: int) -> None:
            told.append(what)
            if what == "copy" and len(told) % 24 == 1:
                written.append(f"between-{len(written)}")
                work = place.put(observation(written[-1], "roy"))
                asyncio.run_coroutine_threadsafe(work, loop).result()

        loop = asyncio.get_running_loop()
        await back_up(place.store, place.log, tmp_path / "backup", write)

    async def after(place: Place) -> None:
        await place.assert_sound()

    told: list[str] = []
    written: list[str] = []
    at(engine, before, filled=True)
    assert written
    restore(tmp_path / "backup", elsewhere)
    at(elsewhere, after)


def test_a_backup_wants_a_folder_of_its_own_and_an_empty_place(
    engine: str, elsewhere: str, tmp_path: Path
) -> None:
    """A folder with something in it, a store that is there, a folder that is no backup: refused, nothing touched."""
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")

    async def before(place: Place) -> None:
        with pytest.raises(Conflict, match="backup-folder-taken"):
            await back_up(place.store, place.log, folder)
        await back_up(place.store, place.log, tmp_path / "good")

    at(engine, before, filled=True)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]
    with pytest.raises(Conflict, match="restore-not-empty"):
        restore(tmp_path / "good", engine)
    for missing in (folder, tmp_path / "nowhere"):
        with pytest.raises(NotFound, match="backup-absent"):
            restore(missing, elsewhere)
    other = (
        f"sqlite:///{tmp_path / 'x.db'}" if engine.startswith("postgres") else "postgresql://dsn@127.0.0.1/x"
    )
    with pytest.raises(Invalid, match="backup-other-engine"):
        restore(tmp_path / "good", other)


@pytest.mark.parametrize("harm", ["flip", "cut", "lose", "add"])
def test_whatever_is_harmed_is_found_and_never_put_back(
    engine: str, elsewhere: str, tmp_path: Path, harm: str
) -> None:
    """Each file in turn: a bit, its end, all of it, or a file too many. A restore refuses and leaves nothing behind."""
    folder = tmp_path / "backup"

    async def before(place: Place) -> None:
        await back_up(place.store, place.log, folder)

    at(engine, before, filled=True)
    names = [file.name for file in verify_backup(folder).manifest.files]
    big = [name for name in names if (folder / name).stat().st_size > 30][:6]
    for name in big:
        kept = (folder / name).read_bytes()
        _harm(folder / name, kept, harm)
        found = verify_backup(folder)
        assert not found.whole
        if harm != "add":
            assert name in {error.values["file"] for error in found.files}
            with pytest.raises(DsnError):
                restore(folder, elsewhere)
        (folder / name).write_bytes(kept)
        (folder / name).with_name("more").unlink(missing_ok=True)
    restore(folder, elsewhere)
    at(elsewhere, Place.assert_sound)


def _harm(path: Path, kept: bytes, harm: str) -> None:
    if harm == "flip":
        middle = len(kept) * 2 // 3
        path.write_bytes(kept[:middle] + bytes([kept[middle] ^ 1]) + kept[middle + 1 :])
    elif harm == "cut":
        path.write_bytes(kept[:-3])
    elif harm == "lose":
        path.unlink()
    else:
        path.with_name("more").write_bytes(b"x")


def test_a_changed_row_of_the_log_is_found_though_the_digests_agree(engine: str, tmp_path: Path) -> None:
    """Whoever writes the manifest anew too is still betrayed by the chain."""

    async def before(place: Place) -> None:
        await place.log.drain(place.store)
        month = (await place.log.shelf.months())[0]
        database = await place.log.shelf.write(month)
        table = "event" if not database.dialect.is_postgres else f"log_{month.replace('-', '_')}_event"
        await database.writer.submit(lambda c: c.run(f"UPDATE {table} SET who = 'personne' WHERE seq = 2"))
        await back_up(place.store, place.log, tmp_path / "backup")

    at(engine, before, filled=True)
    found = verify_backup(tmp_path / "backup")
    assert (found.files, [(flaw.kind, flaw.seq) for flaw in found.flaws]) == ([], [("column", 2)])


def test_a_record_put_back_in_a_young_cluster_tells_its_news(
    engine: str, elsewhere: str, tmp_path: Path
) -> None:
    """Where transactions count from one again: a cursor from before goes on, and what is new comes after what was."""

    async def before(place: Place) -> None:
        if place.store.database.dialect.is_postgres:  # as if it had lived for years
            await place.store.database.writer.submit(lambda c: c.run("UPDATE feed SET turn = turn + 5000000"))
        await back_up(place.store, place.log, tmp_path / "backup")

    async def after(place: Place) -> None:
        old = await _news(place, feed.START, 6)
        await place.put(observation("later", "cote"))
        (new,) = await _news(place, old[-1].cursor, 1)
        assert (new.type, new.version) == ("Observation", 1)
        await place.assert_sound()

    at(engine, before, filled=True)
    restore(tmp_path / "backup", elsewhere)
    at(elsewhere, after)


async def _news(place: Place, after: bytes, count: int) -> list[feed.News]:
    for _ in range(800):
        found = await place.store.feed(after)
        if len(found) >= count:
            return found
        await asyncio.sleep(0.025)
    raise AssertionError("the feed never told")


def test_a_restore_that_was_killed_can_be_done_again(tmp_path: Path) -> None:
    """What it had made under a passing name is no store, and gives way."""
    url = f"sqlite:///{tmp_path / 'a.db'}"

    async def before() -> None:
        async with opened(url) as place:
            await fill(place)
            await back_up(place.store, place.log, tmp_path / "backup")

    asyncio.run(before())
    target = tmp_path / "b.db"
    (tmp_path / "b.db.restoring").mkdir()
    (tmp_path / "b.db.restoring" / "record.db").write_bytes(b"half")
    (tmp_path / "b.db.log").mkdir()
    restore(tmp_path / "backup", f"sqlite:///{target}")
    assert not (tmp_path / "b.db.restoring").exists()
    at(f"sqlite:///{target}", Place.assert_sound)
